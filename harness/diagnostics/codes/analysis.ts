import type { CodeEntry } from './entry.ts';

export const analysisCodes = {
  'unknown-caller': {
    exit: 2,
    explanation:
      'A sweep makes its calls as host, guest, el2, el0 or aarch32. The VTTBR_EL2 of `guest` may be anything but 0; that of all others is 0.',
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
