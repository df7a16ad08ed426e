import { loadAlignment } from '../architecture/memory-access.ts';
import type { Memory } from './memory.ts';
import type { RunningRegisters } from './running-registers.ts';

/** Where the loads of a running engine go, asked just before they are executed: only the low bits that decide alignment. */
export class LoadAddresses {
  readonly #registers: RunningRegisters;
  readonly #memory: Memory;

  constructor(registers: RunningRegisters, memory: Memory) {
    this.#registers = registers;
    this.#memory = memory;
  }

  /** Whether the instruction at `pc`, which is about to run, loads from an address that is not aligned. */
  isMisaligned(pc: number): boolean {
    const word = this.#memory.fetch(pc);
    const alignment = word === undefined ? undefined : loadAlignment(word);
    if (alignment === undefined) {
      return false;
    }
    const { base, offset, index, element } = alignment;
    let address = offset + (base === 'pc' ? pc : this.#registers.low(base));
    if (index !== undefined) {
      address += this.#registers.low(index.register) << index.shift;
    }
    return (address & (element - 1)) !== 0;
  }
}
