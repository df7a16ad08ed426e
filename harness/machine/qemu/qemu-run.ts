import type { ExceptionEntry } from '../../architecture/exception.ts';
import { applyEntry, takeException } from '../../architecture/exception.ts';
import { exceptionRegisters } from '../../architecture/exception-registers.ts';
import type { Instruction } from '../../architecture/instruction.ts';
import { currentLevel, nzcvMask, pstateBits } from '../../architecture/pstate.ts';
import { slotOffset, slots } from '../../architecture/slot.ts';
import { changingBytes, createState } from '../../architecture/state.ts';
import type { State } from '../../architecture/state.ts';
import { vectorBaseMask } from '../../architecture/system-register-rows.ts';
import { isTranslated } from '../../architecture/traps.ts';
import { hasVirtualInterrupt } from '../../architecture/virtual-interrupts.ts';
import { CallerReturns } from '../caller-returns.ts';
import type { DeviationName } from '../deviations.ts';
import { InterruptionWatch } from '../interruption.ts';
import type { Observation, Outcome, Probe, RaisedException } from '../machine.ts';
import type { Memory } from '../memory.ts';
import { Recurrence } from '../recurrence.ts';
import type { CoreRegisters } from './debug-port.ts';
import type { Emulator } from './emulator.ts';
import type { EmulatorRegisters } from './emulator-registers.ts';
import { coreOf, pcWord, pstateNumber, putCore } from './emulator-registers.ts';
import type { LoggedEvent, LoggedReturn, TakenException } from './exception-log.ts';
import { refuse } from './refusals.ts';

/** What a probe stops at, before it executes. */
export type Watched = Instruction['kind'] | 'spin' | 'vector-base';

/** Milliseconds after which code that does not stop is looked at: real vectors never take so many. */
const runLimit = 1000;
/** How often in one probe: on a busy system the emulator may not have run at all. */
const mostPauses = 4;
/** Stops of one probe on its way. */
const mostStops = 4096;
/** After so many without an exception it may be a loop that comes by a breakpoint. */
const suspiciousStops = 64;
/** Instructions of the longest loop that is known as one. */
export const longestLoop = 4096;

export interface RunParts {
  readonly emulator: Emulator;
  readonly registers: EmulatorRegisters;
  readonly memory: Memory;
  readonly watched: ReadonlyMap<number, Watched>;
  /** Where the agent and EL3 stop. */
  readonly agentStops: ReadonlySet<bigint>;
  /** Lets the processor stand at the first instruction of a start. */
  readonly load: (start: State) => void;
  /** Brings `memory` to what the code stored. */
  readonly fetch: () => void;
}

type End = readonly [Outcome, bigint];

/** One probe, from breakpoint to breakpoint. How it ends is hcall's rule; what happens on the way is the emulator's. */
export class QemuRun {
  readonly deviations = new Set<DeviationName>();
  readonly #parts: RunParts;
  readonly #probe: Probe;
  readonly #out: Observation;
  /** General registers, the live SP, PC and PSTATE are those of now; the others as they were read last. */
  readonly #state = createState();
  #core!: CoreRegisters;
  #breakpoints = new Set<bigint>();
  readonly #callers = new CallerReturns();
  readonly #entries = new Recurrence();
  readonly #steps = new Recurrence();
  /** Since the last exception. */
  #stops = 0;
  #pauses = 0;
  readonly #interruption = new InterruptionWatch();
  #event = false;
  #returns = 0;
  #returnsAtAnchor = 0;

  constructor(parts: RunParts, probe: Probe, out: Observation) {
    this.#parts = parts;
    this.#probe = probe;
    this.#out = out;
  }

