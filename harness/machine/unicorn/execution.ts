import { instructionWord } from '../../architecture/a64/word.ts';
import type { InstructionWord } from '../../architecture/a64/word.ts';
import { aarch32Hvc } from '../../architecture/aarch32.ts';
import { applyEntry, takeException, vectorBaseMask } from '../../architecture/exception.ts';
import type { ExceptionCause } from '../../architecture/exception-cause.ts';
import type { ExceptionEntry } from '../../architecture/exception.ts';
import { applyReturn, exceptionReturn } from '../../architecture/exception-return.ts';
import { decodeInstruction, isLoadExclusive } from '../../architecture/instruction.ts';
import type { Instruction } from '../../architecture/instruction.ts';
import { memoryAccess } from '../../architecture/memory-access.ts';
import { currentLevel, pstateBits, pstateNumber } from '../../architecture/pstate.ts';
import { registers, wordOf } from '../../architecture/registers.ts';
import type { RegisterName } from '../../architecture/registers.ts';
import type { Slot } from '../../architecture/slot.ts';
import { createState, differences, maskOf } from '../../architecture/state.ts';
import type { State } from '../../architecture/state.ts';
import {
  currentSp,
  instructionException,
  isSpAligned,
  isTranslated,
  requiresAlignment,
} from '../../architecture/traps.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import type { Observation, Outcome, Probe, Step } from '../machine.ts';
import { changesRules } from './code-map.ts';

import type { FastEngine } from './fast-engine.ts';
import type { Memory } from './memory.ts';
import { Recurrence } from './recurrence.ts';
import { lastingBytes, lastingFrom } from './register-file.ts';
import { faultStatus, untranslatedFault } from './step-engine.ts';
import type { StepEngine } from './step-engine.ts';
import { Stops } from './stops.ts';

/** Where none could be fetched. */
const noInstruction = instructionWord(0);
const pcWord = wordOf('pc');
const pcHalf = pcWord * 2;
const pstateWord = wordOf('pstate');
const illegalState = Number(pstateBits.il);

/** Bytes that DC ZVA clears: DCZID_EL0.BS is 4 on the Cortex-A72. */
const zeroBlock = 64;

/** How often the fast engine may stop in one probe: more are an endless loop, or as slow as small steps. */
const fastStops = 1024;

const allButPc = maskOf(registers.map(({ name }) => name).filter((name) => name !== 'pc'));
const generalButPc = allButPc.subarray(0, lastingFrom);

/** What an execution works with. */
export interface Engines {
  readonly live: State;
  readonly memory: Memory;
  readonly fast: FastEngine;
  readonly step: () => StepEngine;
  /** Scanned code was written by the running program. */
  readonly codeWritten: (address: number, size: number) => void;
}

/** Runs one probe at a time: the rules of the architecture, between stretches that an engine runs by itself. */
export class Execution {
  readonly #engines: Engines;
  readonly #live: State;
  readonly #memory: Memory;
  readonly #entries = new Recurrence();
  readonly #steps = new Recurrence();
  readonly #previous = createState();
  readonly #previousLasting = lastingBytes(this.#previous);
  readonly #liveLasting: Buffer;
  readonly #stops = new Stops();
  #probe!: Probe;
  #out!: Observation;
  /** Small steps: exact, and slower by orders of magnitude. */
  #stepped = false;
  #record: Step[] | undefined;
  /** Of the fast engine, at most so many. */
  #instructions = 0;
  /** The return address of the last exception from a lower level. */
  #savedReturn: bigint | undefined;
  /** The event register, which WFE waits for (Arm ARM, D1.16.1). */
  #event = false;
  #returns = 0;
  #returnsAtAnchor = 0;
  #lowest = 0n;

  constructor(engines: Engines) {
    this.#engines = engines;
    this.#live = engines.live;
    this.#memory = engines.memory;
    this.#liveLasting = lastingBytes(engines.live);
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
    out.writes = [];
    this.#memory.journal.expand(out.writes);
    out.steps = this.#record;
    out.instructions = this.#record === undefined ? undefined : this.#instructions;
  }

