import { instructionWord } from '../architecture/a64/word.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import { aarch32Hvc } from '../architecture/aarch32.ts';
import { applyEntry, takeException } from '../architecture/exception.ts';
import type { ExceptionEntry } from '../architecture/exception.ts';
import type { ExceptionCause } from '../architecture/exception-cause.ts';
import { applyReturn, exceptionReturn } from '../architecture/exception-return.ts';
import { decodeInstruction, isExclusive } from '../architecture/instruction.ts';
import type { Instruction } from '../architecture/instruction.ts';
import { memoryAccess } from '../architecture/memory-access.ts';
import type { MemoryAccess } from '../architecture/memory-access.ts';
import { currentLevel, pstateBits, pstateNumber } from '../architecture/pstate.ts';
import { faultStatus, untranslatedFault } from '../architecture/fault-status.ts';
import { wordOf } from '../architecture/registers.ts';
import type { Slot } from '../architecture/slot.ts';
import type { State } from '../architecture/state.ts';
import {
  instructionException,
  isSpAligned,
  isBigEndian,
  isTranslated,
} from '../architecture/traps.ts';
import { hasVirtualInterrupt, takenVirtualInterrupt } from '../architecture/virtual-interrupts.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { changesRules } from './attention.ts';
import { CallerReturns } from './caller-returns.ts';
import type { Engine } from './engine.ts';
import { InterruptionWatch } from './interruption.ts';
import type { Observation, Outcome, Probe, Step, TakenException } from './machine.ts';
import type { Memory } from './memory.ts';
import { exchange, isOwnExchange } from './own-exchange.ts';
import { OwnSystemInstructions } from './own-system-instructions.ts';
import type { Done } from './own-system-instructions.ts';
import { Recurrence } from './recurrence.ts';
import { StepRecorder } from './step-recorder.ts';
import {
  requireModelled,
  requirePointerSize,
  requirePossible,
  requireUnsigned,
} from './requirements.ts';
import { Stops } from './stops.ts';
import { Translator } from './translator.ts';

/** Where none could be fetched. */
const noInstruction = instructionWord(0);
const pcWord = wordOf('pc');
const pcHalf = pcWord * 2;
const pstateWord = wordOf('pstate');
const illegalState = Number(pstateBits.il);

/** Where the instruction at PC is in memory, or why it cannot be fetched; undefined where nothing is translated. */
type Place = number | ExceptionCause | undefined;

/** Stretches of one probe: more are an endless loop, or as slow as small steps. */
const mostStretches = 1024;

/** Who must know where code is. */
interface CodeWatch {
  /** Execution comes to this address: gives whether code is there. */
  readonly reach: (address: number) => boolean;
  /** The program wrote code. */
  readonly written: (address: number, size: number) => void;
}

/** Runs one probe at a time: the rules of the architecture, between stretches that an engine runs by itself. */
export class Execution {
  readonly #engine: Engine;
  readonly #live: State;
  readonly #memory: Memory;
  readonly #code: CodeWatch;
  readonly #recorder: StepRecorder;
  readonly #translator: Translator;
  readonly #system: OwnSystemInstructions;
  readonly #entries = new Recurrence();
  readonly #steps = new Recurrence();
  readonly #stops = new Stops();
  readonly #interruption = new InterruptionWatch();
  #probe!: Probe;
  #out!: Observation;
  /** Small steps: exact, and slower by orders of magnitude. */
  #stepped = false;
  /** Of the stretches, at most so many. */
  #instructions = 0;
  readonly #callers = new CallerReturns();
  /** The event register, which WFE waits for (Arm ARM, D1.16.1). */
  #event = false;
  #returns = 0;
  #returnsAtAnchor = 0;
  #lowest = 0n;

