import type { CodeEntry } from './entry.ts';

export const analysisCodes = {
  'unknown-caller': {
    exit: 2,
    explanation:
      'A sweep makes its calls as host, guest, guest-vmid, guest-base, el2, el0 or aarch32. `guest` has a VTTBR_EL2 with VMID and base; `guest-vmid` and `guest-base` have one of the two.',
  },
  'bad-namespace': {
    exit: 2,
    explanation:
      'namespace.yaml lists who else uses HVC: for each user its immediates, and the register and the numbers that select a call. A value in it is not what it must be.',
  },
  'nothing-to-prove': {
    exit: 2,
    explanation:
      'A proof without a statement proves nothing, so it cannot succeed: the ABI has no operation, or its tables have none.',
  },
  'bad-baseline': {
    exit: 2,
    explanation:
      'The file given with --baseline is not the result of the same command. Write it again with --update.',
  },
} as const satisfies Record<string, CodeEntry>;
