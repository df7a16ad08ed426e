import { problem } from '../../diagnostics/diagnostic.ts';

/** What the second engine cannot do as a machine does, and why. */
export const refusals = {
  'outside-of-ram':
    "a region lies outside of the RAM of the emulator's board, 0x40000000 to 0x1bfff0000",
  'other-processor': 'the emulator is a Cortex-A72, and the ABI has another processor',
  'mirrored-memory': 'the code wrote memory that has two addresses, and the emulator has it twice',
  'watched-code-written':
    'the code wrote over an instruction that a call may end at, where breakpoints are set beforehand',
  'start-state': 'the emulator takes another state than the one that the call starts from',
  'exception-to-aarch32':
    'EL1 in AArch32 state took an exception, which the debug port does not show',
  'unseen-exception':
    'an exception or a return came where no breakpoint was: code that the program wrote itself',
  'exception-to-el3': 'EL3 took an exception that is neither an SMC nor a WFI',
  'virtual-addresses':
    'an MMU has code at other addresses than where it is in memory, and breakpoints are set before that is known',
  restores: 'an interruption that restores registers is a trial of the judge, no call',
} as const;

type RefusalName = keyof typeof refusals;

/** Throws an HcallError 'emulator-refuses'. */
export function refuse(name: RefusalName): never {
  throw problem('emulator-refuses', refusals[name]);
}
