import { nzcvMask } from '../architecture/pstate.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';

/** What a function or a guest leaves in registers; of PSTATE, NZCV in its place. */
export type LeftRegisters = ReadonlyMap<RegisterName, bigint>;

/** Puts what is left into the registers of a state. */
export function leaveRegisters(state: State, registers: LeftRegisters): void {
  for (const [register, value] of registers) {
    const kept = register === 'pstate' ? state.get('pstate') & ~nzcvMask : 0n;
    state.set(register, register === 'pstate' ? kept | (value & nzcvMask) : value);
  }
}
