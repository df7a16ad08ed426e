import { codeOf } from '../architecture/a64/word.ts';
import { encodeA32Hvc } from '../architecture/aarch32.ts';
import { takeException } from '../architecture/exception.ts';
import type { ExceptionCause } from '../architecture/exception-cause.ts';
import { readsMore, readsSyndrome } from '../architecture/instruction.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registers, wordOf } from '../architecture/registers.ts';
import type { Slot } from '../architecture/slot.ts';
import type { State } from '../architecture/state.ts';
import { sentinel } from '../judge/sentinel.ts';
import type {
  MemoryMark,
  Observation,
  Outcome,
  Probe,
  RaisedException,
} from '../machine/machine.ts';
import { Callee } from '../run/callee.ts';
import type { CallSite } from '../run/call-sites.ts';
import { hvc64 } from '../run/encodings.ts';
import { memoryMap } from '../run/memory-map.ts';
import type { Session } from '../run/session.ts';
import { startState } from '../run/start-state.ts';
import type { BranchSite } from './branch-sites.ts';
import { branchSites, targetOf } from './branch-sites.ts';
import type { Caller } from './caller.ts';
import type { CalledFunction, CallRecord } from './call-record.ts';
import { recordOf } from './call-record.ts';

/** Who calls, through which slot, with which registers. */
export interface Situation {
  readonly caller: Caller;
  /** Registers that have the same value whatever the sentinels are: a selector's number, say. */
  readonly given: ReadonlyMap<RegisterName, bigint>;
  /** Through this slot of the table, whatever the architecture would choose. */
  readonly slot?: Slot;
  /** In place of the call: the caller is interrupted before its next instruction. */
  readonly cause?: ExceptionCause;
}

/** What a prober works with. */
export interface ProberSetting {
  readonly session: Session;
  /** VBAR_EL2 */
  readonly table: bigint;
  /** Register values that hold while the vectors are installed. */
  readonly state: ReadonlyMap<RegisterName, bigint>;
  /** For the sentinels. */
  readonly seed: number;
  /** Instructions, between two functions that are called. */
  readonly budget: number;
}

/** Where a branch to a register leads: to code of the image, to a function outside that comes back, or away. */
export interface Onward {
  readonly kind: 'code' | 'function' | 'jump';
  readonly target: bigint;
}

export interface EnterOptions {
  /** Execute an HVC; without it the exception that it would cause is raised at the same place. */
  readonly real?: boolean;
  readonly watch?: Probe['watch'];
  /** Instructions, in place of the prober's own budget. */
  readonly budget?: number;
  readonly stopping?: Stopping;
}

/** Where calls stop. Must not change. */
export interface Stopping {
  /**
   * Branches to a register at which they do not: they lead to code of the image. One that leads elsewhere all the same
   * ends in an exception at EL2.
   */
  readonly through: ReadonlySet<bigint>;
  /** An instruction at which they do, as if it called a function. */
  readonly meeting?: bigint;
  /** Addresses without code at which they do, whatever the level is. */
  readonly strays?: readonly bigint[];
}

/** At every branch to a register, and nowhere else. */
export const usualStopping: Stopping = { through: new Set() };

/** Sets of sentinels, each unlike the others: what is true in all of them is no coincidence. */
export const sentinelSets = 3;

/** Pointers that must stay in their memory: bytes by which they differ from set to set. */
const shifted: readonly (readonly [RegisterName, bigint])[] = [
  ['sp_el0', -0x40n],
  ['sp_el1', -0x40n],
  ['sp_el2', -0x40n],
  ['tpidr_el2', 0x1000n],
];

/** Functions called in one call; more is an endless loop of calls. */
const mostFunctions = 64;
/** Branches to a register in one call, functions and code of the image alike: each may take the whole budget. */
const mostParts = 256;

/** An A32 HVC is in memory that holds no A64 code: nothing is translated from there. */
const narrowSite = memoryMap.callers.address + BigInt(memoryMap.callers.size) - 0x10n;

const noStops: ReadonlyMap<bigint, Outcome> = new Map();

/** PSTATE has 32 bits. */
const pstateHalf = 2 * wordOf('pstate');

const generalNames = registers.flatMap(({ name, kind }) => (kind === 'general' ? [name] : []));

/**
 * Makes calls on a session's vectors. Each starts from the same memory and from a state that depends on nothing but
 * the situation. A branch to a register whose value is no code of the image is a call of a function, which returns
 * with all scrambled that the procedure call standard lets it.
 */
