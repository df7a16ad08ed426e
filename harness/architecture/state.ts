import type { RegisterName } from './registers.ts';
/** Every register of the machine, as 64-bit words in the layout of `registers`. */
export interface State {
  readonly words: BigUint64Array;
  get(register: RegisterName): bigint;
  set(register: RegisterName, value: bigint): void;
  copyFrom(other: State): void;
}