  /** False when it cannot be done but in small steps; then nothing of it counts. */
  #attempt(stepped: boolean, record: Step[] | undefined): boolean {
    const { start, captures } = this.#probe;
    const stops = this.#stops;
    stops.set(this.#probe.stops);
    const out = this.#out;
    this.#stepped = stepped;
    this.#record = record;
    this.#instructions = 0;
    this.#savedReturn = undefined;
    this.#event = false;
    this.#returns = 0;
    this.#entries.reset();
    this.#steps.reset();
    if (stepped) {
      this.#engines.step().clearMonitor();
    }
    out.exceptions = [];
    out.captures = [];
    if (start !== 'code' && this.#take(start.cause, start.slot)) {
      return true;
    }
    for (let turn = 0; ; turn += 1) {
      const pc = this.#live.words[pcWord] as bigint;
      // After an illegal return the instruction at the stop takes an exception instead.
      const arrived =
        (turn > 0 || start !== 'code') && (pstateNumber(this.#live) & illegalState) === 0;
      const stop = arrived ? stops.at(pc, this.#live.halves[pcHalf] as number) : undefined;
      if (stop !== undefined) {
        return this.#finish(this.#arrival(stop), pc);
      }
      if (captures?.has(pc) === true) {
        out.captures.push({ address: pc, state: this.#live.clone() });
      }
      const isOver = this.#instructions >= this.#probe.budget;
      if (stepped) {
        if (this.#isSpinning(pc)) {
          return this.#finish('spun', this.#lowest);
        }
        if (isOver) {
          return this.#finish('out-of-budget', pc);
        }
      } else if (isOver || turn >= fastStops) {
        // Its count is too high at times: the small steps know.
        return false;
      }
      this.#instructions += 1;
      const done = this.#advance(pc);
      if (done !== undefined) {
        return done;
      }
    }
  }

  /** One instruction, or a stretch of them. True: the probe is over. False: it needs small steps. */
  #advance(pc: bigint): boolean | undefined {
    const live = this.#live;
    const pstate = pstateNumber(live);
    const narrow = (pstate & 0b10000) !== 0;
    const at = Number(pc);
    if (!narrow && (at & 3) !== 0 && (pc & 3n) !== 0n) {
      return this.#raise({ kind: 'pc-alignment' }, pc, noInstruction);
    }
    const word = this.#memory.fetch(at);
    if (word === undefined && !isTranslated(live)) {
      const cause = {
        kind: 'instruction-abort',
        address: pc,
        status: untranslatedFault(pc),
      } as const;
      return this.#raise(cause, pc, noInstruction);
    }
    if ((pstate & illegalState) !== 0) {
      return this.#raise({ kind: 'illegal-state' }, pc, word ?? noInstruction);
    }
    if (narrow) {
      const hvc = word === undefined ? undefined : aarch32Hvc(word, BigInt(pstate));
      if (hvc === undefined) {
        throw problem(
          'aarch32-instruction',
          `expected an HVC at 0x${pc.toString(16)} in AArch32 state, found 0x${(word ?? 0).toString(16)}`,
        );
      }
      return this.#raise(hvc, pc, word ?? noInstruction);
    }
    if (word === undefined) {
      return this.#stepped ? this.#step(pc, noInstruction) : false;
    }
    const instruction = decodeInstruction(word);
    const cause = instructionException(instruction, live);
    if (cause !== undefined) {
      return this.#raise(cause, pc, word);
    }
    const own = this.#doHere(instruction, pc, word);
    if (own !== 'engine') {
      return own;
    }
    if (this.#stepped) {
      return this.#step(pc, word);
    }
    return this.#stretch(pc, word, instruction);
  }

  /** What the engine cannot do, or not in time. */
  #doHere(
    instruction: Instruction,
    pc: bigint,
    word: InstructionWord,
  ): boolean | undefined | 'engine' {
    switch (instruction.kind) {
      case 'eret':
        return this.#eret(pc, word);
      case 'wfi':
        return this.#finish('halted', pc, word);
      case 'wfe':
        if (!this.#event) {
          return this.#finish('halted', pc, word);
        }
        this.#event = false;
        this.#keepPrevious();
        return this.#next(pc, word);
      case 'sev':
      case 'sevl':
        this.#event = true;
        this.#keepPrevious();
        return this.#next(pc, word);
      case 'smc':
        return this.#finish('smc', pc, word);
      case 'branch':
        if (instruction.offset !== 0 || instruction.conditional || instruction.link) {
          return 'engine';
        }
        return this.#finish('spun', pc, word);
      case 'msr':
        return this.#writeVectorBase(instruction, pc, word);
      case 'dc':
        return instruction.operand === 'zva' ? this.#zero(instruction.rt, pc, word) : 'engine';
      default:
        return 'engine';
    }
  }

  #stretch(pc: bigint, word: InstructionWord, instruction: Instruction): boolean | undefined {
    const { fast } = this.#engines;
    if (!fast.code.isScanned(Number(pc)) || this.#isMisaligned(instruction, word)) {
      return false;
    }
    // The two engines have an exclusive monitor each: stay with one.
    if (isLoadExclusive(word)) {
      return false;
    }
    if (changesRules(instruction, word)) {
      const step = this.#engines.step();
      return step.step(word) === undefined && step.codeWrites.length === 0 ? undefined : false;
    }
    // The first one is counted already.
    const left = this.#probe.budget - this.#instructions + 1;
    const count = fast.run(left, instruction.kind === 'fp');
    if (count === undefined || this.#live.words[pcWord] === pc) {
      return false;
    }
    this.#instructions += count - 1;
    return undefined;
  }

  /**
   * Whether SP is not aligned, which the fast engine takes for granted, or what the instruction accesses; the engine
   * looks at the later ones itself.
   */
  #isMisaligned({ kind }: Instruction, word: InstructionWord): boolean {
    const live = this.#live;
    if (!isSpAligned(live)) {
      return true;
    }
    if ((kind !== 'load-store' && kind !== 'fp') || !requiresAlignment(live)) {
      return false;
    }
    const access = memoryAccess(word, live);
    return access !== undefined && access.address % BigInt(access.element) !== 0n;
  }

  #step(pc: bigint, word: InstructionWord): boolean | undefined {
    const step = this.#engines.step();
    const live = this.#live;
    const { journal } = this.#memory;
    const from = journal.length;
    const sp = currentSp(live);
    this.#keepPrevious();
    const cause = step.step(word);
    if (cause !== undefined) {
      return this.#raise(cause, pc, word);
    }
    for (const { address, size } of step.codeWrites) {
      this.#engines.codeWritten(address, size);
    }
    if (this.#record === undefined) {
      return undefined;
    }
    journal.annotate(sp);
    this.#recordStep(pc, word, { reads: step.reads, from });
    return undefined;
  }

