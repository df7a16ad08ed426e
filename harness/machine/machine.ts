import type { InstructionWord } from '../architecture/a64/word.ts';
import type { ExceptionCause } from '../architecture/exception-cause.ts';
import type { ExceptionEntry } from '../architecture/exception.ts';
import type { ProcessorModel } from '../architecture/processor-model.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { Slot } from '../architecture/slot.ts';
import { createState } from '../architecture/state.ts';
import type { State } from '../architecture/state.ts';

/*
 * Words of this room. A machine runs an image by the architecture's rules. A probe is one run from one state to one
 * end; an observation is all that was seen of it; its outcome is how it ended. A step is one instruction of it. An
 * engine executes stretches of instructions under the machine.
 */

/** How a probe ended. */
export const outcomes = [
  /** PC is after the call, and PSTATE is as before. */
  'returned',
  /** PC is after the call, but PSTATE differs. */
  'returned-wrong-state',
  /** EL2 returned to a lower level, but not to the instruction after the call, nor to code that goes on. */
  'returned-elsewhere',
  /** Arrived at a function that is marked as a stop. */
  'called',
  /** Arrived at the target of a soft restart. */
  'jumped',
  'guest-exit',
  'panicked',
  /** An endless branch. */
  'spun',
  /** An exception whose return runs into the same exception again. */
  'exception-loop',
  /** The exception went to EL1's vectors. */
  'taken-to-el1',
  /** WFI or WFE with nothing to wake it. */
  'halted',
  'smc',
  /** No vector can run: the exception's own vector faults. */
  'faulted',
  'out-of-budget',
] as const;
export type Outcome = (typeof outcomes)[number];

/** A range of physical memory. Addresses and sizes are multiples of 4 KiB. */
export interface MemoryRegion {
  readonly name: string;
  readonly address: bigint;
  /** Bytes. */
  readonly size: number;
  /** Nothing in it may be written, not even by EL2: a write is a data abort. */
  readonly readOnly?: boolean;
  /**
   * The address of a region that is already mapped, of the same size: this one is the same memory. Code that is written
   * through one of them is not seen by what was translated of the other.
   */
  readonly mirrors?: bigint;
}

/** Bytes to place into mapped memory. Words of executable ones are scanned for what an engine must attend to. */
export interface MemoryContent {
  readonly address: bigint;
  readonly bytes: Uint8Array;
  readonly execute: boolean;
}

/** An exception that is raised before the first instruction, as an interrupt or an abort of the instruction at PC would be. */
export interface RaisedException {
  readonly cause: ExceptionCause;
  /** Take it through this slot of EL2's table, whatever the architecture would choose. */
  readonly slot?: Slot;
}

/** An exception that comes from outside while EL2 runs, before an instruction executes there. */
export interface Interruption {
  /** The instruction. */
  readonly address: bigint;
  /** How often EL2 has arrived at it before: 0 for the first time. */
  readonly arrival: number;
  /** Without a slot, through the one that PSTATE.SP chooses. */
  readonly exception: RaisedException;
  /**
   * Registers that hold again, when the interruption has returned, what they held before it: what would be if it did
   * not overwrite them.
   */
  readonly restores?: readonly RegisterName[];
  /** Where a probe before this one left off, of the same call. */
  readonly progress?: InterruptionProgress;
}

/** How far an interruption has come. */
export interface InterruptionProgress {
  /** Arrivals of EL2 at the instruction, up to the one that it came before. */
  readonly arrivals: number;
  /** The exception; undefined while it has not come. */
  readonly entry: ExceptionEntry | undefined;
  /** Exceptions from this one on that EL2 took and has not returned from. */
  readonly nesting: number;
  /** What the registers held that it overwrote. */
  readonly before: ReadonlyMap<RegisterName, bigint>;
}

export interface Probe {
  /** Every register before the first instruction; `pc` is where it runs. The machine does not change it. */
  readonly state: State;
  readonly start: 'code' | RaisedException;
  /** Instructions, over the whole probe. */
  readonly budget: number;
  /**
   * Arriving at one of these addresses ends the probe with the outcome: physical ones, with an MMU on. A map that was run with
   * must not change.
   */
  readonly stops: ReadonlyMap<bigint, Outcome>;
  /** The state is captured each time one of these addresses is about to be executed. The same holds for this set. */
  readonly captures?: ReadonlySet<bigint>;
  /**
   * Whether a return from EL2 to this address, where nobody called from, enters other code of EL1 or EL0: the probe then
   * goes on there. Left out, each such return ends the probe.
   */
  readonly entersCode?: (address: bigint) => boolean;
  readonly interruption?: Interruption | undefined;
  /** 'steps' records every instruction; slower by orders of magnitude. */
  readonly watch: 'nothing' | 'steps';
}

export interface MemoryWrite {
  /** Where memory is mapped: with an MMU on, the physical address. */
  readonly address: bigint;
  /** Where the program has it, if an MMU translates that to another address; 64 bits, with its tag. */
  readonly virtual?: bigint;
  /** Bytes: 1, 2, 4, 8 or 16. */
  readonly size: number;
  readonly before: bigint;
  readonly after: bigint;
  /** SP of the level that wrote, before the instruction; only in a stepped observation. */
  readonly sp?: bigint;
  /** No instruction wrote it: what stands in for code that is not there did. */
  readonly isStandIn?: true;
}

