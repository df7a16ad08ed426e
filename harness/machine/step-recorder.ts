import type { InstructionWord } from '../architecture/a64/word.ts';
import type { ExceptionEntry } from '../architecture/exception.ts';
import { registers, wordOf } from '../architecture/registers.ts';
import type { RegisterName } from '../architecture/registers.ts';
import {
  createState,
  differences,
  lastingBytes,
  lastingFrom,
  maskOf,
} from '../architecture/state.ts';
import type { State } from '../architecture/state.ts';
import { currentSp } from '../architecture/traps.ts';
import type { Read } from './engine.ts';
import type { MemoryWrite, Step, StepRead, StepWrite } from './machine.ts';
import type { Memory } from './memory.ts';

const pstateWord = wordOf('pstate');
const allButPc = maskOf(registers.map(({ name }) => name).filter((name) => name !== 'pc'));
const generalButPc = allButPc.subarray(0, lastingFrom);
const none: readonly Read[] = [];
const noReads: readonly StepRead[] = [];
const noWrites: readonly StepWrite[] = [];

/** Records what each instruction of a probe does, when that is asked for. */
export class StepRecorder {
  /** Undefined where nothing is recorded. */
  steps: Step[] | undefined;
  /** Whether what is recorded handles an interruption. */
  isHandling = false;
  readonly #live: State;
  readonly #memory: Memory;
  /** The registers, and the length of the journal, before the instruction. */
  readonly #before = createState();
  #from = 0;
  readonly #beforeLasting = lastingBytes(this.#before);
  readonly #liveLasting: Buffer;

  constructor(live: State, memory: Memory) {
    this.#live = live;
    this.#memory = memory;
    this.#liveLasting = lastingBytes(live);
  }

  /** Remembers registers and memory as they are before an instruction. */
  begin(): void {
    if (this.steps !== undefined) {
      this.#before.copyFrom(this.#live);
      this.#from = this.#memory.journal.length;
    }
  }

  /** The instruction at `pc` has led from where `begin` was called to `live`. */
  end(pc: bigint, word: InstructionWord, reads = none): void {
    if (this.steps === undefined) {
      return;
    }
    const before = this.#before;
    const after = this.#live;
    const lasting = this.#beforeLasting.equals(this.#liveLasting);
    const mask = lasting ? generalButPc : allButPc;
    const changes = differences(before, after, mask).map((register: RegisterName) => ({
      register,
      before: before.get(register),
      after: after.get(register),
    }));
    const writes = this.#writesOf(before);
    const pstate = before.words[pstateWord] as bigint;
    this.steps.push({
      address: pc,
      word,
      pstate,
      changes,
      reads: this.#readsOf(reads, writes),
      writes,
      ...(this.isHandling ? { interruption: 'handled' } : {}),
    });
  }

  #writesOf(before: State): readonly StepWrite[] {
    const { journal } = this.#memory;
    if (journal.length === this.#from) {
      return noWrites;
    }
    const writes: MemoryWrite[] = [];
    journal.annotate(currentSp(before));
    journal.expand(writes, this.#from);
    return writes.map((write) => ({ ...write, physical: this.#physical(write) }));
  }

  /** An atomic instruction loads what was there before its own store. */
  #readsOf(reads: readonly Read[], writes: readonly StepWrite[]): readonly StepRead[] {
    if (reads.length === 0) {
      return noReads;
    }
    return reads.map(({ address, size }) => {
      const own = writes.find((write) => write.address === address && write.size === size);
      const value = own?.before ?? this.#memory.valueAt(Number(address), size);
      return { address, size, value, physical: this.#physical({ address, size }) };
    });
  }

  #physical({ address, size }: Read): bigint {
    return this.#memory.physical(Number(address), size);
  }

  /** The instruction at `pc` caused an exception instead, in this PSTATE, or an interruption was `taken` before it. */
  raised(
    pc: bigint,
    word: InstructionWord,
    pstate: bigint,
    exception: ExceptionEntry,
    interruption: Step['interruption'] = this.isHandling ? 'handled' : undefined,
  ): void {
    const nothing = { changes: [], reads: [], writes: [] };
    const step = { address: pc, word, pstate, ...nothing, exception };
    this.steps?.push(interruption === undefined ? step : { ...step, interruption });
  }
}
