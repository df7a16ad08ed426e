import { problem } from '../../diagnostics/diagnostic.ts';

/** What the second engine cannot do as a machine does, and why. */
const refusals = {
  'outside-of-ram':
    "a region lies outside of the RAM of the emulator's board, 0x40000000 to 0x1bfff0000",
  'mirrored-memory': 'the code wrote memory that has two addresses, and the emulator has it twice',
  processor: 'the code runs on a processor other than the Cortex-A72, which the emulator is',
  'watched-code-written':
    'the code wrote over an instruction that a call may end at, where breakpoints are set beforehand',
  'start-state': 'the emulator takes another state than the one that the call starts from',
  'exception-to-aarch32':
    'EL1 in AArch32 state took an exception, which the debug port does not show',
  'unseen-exception':
    'an exception or a return came where no breakpoint was: code that the program wrote itself',
  'exception-to-el3': 'EL3 took an exception that is neither an SMC nor a WFI',
  restores: 'an interruption that restores registers is a trial of the judge, no call',
} as const;

type RefusalName = keyof typeof refusals;

/** Throws an HcallError 'emulator-refuses'. */
export function refuse(name: RefusalName): never {
  throw problem('emulator-refuses', refusals[name]);
}