  /** `start`: where the first instruction executes, behind the exception that the probe begins with. */
  go(start: State): void {
    if ((this.#probe.interruption?.restores ?? []).length > 0) {
      refuse('restores');
    }
    this.#interruption.begin(this.#probe.interruption);
    const [first] = this.#out.exceptions;
    this.#state.copyFrom(start);
    const end = first === undefined ? undefined : this.#taken(first);
    const [outcome, pc] = end ?? this.#fromStart();
    this.#out.outcome = outcome;
    this.#out.pc = pc;
    this.#out.interruption = this.#interruption.progress;
    if (end === undefined) {
      this.#parts.registers.read(this.#parts.emulator.port, this.#state, this.#core);
    }
    this.#out.after.copyFrom(this.#state);
  }

  #fromStart(): End {
    this.#load();
    let arrives = this.#probe.start !== 'code';
    for (let stops = 0; stops < mostStops; stops += 1) {
      const end = this.#look(arrives) ?? this.#comesAgain() ?? this.#advance();
      if (end !== undefined) {
        return end;
      }
      arrives = true;
    }
    return ['out-of-budget', this.#state.get('pc')];
  }

  /** The processor gets what `#state` holds. */
  #load(): void {
    const { emulator, load } = this.#parts;
    load(this.#state);
    const isNarrow = (this.#state.get('pstate') & pstateBits.nRW) !== 0n;
    this.#core = isNarrow ? coreOf(this.#state) : emulator.port.core();
    this.#arm();
  }

  /** Breakpoints for the tables that are installed now. */
  #arm(): void {
    const { watched, agentStops, emulator } = this.#parts;
    const { stops, captures = new Set<bigint>(), interruption } = this.#probe;
    const bases = [this.#state.get('vbar_el2'), this.#state.get('vbar_el1')];
    const vectors = bases.flatMap((base) =>
      slots.map((slot) => (base & vectorBaseMask) + BigInt(slotOffset(slot))),
    );
    this.#breakpoints = new Set([
      ...agentStops,
      ...stops.keys(),
      ...captures,
      ...(interruption === undefined ? [] : [interruption.address]),
      ...vectors,
      ...[...watched.keys()].map(BigInt),
    ]);
    emulator.setBreakpoints(this.#breakpoints);
  }

  /** What comes before the instruction at PC. Undefined: the probe goes on. */
  #look(arrives: boolean): End | undefined {
    const { stops, captures } = this.#probe;
    const state = this.#state;
    const pc = state.get('pc');
    if (arrives) {
      const interruption = this.#interruption.due(state, pc);
      if (interruption !== undefined) {
        return this.#interrupt(interruption);
      }
      const stop = (state.get('pstate') & pstateBits.il) === 0n ? stops.get(pc) : undefined;
      if (stop !== undefined) {
        const isSame = state.get('pstate') === this.#out.before.get('pstate');
        return [stop === 'returned' && !isSame ? 'returned-wrong-state' : stop, pc];
      }
    }
    if (captures?.has(pc) === true) {
      this.#readAll();
      this.#out.captures.push({ address: pc, state: state.clone() });
    }
    return undefined;
  }