  constructor(engine: Engine, code: CodeWatch) {
    this.#engine = engine;
    this.#live = engine.live;
    this.#memory = engine.memory;
    this.#code = code;
    this.#translator = new Translator(engine.live, engine.memory);
    this.#recorder = new StepRecorder(engine.live, engine.memory, this.#translator);
    this.#system = new OwnSystemInstructions(engine, this.#translator, this.#recorder, (from) =>
      this.#wroteCode(from),
    );
  }

  /** `live` is the start state. Fills all of `out` but `before`. Throws an HcallError. */
  run(probe: Probe, out: Observation): void {
    this.#probe = probe;
    this.#out = out;
    out.before.copyFrom(this.#live);
    if (probe.watch === 'steps' || !this.#attempt(false, undefined)) {
      this.#memory.undo(0);
      this.#live.copyFrom(out.before);
      this.#attempt(true, probe.watch === 'steps' ? [] : undefined);
    }
    out.after.copyFrom(this.#live);
    if (out.exceptions.every(({ targetEl }) => targetEl === 1)) {
      out.entry.copyFrom(out.before);
    }
    out.interruption = this.#interruption.progress;
    out.writes = [];
    this.#memory.journal.expand(out.writes);
    out.steps = this.#recorder.steps;
    out.descriptors = this.#translator.takeDescriptors();
    out.instructions = out.steps === undefined ? undefined : this.#instructions;
  }

  /** Of the state `live`, which is translated. See Machine. */
  locate(address: bigint, access: 'fetch' | 'load' | 'store'): bigint | undefined {
    this.#translator.forget();
    const place = this.#translator.locate(access, address);
    return typeof place === 'number' ? BigInt(place) : undefined;
  }

  /** False when it cannot be done but in small steps; then nothing of it counts. */
  #attempt(stepped: boolean, record: Step[] | undefined): boolean {
    const { start, captures, interruption } = this.#probe;
    const stops = this.#stops;
    stops.set(this.#probe.stops);
    const out = this.#out;
    this.#stepped = stepped;
    this.#recorder.steps = record;
    this.#interruption.begin(interruption);
    this.#recorder.isHandling = this.#interruption.isHandled;
    this.#instructions = 0;
    this.#callers.reset();
    this.#event = false;
    this.#returns = 0;
    this.#entries.reset();
    this.#steps.reset();
    this.#translator.forget();
    this.#translator.takeDescriptors();
    if (stepped) {
      this.#engine.clearMonitor();
    }
    out.exceptions = [];
    out.captures = [];
    if (start !== 'code' && this.#take(start.cause, start.slot)) {
      return true;
    }
    for (let turn = 0; ; turn += 1) {
      const pc = this.#live.words[pcWord] as bigint;
      const place = isTranslated(this.#live) ? this.#translator.locate('fetch', pc) : undefined;
      const at = typeof place === 'number' ? BigInt(place) : pc;
      const isFirst = turn === 0 && start === 'code';
      if (interruption !== undefined && !isFirst) {
        const isOver = this.#interrupt(at);
        if (isOver === true) {
          return true;
        }
        if (isOver === false) {
          continue;
        }
      }
      // After an illegal return the instruction at the stop takes an exception instead.
      const arrived =
        !isFirst && typeof place !== 'object' && (pstateNumber(this.#live) & illegalState) === 0;
      const stop = arrived ? stops.at(at, this.#lowOf(at, place)) : undefined;
      if (stop !== undefined) {
        return this.#finish(this.#arrival(stop), at);
      }
      if (captures?.has(at) === true) {
        out.captures.push({ address: at, state: this.#live.clone() });
      }
      const isOver = this.#instructions >= this.#probe.budget;
      if (stepped) {
        if (this.#isSpinning(at)) {
          return this.#finish('spun', this.#lowest);
        }
        if (isOver) {
          return this.#finish('out-of-budget', at);
        }
      } else if (isOver || turn >= mostStretches) {
        // Its count is too high at times: the small steps know.
        return false;
      }
      this.#instructions += 1;
      const done = this.#advance(at, place);
      if (done !== undefined) {
        return done;
      }
    }
  }

  /** The low 32 bits of where the instruction is; of PC they need no bigint. */
  #lowOf(at: bigint, place: Place): number {
    return place === undefined ? (this.#live.halves[pcHalf] as number) : Number(at & 0xffff_ffffn);
  }

  /**
   * One instruction, or a stretch of them; it is in memory at `at`. True: the probe is over. False: it needs small
   * steps.
   */
  #advance(at: bigint, place: Place): boolean | undefined {
    const live = this.#live;
    const pstate = pstateNumber(live);
    const narrow = (pstate & 0b10000) !== 0;
    const low = live.halves[pcHalf] as number;
    if (!narrow && (low & 3) !== 0) {
      return this.#raise({ kind: 'pc-alignment' }, at, noInstruction);
    }
    // Above 2^53 it is not exact: nothing is mapped there.
    const fetched = place ?? (live.halves[pcHalf + 1] as number) * 2 ** 32 + low;
    const word = typeof fetched === 'number' ? this.#memory.fetch(fetched) : undefined;
    if (hasVirtualInterrupt(live)) {
      // Any instruction may unmask it.
      if (!this.#stepped) {
        return false;
      }
      const kind = takenVirtualInterrupt(live);
      if (kind !== undefined) {
        return this.#raise({ kind, virtual: true }, at, word ?? noInstruction);
      }
    }
    if (word === undefined) {
      return this.#raise(this.#fetchAbort(place), at, noInstruction);
    }
    if ((pstate & illegalState) !== 0) {
      return this.#raise({ kind: 'illegal-state' }, at, word);
    }
    if (narrow) {
      const hvc = aarch32Hvc(word, BigInt(pstate));
      if (hvc === undefined) {
        throw problem(
          'aarch32-instruction',
          `expected an HVC at 0x${at.toString(16)} in AArch32 state, found 0x${word.toString(16)}`,
        );
      }
      return this.#raise(hvc, at, word);
    }
    const instruction = decodeInstruction(word);
    requireModelled(instruction, live, at);
    if (place !== undefined) {
      requirePointerSize(instruction, live, at);
    }
    const cause = instructionException(instruction, live);
    if (cause !== undefined) {
      return this.#raise(cause, at, word);
    }
    const own = this.#doHere(instruction, at, word);
    if (typeof own === 'object') {
      return this.#raise(own, at, word);
    }
    if (own !== 'engine') {
      return own;
    }
    if (this.#stepped) {
      return this.#step(at, word, place);
    }
    // An engine has no stretches of what is translated.
    return place === undefined ? this.#stretch(word, instruction) : false;
  }

  /** Why nothing could be fetched at PC. */
  #fetchAbort(place: Place): ExceptionCause {
    if (typeof place === 'object') {
      return place;
    }
    const address = this.#live.words[pcWord] as bigint;
    const status = place === undefined ? untranslatedFault(address) : faultStatus.external;
    return { kind: 'instruction-abort', address, status };
  }

  /** What the engine cannot do, or not in time. */
  #doHere(instruction: Instruction, at: bigint, word: InstructionWord): boolean | Done {
    switch (instruction.kind) {
      case 'eret':
        requireUnsigned(instruction, this.#live, at);
        return this.#eret(at, word);
      case 'wfi':
        return this.#finish('halted', at, word);
      case 'wfe':
        if (!this.#event) {
          return this.#finish('halted', at, word);
        }
        this.#event = false;
        this.#recorder.begin();
        return this.#system.end(at, word);
      case 'sev':
      case 'sevl':
        this.#event = true;
        this.#recorder.begin();
        return this.#system.end(at, word);
      case 'smc':
        return this.#finish('smc', at, word);
      case 'branch':
        if (instruction.offset !== 0 || instruction.conditional || instruction.link) {
          return 'engine';
        }
        return this.#finish('spun', at, word);
      case 'msr':
      case 'mrs':
        return this.#system.access(instruction, at, word);
      case 'load-store':
        requireUnsigned(instruction, this.#live, at);
        return isOwnExchange(word) ? this.#exchange(at, word) : 'engine';
      case 'dc':
      case 'ic':
        return this.#system.maintain(instruction, at, word);
      case 'at':
        return this.#system.translateAddress(instruction, at, word);
      default:
        return 'engine';
    }
  }

  #stretch(word: InstructionWord, instruction: Instruction): boolean | undefined {
    requirePossible(this.#live);
    const isCode = this.#code.reach(Number(this.#live.words[pcWord]));
    if (!isCode || isBigEndian(this.#live) || this.#isMisaligned(instruction, word)) {
      return false;
    }
    // An engine may have another exclusive monitor for stretches, or none: stay with one.
    if (isExclusive(word)) {
      return false;
    }
    if (changesRules(instruction, word)) {
      const from = this.#memory.journal.length;
      const done = this.#engine.step(word) === undefined;
      this.#translator.forget();
      return done && !this.#wroteCode(from) ? undefined : false;
    }
    // The first one is counted already.
    const left = this.#probe.budget - this.#instructions + 1;
    const { halves } = this.#live;
    const low = halves[pcHalf];
    const high = halves[pcHalf + 1];
    const count = this.#engine.stretch(left, instruction.kind === 'fp');
    this.#translator.forget();
    if (count === undefined || (halves[pcHalf] === low && halves[pcHalf + 1] === high)) {
      return false;
    }
    this.#instructions += count - 1;
    return undefined;
  }

  /**
   * Whether SP is not aligned, which a stretch takes for granted, or what the instruction accesses; the engine looks at
   * the later ones itself.
   */
  #isMisaligned({ kind }: Instruction, word: InstructionWord): boolean {
    const live = this.#live;
    if (!isSpAligned(live)) {
      return true;
    }
    if (kind !== 'load-store' && kind !== 'fp') {
      return false;
    }
    const access = memoryAccess(word, live);
    return access !== undefined && access.address % BigInt(access.element) !== 0n;
  }

  #step(at: bigint, word: InstructionWord, place: Place): boolean | undefined {
    const engine = this.#engine;
    const live = this.#live;
    requirePossible(live);
    const from = this.#memory.journal.length;
    this.#recorder.begin();
    const window =
      place !== undefined || this.#translator.needsWindow(word)
        ? this.#translator.window(word, Number(at))
        : undefined;
    const cause = window !== undefined && 'kind' in window ? window : engine.step(word, window);
    if (cause !== undefined) {
      return this.#raise(cause, at, word);
    }
    this.#wroteCode(from);
    this.#translator.noteInstruction(word, from);
    this.#recorder.end(at, word, engine.reads);
    return undefined;
  }

  /** Whether stores from journal index `from` on went to code, which is looked at again. */
  #wroteCode(from: number): boolean {
    const { journal, code } = this.#memory;
    let wrote = false;
    for (let index = from; index < journal.length; index += 1) {
      const address = journal.address(index);
      const size = journal.size(index);
      if (code.overlaps(address, size)) {
        this.#code.written(address, size);
        wrote = true;
      }
    }
    return wrote;
  }

  #eret(at: bigint, word: InstructionWord): boolean | undefined {
    const live = this.#live;
    const from = currentLevel(live);
    const result = exceptionReturn(live);
    this.#recorder.begin();
    applyReturn(live, result);
    if (this.#stepped) {
      this.#engine.clearMonitor();
    }
    this.#event = true;
    this.#returns += 1;
    this.#recorder.end(at, word);
    if (from === 2 && result.illegal === undefined) {
      this.#interruption.returned(live);
      this.#recorder.isHandling = this.#interruption.isHandled;
    }
    if (from < 2 || result.illegal !== undefined || currentLevel(live) === 2) {
      return undefined;
    }
    if (this.#callers.called(result.pc)) {
      return undefined;
    }
    const isNarrow = (pstateNumber(live) & 0b10000) !== 0;
    const place = this.#placeOf(result.pc);
    return this.#callers.goesOn(result.pc, place, isNarrow, this.#probe)
      ? undefined
      : this.#finish('returned-elsewhere', place);
  }

  /** Where the code at a virtual address is; the address itself, where none can be fetched. */
  #placeOf(address: bigint): bigint {
    const place = isTranslated(this.#live) ? this.#translator.locate('fetch', address) : undefined;
    return typeof place === 'number' ? BigInt(place) : address;
  }

  /** An atomic instruction that the engine has wrong; where it aborts, the engine says how. Throws an HcallError. */
  #exchange(pc: bigint, word: InstructionWord): undefined | 'engine' {
    const live = this.#live;
    if (isTranslated(live)) {
      throw problem(
        'unmodelled-feature',
        `the atomic minimum or maximum of fewer than 64 bits at 0x${pc.toString(16)} accesses memory with the MMU on, which the machine cannot do`,
      );
    }
    const { address, size } = memoryAccess(word, live) as MemoryAccess;
    const at = Number(address);
    const region = this.#memory.regionOf(at, size);
    if (region === undefined || region.readOnly || at % size !== 0 || !isSpAligned(live)) {
      return 'engine';
    }
    const from = this.#memory.journal.length;
    this.#recorder.begin();
    const { stored, written } = exchange(word, live, this.#memory.valueAt(at, size));
    this.#memory.store(region, at, size, stored);
    for (const [register, value] of written) {
      live.set(register, value);
    }
    this.#wroteCode(from);
    this.#translator.noteInstruction(word, from);
    live.words[pcWord] = pc + 4n;
    this.#recorder.end(pc, word, [{ address, place: at, size }]);
    return undefined;
  }

  /** Takes the interruption that comes before the instruction at `at`, and says whether that ends the probe. */
  #interrupt(at: bigint): boolean | undefined {
    const exception = this.#interruption.due(this.#live, at);
    if (exception === undefined) {
      return undefined;
    }
    const before = this.#moment();
    const word = this.#memory.fetch(Number(at)) ?? noInstruction;
    const over = this.#take(exception.cause, exception.slot, 'interruption');
    this.#recorder.raised(at, word, before, this.#out.exceptions.at(-1) as ExceptionEntry, 'taken');
    this.#recorder.isHandling = true;
    return over;
  }

  /** An exception of the instruction at `at`. True when that ends the probe. */
  #raise(cause: ExceptionCause, at: bigint, word: InstructionWord): boolean | undefined {
    const before = this.#moment();
    const over = this.#take(cause);
    const exception = this.#out.exceptions.at(-1) as ExceptionEntry;
    this.#recorder.raised(at, word, before, exception);
    return over ? true : undefined;
  }

  #moment(): { readonly pc: bigint; readonly pstate: bigint } {
    const live = this.#live;
    return { pc: live.words[pcWord] as bigint, pstate: BigInt(pstateNumber(live)) };
  }

  /** True when that ends the probe. */
  #take(cause: ExceptionCause, slot?: Slot, from: 'code' | 'interruption' = 'code'): boolean {
    const live = this.#live;
    const out = this.#out;
    const entry = takeException(cause, live, slot);
    if (from === 'interruption') {
      this.#interruption.taken(entry, live);
    } else {
      this.#interruption.nested(entry);
    }
    const taken = isTranslated(live) ? this.#withPlace(entry) : entry;
    applyEntry(live, entry);
    out.exceptions.push(taken);
    this.#steps.reset();
    if (entry.targetEl === 1) {
      return this.#finish('taken-to-el1', this.#placeOf(entry.vector));
    }
    if (out.exceptions.length === 1) {
      out.entry.copyFrom(live);
    }
    this.#callers.taken(entry);
    if (!isTranslated(live) && this.#memory.fetch(Number(entry.vector)) === undefined) {
      return this.#finish('faulted', entry.vector);
    }
    const again = this.#entries.observe(live, this.#memory, this.#event, () => {
      this.#returnsAtAnchor = this.#returns;
    });
    if (!again) {
      return false;
    }
    const returned = this.#returns > this.#returnsAtAnchor;
    return this.#finish(returned ? 'exception-loop' : 'faulted', entry.elr);
  }

  /** The exception, with where its return address is in memory. */
  #withPlace(entry: ExceptionEntry): TakenException {
    const returnsTo = this.#placeOf(entry.elr);
    return returnsTo === entry.elr ? entry : { ...entry, returnsTo };
  }

  /** Whether the registers and memory are as they were before, with no exception in between. */
  #isSpinning(at: bigint): boolean {
    if (at < this.#lowest) {
      this.#lowest = at;
    }
    return this.#steps.observe(this.#live, this.#memory, this.#event, () => {
      this.#lowest = at;
    });
  }

  #arrival(outcome: Outcome): Outcome {
    const same = this.#live.words[pstateWord] === this.#out.before.words[pstateWord];
    return outcome === 'returned' && !same ? 'returned-wrong-state' : outcome;
  }

  #finish(outcome: Outcome, at: bigint, word?: InstructionWord): true {
    this.#out.outcome = outcome;
    this.#out.pc = at;
    if (word !== undefined) {
      this.#recorder.begin();
      this.#recorder.end(at, word);
    }
    return true;
  }
}