export class Prober {
  readonly setting: ProberSetting;
  readonly #session: Session;
  readonly #site: CallSite;
  /** The usual ones. Never changed in place: the machine knows one that it had before. */
  readonly #stops: ReadonlyMap<bigint, Outcome>;
  #chosen = { stopping: usualStopping, stops: noStops };
  /** By the usual stops, and by where a call strayed to. */
  readonly #strayStops = new WeakMap<Probe['stops'], Map<bigint, Probe['stops']>>();
  readonly #branches: ReadonlyMap<bigint, BranchSite>;
  readonly #mark: MemoryMark;
  readonly #callees: readonly Callee[];
  readonly #part: Observation;
  readonly #functionState: State;
  /** By caller and set, without what the situation gives. */
  readonly #starts = new Map<string, State>();
  readonly #left = new Map<string, bigint>();
  /** Where calls stopped after which, once at least, something read the syndrome. */
  readonly #readers = new Set<bigint>();
  /** Calls that were entered, each from the same memory: marks made before the last one are forgotten. */
  entries = 0;

  constructor(setting: ProberSetting) {
    const { session, seed } = setting;
    this.setting = setting;
    this.#session = session;
    session.reset();
    this.#site = session.callSite('analysis', () => hvc64(0));
    this.#branches = branchSites(session.image);
    this.#stops = new Map([
      ...session.stops,
      ...[...this.#branches.keys()].map((address): [bigint, Outcome] => [address, 'called']),
      [this.#site.landing, 'returned'],
      [narrowSite + 4n, 'returned'],
    ]);
    this.#callees = Array.from({ length: sentinelSets }, (_, set) => new Callee(seed + set));
    this.#mark = session.machine.mark();
    this.#part = session.machine.newObservation();
    this.#functionState = session.resetState.clone();
  }

  /** The state before the call, with the sentinels of that set. */
  start({ caller, given, cause }: Situation, set: number): State {
    const key = `${caller.name} ${set}`;
    const known = this.#starts.get(key) ?? this.#callerState(caller, set);
    this.#starts.set(key, known);
    const state = known.clone();
    for (const [register, value] of given) {
      state.set(register, value);
    }
    if (cause !== undefined) {
      // The caller goes on where it was interrupted; that is where a call of it would have returned to.
      state.set('pc', state.get('pc') + 4n);
    }
    return state;
  }

  /** What the functions of that set leave in a register. */
  leftBy(register: RegisterName, set: number): bigint {
    const key = `${register} ${set}`;
    const known = this.#left.get(key) ?? sentinel(register, this.setting.seed + set, 2);
    this.#left.set(key, known);
    return known;
  }

  #callerState({ origin, given }: Caller, set: number): State {
    const { table, state, seed } = this.setting;
    const { resetState } = this.#session;
    const own = startState(resetState, { origin, table, seed: seed + set, state });
    if (set === 1) {
      // The complement of set 0, so that each bit of a register is set in one of them.
      const first = startState(resetState, { origin, table, seed, state });
      for (const name of generalNames) {
        own.set(name, (~first.get(name) & 0x3fff_ffff_ffff_ffffn) | 0x4000_0000_0000_0000n);
      }
    }
    for (const [register, distance] of shifted) {
      own.set(register, own.get(register) + distance * BigInt(set));
    }
    if (origin === 'aarch32') {
      for (const name of generalNames) {
        own.set(name, own.get(name) & 0xffff_ffffn);
      }
    }
    own.set('pc', origin === 'aarch32' ? narrowSite : this.#site.address);
    for (const [register, value] of given) {
      own.set(register, value);
    }
    return own;
  }

