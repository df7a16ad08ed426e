import type { InstructionWord } from '../architecture/a64/word.ts';
import { loadAlignment } from '../architecture/memory-access.ts';
import type { LoadAlignment } from '../architecture/memory-access.ts';
import type { Memory } from './memory.ts';
import type { RunningRegisters } from './running-registers.ts';

/** Where the loads of a running engine go, asked just before they are executed: only the low bits that decide alignment. */
export class LoadAddresses {
  readonly #registers: RunningRegisters;
  readonly #memory: Memory;
  /** By instruction, signed: a small integer is found faster. */
  readonly #alignments = new Map<number, LoadAlignment | undefined>();

  constructor(registers: RunningRegisters, memory: Memory) {
    this.#registers = registers;
    this.#memory = memory;
  }

  /** Whether the instruction at `pc`, which is about to run, loads from an address that is not aligned. */
  isMisaligned(pc: number): boolean {
    const alignment = this.#alignmentOf(this.#memory.fetch(pc));
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

  #alignmentOf(word: InstructionWord | undefined): LoadAlignment | undefined {
    if (word === undefined) {
      return undefined;
    }
    const key = word | 0;
    if (!this.#alignments.has(key)) {
      this.#alignments.set(key, loadAlignment(word));
    }
    return this.#alignments.get(key);
  }
}