/** A load of a stepped observation. */
export interface StepRead {
  /** As in MemoryWrite. */
  readonly address: bigint;
  readonly virtual?: bigint;
  /** Bytes. */
  readonly size: number;
  /** Unsigned, of as many bytes. */
  readonly value: bigint;
  /** Where the memory is mapped first; `address` where it is no mirror. */
  readonly physical: bigint;
}

/** A store of a stepped observation. */
export interface StepWrite extends MemoryWrite {
  /** As in StepRead. */
  readonly physical: bigint;
}

/** A descriptor of a translation table that a walk read. */
export interface DescriptorRead {
  /** Where it is mapped first. */
  readonly physical: bigint;
  /** 64 bits. */
  readonly value: bigint;
}

/** One instruction of a stepped observation. */
export interface Step {
  /** Where the instruction is in memory; PC, where it could not be fetched. */
  readonly address: bigint;
  /** PC, if an MMU translates it to another address. */
  readonly virtual?: bigint;
  /** The instruction. */
  readonly word: InstructionWord;
  /** PSTATE before it. */
  readonly pstate: bigint;
  /** Registers that it changed, in layout order; for a 128-bit register the whole value. PC is left out. */
  readonly changes: readonly {
    readonly register: RegisterName;
    readonly before: bigint;
    readonly after: bigint;
  }[];
  readonly reads: readonly StepRead[];
  readonly writes: readonly StepWrite[];
  /**
   * What walks read to fetch it and for its accesses. What they read before, and what is still so, is not read again. Left out
   * where none was read.
   */
  readonly descriptors?: readonly DescriptorRead[];
  /** The exception that it caused, instead of its effect. */
  readonly exception?: ExceptionEntry;
  /** The interruption was `taken` before it, so that it did not execute; or it is a part of how that is `handled`. */
  readonly interruption?: 'taken' | 'handled';
}

/** An exception that was taken. */
export interface TakenException extends ExceptionEntry {
  /** Where the instruction at ELR is in memory, if an MMU translates that to another address. */
  readonly returnsTo?: bigint;
}

/** A point in the history of memory: the length of the journal of writes. */
export type MemoryMark = number & { readonly brand: 'MemoryMark' };

export interface Capture {
  readonly address: bigint;
  readonly state: State;
}

/** All that was seen of one probe. The machine refills it on each run: copy what must outlive the next one. */
export interface Observation {
  outcome: Outcome;
  /** Where it ended: the stop's address, or the instruction that is repeated, halts or faults. */
  pc: bigint;
  /** Exactly counted in a stepped observation, else undefined. */
  instructions: number | undefined;
  before: State;
  /** The state at the first instruction of the vector, when an exception was taken to EL2: the first one. */
  entry: State;
  after: State;
  /** Every exception taken, in order. */
  exceptions: TakenException[];
  /** How far the interruption came; undefined where none was to come. */
  interruption: InterruptionProgress | undefined;
  /** Every store, in order. */
  writes: MemoryWrite[];
  captures: Capture[];
  steps: Step[] | undefined;
  /** What walks read after the last step, to fetch what comes next. */
  descriptors: readonly DescriptorRead[];
}

/** One for a machine to fill. */
export function newObservation(processor?: ProcessorModel): Observation {
  return {
    outcome: 'out-of-budget',
    pc: 0n,
    instructions: undefined,
    before: createState(processor),
    entry: createState(processor),
    after: createState(processor),
    exceptions: [],
    interruption: undefined,
    writes: [],
    captures: [],
    steps: undefined,
    descriptors: [],
  };
}

/**
 * An AArch64 machine that runs code at EL0, EL1 and EL2, by the architecture's rules. What executes its instructions is
 * an Engine.
 *
 * Registers belong to the probe: each run starts from the probe's state alone. Memory belongs to the machine: it
 * keeps what a run wrote until `rewind`. Nothing is journaled before the first mark.
 */
export interface Machine {
  /** What this engine can read and write; the other registers keep the value 0 and are never compared. */
  readonly observable: ReadonlySet<RegisterName>;
  /** The state of this engine's processor after reset, at EL2h with DAIF masked. */
  resetState(): State;
  /** Adds memory, zeroed. Throws a RangeError for an overlap or a bad size. */
  map(regions: readonly MemoryRegion[]): void;
  /** Writes mapped memory from outside and forgets code translated from it; also into read-only regions. */
  write(content: MemoryContent): void;
  /** A copy of mapped memory. Throws a RangeError where nothing is mapped. */
  read(address: bigint, size: number): Uint8Array;
  isMapped(address: bigint, size: number): boolean;
  /** Where the memory at an address was mapped first; the address itself where nothing is mapped. */
  physical(address: bigint, size: number): bigint;
  /**
   * Where a virtual address is in memory, for this access in this state: the address itself where nothing is translated;
   * undefined where the access faults. Throws an HcallError.
   */
  locate(state: State, address: bigint, access: 'fetch' | 'load' | 'store'): bigint | undefined;
  /** Remembers the memory as it is now. Marks nest: what is written from here on, by code and by `write`, can be undone. */
  mark(): MemoryMark;
  /** Puts every byte of memory back as it was at `mark`, which stays valid; later marks are forgotten. */
  rewind(mark: MemoryMark): void;
  /** A fresh observation to pass to `run`, as often as wanted. */
  newObservation(): Observation;
  run(probe: Probe, out: Observation): void;
  /** Gives the engine back. Calling it twice does no harm. */
  close(): void;
}
