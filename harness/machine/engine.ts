import type { InstructionWord } from '../architecture/a64/word.ts';
import type { ExceptionCause } from '../architecture/exception-cause.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { AccessWindow } from './access-window.ts';
import type { Attention } from './attention.ts';
import type { MappedRegion, Memory } from './memory.ts';

/** A load of an instruction. */
export interface Read {
  /** As the program has it. */
  readonly address: bigint;
  /** Where memory is mapped. */
  readonly place: number;
  /** Bytes. */
  readonly size: number;
}

/**
 * What executes instructions under the rules of a machine: it knows registers, memory and what single instructions do,
 * but takes no exception, returns from none, and knows of no probe. A machine reads and writes `live` and `memory`
 * between any two calls, and the engine goes on from there.
 */
export interface Engine {
  /** The bits of each register that it holds, and can read and write. All others are 0 in `live` before it runs. */
  readonly held: ReadonlyMap<RegisterName, bigint>;
  /** The registers, read and written in place. What `stretch` and `step` start from, and where they leave off. */
  readonly live: State;
  /** What the engine's loads and stores access; it records each store before it does it. */
  readonly memory: Memory;
  /** The loads of the last `step` that was done, in order. */
  readonly reads: readonly Read[];
  /** A copy of the registers after reset. */
  resetState(): State;
  /** Lets the engine access a region of `memory`, from now on. */
  map(region: MappedRegion): void;
  /** Attends to the instructions from `begin` up to `last`, in `stretch`. Gives a handle for `unwatch`. */
  watch(attention: Attention, begin: number, last: number): number;
  unwatch(handle: number): void;
  /** Code in these bytes, at a multiple of 4, or what watches it, has changed: what was made of it counts no more. */
  forgetCode(address: number, size: number): void;
  /**
   * While addresses are not translated: runs from `live` to the next instruction that a watch stops at, and always the first one, whose watch has no say. Gives
   * how many instructions that were, at most. Undefined when the machine must undo it and run it again in steps: they may be
   * more than `budget`, one of them cannot run, is not aligned, or writes scanned code; registers and memory are then
   * as they happen to be, with every store in the journal. `usesVectors` says that the first instruction may write v0-v31;
   * it stops before every other one that may.
   */
  stretch(budget: number, usesVectors: boolean): number | undefined;
  /**
   * Executes the instruction `word` at PC. Gives the exception that it causes instead; then registers and memory are as
   * before. While addresses are translated, `window` says where to: the access may be made, in these pages.
   */
  step(word: InstructionWord, window?: AccessWindow): ExceptionCause | undefined;
  /** Clears the exclusive monitor, as the start of a probe and an exception return do. */
  clearMonitor(): void;
  /** Gives up what it holds; nothing is called after it. */
  close(): void;
}