  /** A loop that comes by a breakpoint. */
  #comesAgain(): End | undefined {
    this.#stops += 1;
    if (this.#stops < suspiciousStops) {
      return undefined;
    }
    this.#readAll();
    this.#parts.fetch();
    const { memory } = this.#parts;
    return this.#steps.observe(this.#state, memory, this.#event, () => {})
      ? this.#loop(new Set())
      : undefined;
  }

  /** To the next stop. */
  #advance(): End | undefined {
    const { emulator, watched } = this.#parts;
    const { port, log } = emulator;
    const before = this.#core;
    const pc = this.#state.get('pc');
    const kind = watched.get(Number(pc));
    if (kind === 'wfe' && this.#executes()) {
      return this.#waitForEvent(before);
    }
    if (this.#breakpoints.has(pc)) {
      port.step();
    } else if (!port.goOn(runLimit)) {
      this.#readCore();
      this.#pauses += 1;
      const end = this.#loop(this.#breakpoints);
      if (end !== undefined || this.#pauses === mostPauses) {
        return end ?? ['out-of-budget', this.#state.get('pc')];
      }
    }
    const events = log.take();
    this.#readCore();
    if (kind === 'vector-base') {
      this.#readAll();
      this.#arm();
    }
    const [event, more] = events;
    if (more !== undefined) {
      refuse('unseen-exception');
    }
    return event === undefined ? this.#executed(kind, before) : this.#happened(event, kind, before);
  }

  /** An instruction took an exception, or returned from one. */
  #happened(event: LoggedEvent, kind: Watched | undefined, before: CoreRegisters): End | undefined {
    switch (event.kind) {
      case 'taken-to-aarch32':
        return refuse('exception-to-aarch32');
      case 'return':
        return kind === 'eret' ? this.#returned(event) : refuse('unseen-exception');
      case 'taken':
        return event.level === 3 ? this.#takenToEl3(kind, before) : this.#entered(event);
    }
  }

  /** What ends a probe for which EL3 would be needed, or something to wake it. */
  #takenToEl3(kind: Watched | undefined, before: CoreRegisters): End {
    if (kind !== 'smc' && kind !== 'wfi') {
      refuse('exception-to-el3');
    }
    return this.#stay(kind === 'smc' ? 'smc' : 'halted', before);
  }

  /** The instruction itself did not execute. */
  #stay(outcome: Outcome, before: CoreRegisters): End {
    this.#core = before;
    putCore(this.#state, before);
    return [outcome, this.#state.get('pc')];
  }

  /** Whether no exception comes in the place of the instruction at PC. */
  #executes(): boolean {
    const isIllegal = (this.#state.get('pstate') & pstateBits.il) !== 0n;
    return !isIllegal && !hasVirtualInterrupt(this.#state);
  }

  /** QEMU neither traps a WFE nor waits at it, and a step may execute what comes after it, too. */
  #waitForEvent(before: CoreRegisters): End | undefined {
    if (!this.#event) {
      return this.#stay('halted', before);
    }
    this.#event = false;
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(this.#state.get('pc') + 4n);
    this.#parts.emulator.port.ask(`P${pcWord.toString(16)}=${bytes.toString('hex')}`);
    this.#readCore();
    return undefined;
  }

  /** An instruction that is watched, or one at a breakpoint, or a stretch before one. */
  #executed(kind: Watched | undefined, before: CoreRegisters): End | undefined {
    switch (kind) {
      case 'spin':
        return ['spun', this.#state.get('pc')];
      case 'wfi':
        return this.#stay('halted', before);
      case 'sev':
      case 'sevl':
      case 'eret':
        this.#event = true;
        return undefined;
      default:
        return undefined;
    }
  }

  #entered({ level, vector }: TakenException): End | undefined {
    const { emulator } = this.#parts;
    const state = this.#state;
    if (vector !== state.get('pc') || (level !== 1 && level !== 2)) {
      refuse('unseen-exception');
    }
    this.#readAll();
    const { elr, spsr, esr, far, vbar } = exceptionRegisters[level];
    const flags = state.get(spsr) & nzcvMask;
    if ((state.get('pstate') & nzcvMask) !== flags) {
      this.deviations.add('flags-at-entry');
      state.set('pstate', (state.get('pstate') & ~nzcvMask) | flags);
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(Number(state.get('pstate')));
      emulator.port.ask(`P${pstateNumber.toString(16)}=${bytes.toString('hex')}`);
      this.#readCore();
    }
    const offset = vector - (state.get(vbar) & vectorBaseMask);
    const slot = slots.find((each) => BigInt(slotOffset(each)) === offset);
    if (slot === undefined) {
      refuse('unseen-exception');
    }
    const entry: ExceptionEntry = {
      // Nobody asks the second machine for it.
      cause: { kind: 'undefined' },
      slot,
      targetEl: level,
      vector,
      pstate: state.get('pstate'),
      elr: state.get(elr),
      spsr: state.get(spsr),
      esr: state.get(esr),
      far: state.get(far),
      hpfar: level === 2 ? state.get('hpfar_el2') : undefined,
    };
    this.#out.exceptions.push(entry);
    this.#interruption.nested(entry);
    return this.#taken(entry);
  }

  #interrupt({ cause, slot }: RaisedException): End | undefined {
    this.#parts.fetch();
    this.#readAll();
    const state = this.#state;
    const entry = takeException(cause, state, slot);
    this.#interruption.taken(entry, state);
    applyEntry(state, entry);
    this.#out.exceptions.push(entry);
    this.#load();
    return this.#taken(entry);
  }

  /** After an exception, whoever took it; `#state` is whole. */
  #taken(entry: ExceptionEntry): End | undefined {
    const { memory, fetch } = this.#parts;
    const { exceptions } = this.#out;
    this.#stops = 0;
    this.#steps.reset();
    const state = this.#state;
    if (entry.targetEl === 1) {
      return ['taken-to-el1', entry.vector];
    }
    if (exceptions.length === 1) {
      this.#out.entry.copyFrom(state);
    } else {
      fetch();
    }
    this.#callers.taken(entry);
    if (!isTranslated(state) && memory.fetch(Number(entry.vector)) === undefined) {
      return ['faulted', entry.vector];
    }
    const again = this.#entries.observe(state, memory, this.#event, () => {
      this.#returnsAtAnchor = this.#returns;
    });
    if (!again) {
      return undefined;
    }
    return [this.#returns > this.#returnsAtAnchor ? 'exception-loop' : 'faulted', entry.elr];
  }

  #returned({ from, narrow, pc }: LoggedReturn): End | undefined {
    const state = this.#state;
    this.#event = true;
    this.#returns += 1;
    if (narrow) {
      const pstate = state.get(from === 2 ? 'spsr_el2' : 'spsr_el1');
      const words = this.#core.words.slice();
      words[pcWord] = pc;
      this.#core = { words, cpsr: Number(pstate) };
      putCore(state, this.#core);
    }
    if (from < 2) {
      return undefined;
    }
    this.#interruption.returned(state);
    if (currentLevel(state) === 2 || this.#callers.goesOn(pc, pc, narrow, this.#probe)) {
      return undefined;
    }
    return ['returned-elsewhere', pc];
  }

  /**
   * The processor stands in the middle of code that seems not to end: undefined where it does not come by here again, or leads
   * to a breakpoint of these.
   */
  #loop(breakpoints: ReadonlySet<bigint>): End | undefined {
    const { emulator, memory, fetch } = this.#parts;
    const state = this.#state;
    this.#readAll();
    fetch();
    const anchor = state.clone();
    const { length } = memory.journal;
    let lowest = state.get('pc');
    for (let count = 0; count < longestLoop; count += 1) {
      emulator.port.step();
      this.#readCore();
      const pc = state.get('pc');
      if (breakpoints.has(pc)) {
        return undefined;
      }
      lowest = pc < lowest ? pc : lowest;
      if (changingBytes(state).equals(changingBytes(anchor))) {
        this.#readAll();
        fetch();
        const isSame = state.words.every((word, index) => word === anchor.words[index]);
        return isSame && memory.isAsAt(length) ? ['spun', lowest] : undefined;
      }
    }
    return undefined;
  }

  #readCore(): void {
    this.#core = this.#parts.emulator.port.core();
    putCore(this.#state, this.#core);
  }

  #readAll(): void {
    this.#parts.registers.read(this.#parts.emulator.port, this.#state, this.#core);
  }
}