  /**
   * The first part of a call: to its end, or to its first branch to a register. `out` is reused.
   */
  enter(
    situation: Situation,
    state: State,
    immediate: number,
    out: Observation,
    options: EnterOptions = {},
  ): void {
    const { machine } = this.#session;
    const { real = false, watch = 'nothing', budget = this.setting.budget, stopping } = options;
    const narrow = situation.caller.origin === 'aarch32';
    const executes = situation.slot === undefined && (narrow || real);
    const start = executes ? 'code' : raisedBy(situation, immediate);
    const probe = { ...this.#probe(state, start, watch, stopping), budget };
    this.entries += 1;
    const prepare = (): void => {
      machine.rewind(this.#mark);
      if (executes) {
        const word = narrow ? encodeA32Hvc(immediate) : hvc64(immediate);
        machine.write({ address: state.get('pc'), bytes: codeOf(word), execute: !narrow });
      }
    };
    this.#run(probe, out, prepare, { own: 1, stopping });
  }

  /** Goes on in the middle of a call, at EL2, from the memory at `mark`. `before` is the caller's state. */
  resume(
    mark: MemoryMark,
    state: State,
    before: State,
    out: Observation,
    stopping?: Stopping,
  ): void {
    const { machine } = this.#session;
    const probe = this.#probe(state, 'code', 'nothing', stopping);
    this.#run(probe, out, () => machine.rewind(mark), { own: 0, stopping });
    out.outcome = endOf(out.outcome, before, out.after);
  }

  /** What a call that stopped before a branch goes on with. */
  onwardOf({ outcome, pc, after }: Observation): Onward | undefined {
    const branch = outcome === 'called' ? this.#branches.get(pc) : undefined;
    if (branch === undefined) {
      return undefined;
    }
    const target = targetOf(branch, after);
    if (this.#isCode(target)) {
      return { kind: 'code', target };
    }
    return { kind: branch.links ? 'function' : 'jump', target };
  }

  /**
   * Goes on after `enter`: through all functions, to the end. `set` says what they leave behind. The result is a copy.
   */
  finish(out: Observation, immediate: number, set: number): CallRecord {
    const called: CalledFunction[] = [];
    const first = recordOf(out, immediate, called);
    const writes = [...first.writes];
    const steps = [...first.steps];
    const watch = out.steps === undefined ? 'nothing' : 'steps';
    let { outcome, pc, after, exceptions } = first;
    for (let turns = 0; outcome === 'called'; turns += 1) {
      if (turns > mostParts) {
        outcome = 'out-of-budget';
        break;
      }
      const branch = this.#branches.get(pc);
      if (branch === undefined && !this.#session.functions.has(pc)) {
        break;
      }
      const next = this.#functionState;
      next.copyFrom(after);
      const target = branch === undefined ? pc : targetOf(branch, after);
      if (branch === undefined || !this.#isCode(target)) {
        called.push({ target, state: after.clone() });
        if (branch?.links === false) {
          outcome = 'jumped';
          pc = target;
          break;
        }
        if (called.length > mostFunctions) {
          outcome = 'out-of-budget';
          break;
        }
        if (branch !== undefined) {
          next.set('x30', pc + 4n);
        }
        this.#callees[set]?.returnFrom(next, undefined);
      }
      const part = this.#part;
      const { machine } = this.#session;
      const mark = machine.mark();
      const probe = this.#probe(next, 'code', watch);
      this.#run(probe, part, () => machine.rewind(mark), { own: 0, stopping: usualStopping });
      ({ outcome, pc } = part);
      after = part.after.clone();
      writes.push(...part.writes);
      steps.push(...(part.steps ?? []));
      exceptions += part.exceptions.length;
    }
    if (outcome === 'jumped' && called.at(-1)?.target !== pc) {
      called.push({ target: pc, state: after });
    }
    outcome = endOf(outcome, first.before, after);
    return { ...first, outcome, pc, after, writes, exceptions, steps };
  }

  /**
   * Whether the rest of a call that stopped before a function, or at a meeting, does the same for every call that
   * stopped there in this state, whatever the syndrome is: true unless an instruction that runs afterwards reads it, or
   * hangs on more than registers and memory. Memory must still be as the call left it.
   */
  isRestImplied({ pc, after }: Observation): boolean {
    // Inside a function it is not known yet what that leaves behind.
    if (this.#readers.has(pc) || this.#session.functions.has(pc)) {
      return false;
    }
    const next = this.#functionState;
    next.copyFrom(after);
    const branch = this.#branches.get(pc);
    if (branch !== undefined) {
      if (!branch.links || this.#isCode(targetOf(branch, after))) {
        return false;
      }
      next.set('x30', pc + 4n);
      this.#callees[0]?.returnFrom(next, undefined);
    }
    const rest = this.#session.machine.newObservation();
    this.#session.machine.run(this.#probe(next, 'code', 'steps'), rest);
    // What was cut off may do anything.
    const isKnown = rest.outcome !== 'called' && rest.outcome !== 'out-of-budget';
    const implied =
      isKnown && !(rest.steps ?? []).some(({ word }) => readsSyndrome(word) || readsMore(word));
    if (!implied) {
      this.#readers.add(pc);
    }
    return implied;
  }

  /** A whole call with the sentinels of that set. */
  call(
    situation: Situation,
    immediate: number,
    set: number,
    options: EnterOptions = {},
  ): CallRecord {
    return this.callFrom(this.start(situation, set), situation, immediate, set, options);
  }

  /** A whole call from a state of one's own. */
  callFrom(
    state: State,
    situation: Situation,
    immediate: number,
    set: number,
    options: EnterOptions = {},
  ): CallRecord {
    const out = this.#session.machine.newObservation();
    this.enter(situation, state, immediate, out, options);
    return this.finish(out, immediate, set);
  }

  /** Whether calls of this situation differ by their immediate at all when they enter EL2 or EL1. */
  carriesImmediate(situation: Situation): boolean {
    const state = this.start(situation, 0);
    const cause = causeOf(situation, 1);
    const { esr } = takeException(cause, state, situation.slot);
    return cause.kind === 'hvc' && esr !== undefined;
  }

  /**
   * Runs a part of a call from the memory that `prepare` makes; where it strays, again with a stop there. The first
   * exceptions, `own` of them, are the call itself.
   */
  #run(
    probe: Probe,
    out: Observation,
    prepare: () => void,
    {
      own,
      stopping = usualStopping,
    }: { readonly own: number; readonly stopping?: Stopping | undefined },
  ): void {
    const { machine } = this.#session;
    prepare();
    machine.run(probe, out);
    // Only where it stops at every branch is what follows one the call's own doing.
    if (out.exceptions.length <= own || stopping.through.size > 0) {
      return;
    }
    const target = this.#strayTarget(out.exceptions.slice(own));
    if (target !== undefined) {
      prepare();
      machine.run({ ...probe, stops: this.#stopsAlsoAt(target, probe.stops) }, out);
    }
  }

  #stopsAlsoAt(target: bigint, usual: Probe['stops']): Probe['stops'] {
    const known = this.#strayStops.get(usual) ?? new Map<bigint, Probe['stops']>();
    const stops = known.get(target) ?? new Map([...usual, [target, 'jumped']]);
    this.#strayStops.set(usual, known.set(target, stops));
    return stops;
  }

  /**
   * Where EL2 went on without code to run there: an ERET or a RET whose target the caller chose. A stop there shows it
   * as the jump that it is; without, it would look like the fault of an instruction that nobody wrote.
   */
  #strayTarget(exceptions: Observation['exceptions']): bigint | undefined {
    const fault = exceptions.find(
      ({ cause, slot }) =>
        slot.startsWith('current') &&
        (cause.kind === 'instruction-abort' || cause.kind === 'pc-alignment'),
    );
    const isNew = fault !== undefined && !this.#stops.has(fault.elr) && !this.#isCode(fault.elr);
    return isNew && !this.#isVector(fault.elr, exceptions) ? fault.elr : undefined;
  }

  /** A vector table where no code is: nothing jumped there. */
  #isVector(address: bigint, exceptions: Observation['exceptions']): boolean {
    return exceptions.some(({ vector }) => vector === address);
  }

