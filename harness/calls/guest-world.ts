import type { State } from '../architecture/state.ts';
import type { RaisedException } from '../machine/machine.ts';
import type { LeftRegisters } from './left-registers.ts';

/** The world that a call enters below EL2, and that leaves again by an exception. */
export interface GuestWorld {
  /** Where EL2 has to return to for it. */
  readonly address: bigint;
  /** Its registers as they are when it leaves, changed as a running guest changes them. */
  readonly left: LeftRegisters;
  /** The exception that takes it away; 'code': what its own code does. */
  readonly exit: 'code' | RaisedException;
}

/** A world as it was entered. */
export interface GuestVisit {
  /** The registers at its first instruction. */
  readonly state: State;
  /** The registers when it left: at the entry to EL2, as it had them but for PSTATE and the syndrome. */
  readonly left: State;
  /** Index of the exception that takes it away among those of the call. */
  readonly exception: number;
}
