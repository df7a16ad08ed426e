import { decodeInstruction } from '../architecture/instruction.ts';
import type { Memory } from './memory.ts';
import type { Instruction } from '../architecture/instruction.ts';
import type { RunningRegisters } from './running-registers.ts';

/** Bytes: a branch that skips less makes the count too high by so little that budgets do not care. */
const farAway = 0x1000;

/** Whether execution goes on at another place than a little further down: these are the branches that a count must see. */
export function isCountedBranch(instruction: Instruction): boolean {
  if (instruction.kind === 'branch-register') {
    return true;
  }
  if (instruction.kind !== 'branch') {
    return false;
  }
  const { offset, conditional } = instruction;
  return offset <= 0 || (offset > farAway && !conditional);
}

/**
 * How many instructions a stretch of a running engine has at most. Between two branches that it sees execution only goes
 * forward, so that no instruction there runs twice; those that a short branch skips are counted nevertheless.
 */
export class InstructionCount {
  readonly #registers: RunningRegisters;
  readonly #memory: Memory;
  /** Up to `#from`. */
  #count = 0;
  /** Where execution last went on after such a branch. */
  #from = 0;

  constructor(registers: RunningRegisters, memory: Memory) {
    this.#registers = registers;
    this.#memory = memory;
  }

  start(address: number): void {
    this.#count = 0;
    this.#from = address;
  }

  /** The count up to the instruction at this address, without it; infinite where it cannot be known. */
  upTo(address: number): number {
    const distance = address - this.#from;
    return distance >= 0 ? this.#count + distance / 4 : Infinity;
  }

  /** Sees the instruction at `address`, which is about to run. The count with it. */
  see(address: number): number {
    const word = this.#memory.fetch(address);
    const instruction = word === undefined ? undefined : decodeInstruction(word);
    if (instruction !== undefined && isCountedBranch(instruction)) {
      this.#count = this.upTo(address) + 1;
      this.#from = this.#target(instruction, address);
      return this.#count;
    }
    return this.upTo(address) + 1;
  }

  /** Where execution goes on; of a condition that takes it back or not, the former, which gives the higher count. */
  #target(instruction: Instruction, address: number): number {
    if (instruction.kind === 'branch') {
      return address + instruction.offset;
    }
    if (instruction.kind === 'branch-register' && instruction.rn < 31) {
      return this.#registers.value(instruction.rn);
    }
    return 0;
  }
}