  #isCode(address: bigint): boolean {
    return this.#session.lookup.sectionAt(address) !== undefined;
  }

  #probe(
    state: State,
    start: 'code' | RaisedException,
    watch: Probe['watch'] = 'nothing',
    stopping: Stopping = usualStopping,
  ): Probe {
    return { state, start, budget: this.setting.budget, stops: this.#stopsFor(stopping), watch };
  }

  /** The same object as long as the choice is the same, as the machine wants it. */
  #stopsFor(stopping: Stopping): ReadonlyMap<bigint, Outcome> {
    if (stopping === usualStopping) {
      return this.#stops;
    }
    if (this.#chosen.stopping !== stopping) {
      const { through, meeting, strays = [] } = stopping;
      const stops = new Map([...this.#stops].filter(([address]) => !through.has(address)));
      if (meeting !== undefined) {
        stops.set(meeting, 'called');
      }
      strays.forEach((address) => stops.set(address, 'jumped'));
      this.#chosen = { stopping, stops };
    }
    return this.#chosen.stops;
  }
}

/** A call that is made in parts is back with the PSTATE of its caller, or with another one. */
function endOf(outcome: Outcome, before: State, after: State): Outcome {
  if (outcome !== 'returned' && outcome !== 'returned-wrong-state') {
    return outcome;
  }
  const isKept = before.halves[pstateHalf] === after.halves[pstateHalf];
  return isKept ? 'returned' : 'returned-wrong-state';
}

function raisedBy(situation: Situation, immediate: number): RaisedException {
  const { slot, cause = causeOf(situation, immediate) } = situation;
  return { cause, ...(slot === undefined ? {} : { slot }) };
}

/** What an HVC causes: at EL0 it is UNDEFINED (Arm ARM, C6.2 "HVC"). An asynchronous slot gets what it is for. */
function causeOf({ caller, slot }: Situation, immediate: number): ExceptionCause {
  const kind = slot?.split('/')[1];
  if (kind === 'irq' || kind === 'fiq' || kind === 'serror') {
    return { kind };
  }
  return caller.origin === 'el0' ? { kind: 'undefined' } : { kind: 'hvc', immediate };
}
