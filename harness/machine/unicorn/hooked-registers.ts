import type { RunningRegisters } from '../running-registers.ts';
import type { Arena } from './arena.ts';
import type { Unicorn } from './binding.ts';
import { generalId } from './register-file.ts';

export class HookedRegisters implements RunningRegisters {
  readonly #api: Unicorn;
  readonly #uc: number;
  /** The low half of a register comes first. */
  readonly #value: Uint32Array;
  readonly #pointer: number;

  constructor(api: Unicorn, uc: number, arena: Arena) {
    this.#api = api;
    this.#uc = uc;
    const { view, address } = arena.words(1);
    this.#value = new Uint32Array(view.buffer, view.byteOffset, 2);
    this.#pointer = address;
  }

  low(register: number): number {
    this.#api.reg_read(this.#uc, generalId(register), this.#pointer);
    return this.#value[0] as number;
  }

  value(register: number): number {
    const low = this.low(register);
    return (this.#value[1] as number) * 2 ** 32 + low;
  }
}
