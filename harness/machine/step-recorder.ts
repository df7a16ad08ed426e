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
import type { Translator } from './translator.ts';

const pcWord = wordOf('pc');
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
  readonly #translator: Translator;
  /** The registers, and the length of the journal, before the instruction. */
  readonly #before = createState();
  #from = 0;
  readonly #beforeLasting = lastingBytes(this.#before);
  readonly #liveLasting: Buffer;

  constructor(live: State, memory: Memory, translator: Translator) {
    this.#live = live;
    this.#memory = memory;
    this.#translator = translator;
    this.#liveLasting = lastingBytes(live);
  }

  /** Remembers registers and memory as they are before an instruction. */
  begin(): void {
    if (this.steps !== undefined) {
      this.#before.copyFrom(this.#live);
      this.#from = this.#memory.journal.length;
    }
  }

  /** The instruction in memory at `address` has led from where `begin` was called to `live`. */
  end(address: bigint, word: InstructionWord, reads = none): void {
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
    const pc = before.words[pcWord] as bigint;
    this.steps.push({
      address,
      ...(pc === address ? {} : { virtual: pc }),
      word,
      pstate,
      changes,
      reads: this.#readsOf(reads, writes),
      writes,
      ...this.#descriptors(),
      ...(this.isHandling ? { interruption: 'handled' } : {}),
    });
  }

  #descriptors(): Pick<Step, 'descriptors'> {
    const descriptors = this.#translator.takeDescriptors();
    return descriptors.length === 0 ? {} : { descriptors };
  }

  #writesOf(before: State): readonly StepWrite[] {
    const { journal } = this.#memory;
    if (journal.length === this.#from) {
      return noWrites;
    }
    const writes: MemoryWrite[] = [];
    journal.annotate(currentSp(before));
    journal.expand(writes, this.#from);
    return writes.map((write) => ({
      ...write,
      physical: this.#memory.physical(Number(write.address), write.size),
    }));
  }

  /** An atomic instruction loads what was there before its own store. */
  #readsOf(reads: readonly Read[], writes: readonly StepWrite[]): readonly StepRead[] {
    if (reads.length === 0) {
      return noReads;
    }
    return reads.map(({ address: virtual, place, size }) => {
      const address = BigInt(place);
      const own = writes.find((write) => write.address === address && write.size === size);
      const value = own?.before ?? this.#memory.valueAt(place, size);
      const physical = this.#memory.physical(place, size);
      return { address, ...(virtual === address ? {} : { virtual }), size, value, physical };
    });
  }

  /**
   * The instruction in memory at `address` caused an exception instead, with this PC and PSTATE, or an interruption was `taken`
   * before it.
   */
  raised(
    address: bigint,
    word: InstructionWord,
    { pc, pstate }: { readonly pc: bigint; readonly pstate: bigint },
    exception: ExceptionEntry,
    interruption: Step['interruption'] = this.isHandling ? 'handled' : undefined,
  ): void {
    if (this.steps === undefined) {
      return;
    }
    const nothing = { changes: [], reads: [], writes: [], ...this.#descriptors() };
    const virtual = pc === address ? {} : { virtual: pc };
    const step = { address, ...virtual, word, pstate, ...nothing, exception };
    this.steps.push(interruption === undefined ? step : { ...step, interruption });
  }
}
