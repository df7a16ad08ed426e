import type { RegisterName } from '../architecture/registers.ts';
import { changedByCalls } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import { sentinel } from './sentinel.ts';

const flags = 0xf000_0000n;

/** Returns from functions as a function would that changes all that it may. */
export class Callee {
  readonly #left: readonly (readonly [RegisterName, bigint])[];

  constructor(seed: number) {
    this.#left = changedByCalls.map(({ name }) => [name, sentinel(name, seed, 2)]);
  }

  /** Turns the state at the entry of a function into that at its return, with `result` in x0 if it has one. */
  returnFrom(state: State, result: bigint | undefined): void {
    state.set('pc', state.get('x30'));
    for (const [register, value] of this.#left) {
      state.set(register, value);
    }
    if (result !== undefined) {
      state.set('x0', result);
    }
    state.set('pstate', state.get('pstate') ^ flags);
  }
}