  #eret(pc: bigint, word: InstructionWord): boolean | undefined {
    const live = this.#live;
    const from = currentLevel(live);
    const result = exceptionReturn(live);
    this.#keepPrevious();
    applyReturn(live, result);
    if (this.#stepped) {
      this.#engines.step().clearMonitor();
    }
    this.#event = true;
    this.#returns += 1;
    this.#recordStep(pc, word);
    if (from < 2 || result.illegal !== undefined || currentLevel(live) === 2) {
      return undefined;
    }
    const known = result.pc === this.#savedReturn || this.#probe.stops.has(result.pc);
    return known ? undefined : this.#finish('returned-elsewhere', result.pc);
  }

  /** MSR VBAR_ELx: bits 10:0 are RES0. */
  #writeVectorBase(
    { operand, rt }: Extract<Instruction, { readonly rt: number }>,
    pc: bigint,
    word: InstructionWord,
  ): undefined | 'engine' {
    const level = currentLevel(this.#live);
    const allowed =
      (operand === 'vbar_el2' && level === 2) || (operand === 'vbar_el1' && level > 0);
    if (!allowed) {
      return 'engine';
    }
    this.#keepPrevious();
    const value = rt === 31 ? 0n : (this.#live.words[rt] as bigint);
    this.#live.words[wordOf(operand)] = value & vectorBaseMask;
    return this.#next(pc, word);
  }

  /** DC ZVA: an alignment fault on Device memory, else zeros. */
  #zero(rt: number, pc: bigint, word: InstructionWord): boolean | undefined {
    const live = this.#live;
    const address = rt === 31 ? 0n : (live.words[rt] as bigint);
    const abort = (status: number): boolean | undefined =>
      this.#raise({ kind: 'data-abort', address, status, write: true }, pc, word);
    if (!isTranslated(live)) {
      return abort(faultStatus.alignment);
    }
    const begin = Number(address - (address % BigInt(zeroBlock)));
    const region = this.#memory.regionOf(begin, zeroBlock);
    if (region === undefined || region.readOnly) {
      return abort(faultStatus.external);
    }
    const from = this.#memory.journal.length;
    for (let at = begin; at < begin + zeroBlock; at += 8) {
      this.#memory.store(region, at, 0n);
    }
    if (this.#engines.fast.code.overlaps(begin, zeroBlock)) {
      this.#engines.codeWritten(begin, zeroBlock);
    }
    this.#keepPrevious();
    live.words[pcWord] = pc + 4n;
    if (this.#record !== undefined) {
      this.#memory.journal.annotate(currentSp(live));
    }
    this.#recordStep(pc, word, { reads: [], from });
    return undefined;
  }

  #next(pc: bigint, word: InstructionWord): undefined {
    this.#live.words[pcWord] = pc + 4n;
    this.#recordStep(pc, word);
  }

  /** An exception of the instruction at `pc`. True when that ends the probe. */
  #raise(cause: ExceptionCause, pc: bigint, word: InstructionWord): boolean | undefined {
    const pstate = BigInt(pstateNumber(this.#live));
    const over = this.#take(cause);
    const exception = this.#out.exceptions.at(-1) as ExceptionEntry;
    this.#record?.push({
      address: pc,
      word,
      pstate,
      changes: [],
      reads: [],
      writes: [],
      exception,
    });
    return over ? true : undefined;
  }

  /** True when that ends the probe. */
  #take(cause: ExceptionCause, slot?: Slot): boolean {
    const live = this.#live;
    const out = this.#out;
    const entry = takeException(cause, live, slot);
    applyEntry(live, entry);
    out.exceptions.push(entry);
    this.#steps.reset();
    if (entry.targetEl === 1) {
      return this.#finish('taken-to-el1', entry.vector);
    }
    if (out.exceptions.length === 1) {
      out.entry.copyFrom(live);
    }
    if (entry.slot.startsWith('lower')) {
      this.#savedReturn = entry.elr;
    }
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

  /** Whether the registers and memory are as they were before, with no exception in between. */
  #isSpinning(pc: bigint): boolean {
    if (pc < this.#lowest) {
      this.#lowest = pc;
    }
    return this.#steps.observe(this.#live, this.#memory, this.#event, () => {
      this.#lowest = pc;
    });
  }

  #arrival(outcome: Outcome): Outcome {
    const same = this.#live.words[pstateWord] === this.#out.before.words[pstateWord];
    return outcome === 'returned' && !same ? 'returned-wrong-state' : outcome;
  }

  #finish(outcome: Outcome, pc: bigint, word?: InstructionWord): true {
    this.#out.outcome = outcome;
    this.#out.pc = pc;
    if (word !== undefined) {
      this.#keepPrevious();
      this.#recordStep(pc, word);
    }
    return true;
  }

  #keepPrevious(): void {
    if (this.#record !== undefined) {
      this.#previous.copyFrom(this.#live);
    }
  }

  /** Records the instruction that led from `#previous` to `live`, with the stores from journal index `from` on. */
  #recordStep(
    pc: bigint,
    word: InstructionWord,
    accesses?: { readonly reads: Step['reads']; readonly from: number },
  ): void {
    if (this.#record === undefined) {
      return;
    }
    const before = this.#previous;
    const after = this.#live;
    const lasting = this.#previousLasting.equals(this.#liveLasting);
    const mask = lasting ? generalButPc : allButPc;
    const changes = differences(before, after, mask).map((register: RegisterName) => ({
      register,
      before: before.get(register),
      after: after.get(register),
    }));
    const writes: Observation['writes'] = [];
    if (accesses !== undefined) {
      this.#memory.journal.expand(writes, accesses.from);
    }
    this.#record.push({
      address: pc,
      word,
      pstate: before.words[pstateWord] as bigint,
      changes,
      reads: accesses?.reads ?? [],
      writes,
    });
  }
}
