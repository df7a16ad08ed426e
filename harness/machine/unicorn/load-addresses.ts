import { loadAlignment } from '../../architecture/memory-access.ts';
import type { LoadAlignment } from '../../architecture/memory-access.ts';
import type { Arena } from './arena.ts';
import type { Unicorn } from './binding.ts';
import type { Memory } from './memory.ts';
import { generalId } from './register-file.ts';

/** Where the loads of a running engine go, asked just before they are executed: only the low bits that decide alignment. */
export class LoadAddresses {
  readonly #api: Unicorn;
  readonly #uc: number;
  readonly #memory: Memory;
  /** The low half of a register comes first. */
  readonly #value: Uint32Array;
  readonly #pointer: number;
  /** By instruction, signed: a small integer is found faster. */
  readonly #alignments = new Map<number, LoadAlignment | undefined>();

  constructor(api: Unicorn, uc: number, arena: Arena, memory: Memory) {
    this.#api = api;
    this.#uc = uc;
    this.#memory = memory;
    const { view, address } = arena.words(1);
    this.#value = new Uint32Array(view.buffer, view.byteOffset, 2);
    this.#pointer = address;
  }

  /** Whether the instruction at `pc`, which is about to run, loads from an address that is not aligned. */
  isMisaligned(pc: number): boolean {
    const alignment = this.#alignmentOf(this.#memory.fetch(pc));
    if (alignment === undefined) return false;
    const { base, offset, index, element } = alignment;
    let address = offset + (base === 'pc' ? pc : this.#low(base));
    if (index !== undefined) address += this.#low(index.register) << index.shift;
    return (address & (element - 1)) !== 0;
  }

  #alignmentOf(word: number | undefined): LoadAlignment | undefined {
    if (word === undefined) return undefined;
    const key = word | 0;
    if (!this.#alignments.has(key)) this.#alignments.set(key, loadAlignment(word));
    return this.#alignments.get(key);
  }

  #low(register: number): number {
    this.#api.reg_read(this.#uc, generalId(register), this.#pointer);
    return this.#value[0] as number;
  }
}
