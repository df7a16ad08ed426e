import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import { sentinel } from '../judge/sentinel.ts';

/** What the procedure call standard lets a function change beside its result (AAPCS64, 6.1.1): x1-x18, lr and the flags. */
const scratch: readonly RegisterName[] = [
  ...Array.from({ length: 18 }, (_, index) => `x${index + 1}` as RegisterName),
  'x30',
];

const flags = 0xf000_0000n;

/**
 * Turns the state at the entry of a function into that at its return, as a function would leave it that changes all
 * that it may: `result`, or a value of its own, in x0.
 */
export function returnFromFunction(state: State, seed: number, result: bigint | undefined): void {
  state.set('pc', state.get('x30'));
  state.set('x0', result ?? sentinel('x0', seed, 1) ^ 0xffn);
  for (const register of scratch) {
    state.set(register, sentinel(register, seed, 1) ^ 0xffn);
  }
  state.set('pstate', state.get('pstate') ^ flags);
}
