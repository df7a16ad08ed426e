import { nzcvMask } from '../architecture/pstate.ts';
import type { State } from '../architecture/state.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { RaisedException } from '../machine/machine.ts';

/** The world that a call enters below EL2, and that leaves again by an exception. */
export interface GuestWorld {
  /** Where EL2 has to return to for it. */
  readonly address: bigint;
  /** Its registers as they are when it leaves, changed as a running guest changes them; of PSTATE, NZCV. */
  readonly left: ReadonlyMap<RegisterName, bigint>;
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

/** Turns the state in which a world is entered into the state in which it leaves. */
export function runGuest({ left }: GuestWorld, state: State): void {
  for (const [register, value] of left) {
    const kept = register === 'pstate' ? state.get('pstate') & ~nzcvMask : 0n;
    state.set(register, register === 'pstate' ? kept | (value & nzcvMask) : value);
  }
}
