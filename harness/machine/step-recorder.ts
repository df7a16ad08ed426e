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
import type { Journal } from './journal.ts';
import type { MemoryWrite, Step } from './machine.ts';

const pstateWord = wordOf('pstate');
const allButPc = maskOf(registers.map(({ name }) => name).filter((name) => name !== 'pc'));
const generalButPc = allButPc.subarray(0, lastingFrom);
const none: readonly Read[] = [];

/** Records what each instruction of a probe does, when that is asked for. */
export class StepRecorder {
  /** Undefined where nothing is recorded. */
  steps: Step[] | undefined;
  readonly #live: State;
  readonly #journal: Journal;
  /** The registers, and the length of the journal, before the instruction. */
  readonly #before = createState();
  #from = 0;
  readonly #beforeLasting = lastingBytes(this.#before);
  readonly #liveLasting: Buffer;

  constructor(live: State, journal: Journal) {
    this.#live = live;
    this.#journal = journal;
    this.#liveLasting = lastingBytes(live);
  }

  /** Remembers registers and memory as they are before an instruction. */
  begin(): void {
    if (this.steps !== undefined) {
      this.#before.copyFrom(this.#live);
      this.#from = this.#journal.length;
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
    const writes: MemoryWrite[] = [];
    if (this.#journal.length > this.#from) {
      this.#journal.annotate(currentSp(before));
      this.#journal.expand(writes, this.#from);
    }
    const pstate = before.words[pstateWord] as bigint;
    this.steps.push({ address: pc, word, pstate, changes, reads, writes });
  }

  /** The instruction at `pc` caused an exception instead, in this PSTATE. */
  raised(pc: bigint, word: InstructionWord, pstate: bigint, exception: ExceptionEntry): void {
    const nothing = { changes: [], reads: [], writes: [] };
    this.steps?.push({ address: pc, word, pstate, ...nothing, exception });
  }
}
