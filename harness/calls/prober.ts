import type { Region } from '../abi/abi.ts';
import { codeOf } from '../architecture/a64/word.ts';
import { encodeA32Hvc } from '../architecture/aarch32.ts';
import type { ExceptionCause } from '../architecture/exception-cause.ts';
import { readsMore, readsSyndrome } from '../architecture/instruction.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registers } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import { sentinel, sentinelSets } from './sentinel.ts';
import type {
  MemoryMark,
  Observation,
  Outcome,
  Probe,
  RaisedException,
} from '../machine/machine.ts';
import { Callee } from './callee.ts';
import { hvc64 } from './encodings.ts';
import { memoryMap } from './memory-map.ts';
import type { LoadedVectors } from './loaded-vectors.ts';
import type { PlacedRegion } from './placed-region.ts';
import type { RegionMap, RegionUse } from './region-map.ts';
import { startState } from './start-state.ts';
import { branchSites } from './branch-sites.ts';
import type { Continuation, Onward } from './call-maker.ts';
import { CallMaker } from './call-maker.ts';
import type { Caller } from './caller.ts';
import { findCaller } from './caller.ts';
import type { CallerPlace } from './caller-place.ts';
import { callerPlace, callerPlaceSize } from './caller-place.ts';
import type { CallRecord } from './call-record.ts';
import { endOfParts } from './call-record.ts';
import type { Stopping } from './stops.ts';
import { usualStopping } from './stops.ts';

/** Who calls, through which slot, with which registers. */
export interface Situation {
  readonly caller: Caller;
  /** Registers that have the same value whatever the sentinels are: a selector's number, say. */
  readonly given: ReadonlyMap<RegisterName, bigint>;
  /** Inputs of the operation that is called, by which regions lie where they are; the setting's if left out. */
  readonly inputs?: ReadonlyMap<string, RegisterName>;
  /** In place of the call: what interrupts the caller, through which slot, whatever the architecture would choose. */
  readonly raised?: Required<RaisedException>;
}

/** What a prober works with. */
export interface ProberSetting {
  readonly session: LoadedVectors;
  /** VBAR_EL2 */
  readonly table: bigint;
  /** Register values that hold while the vectors are installed. */
  readonly state: ReadonlyMap<RegisterName, bigint>;
  /** Of the ABI. */
  readonly regions: ReadonlyMap<string, Region>;
  /** Inputs of any operation by which regions lie where they are. */
  readonly inputs: ReadonlyMap<string, RegisterName>;
  /** For the sentinels. */
  readonly seed: number;
  /** Instructions, between two functions that are called. */
  readonly budget: number;
}

export interface EnterOptions {
  /** Execute an HVC; without it the exception that it would cause is raised at the same place. */
  readonly real?: boolean;
  readonly watch?: Probe['watch'];
  /** Instructions, in place of the prober's own budget. */
  readonly budget?: number;
  readonly stopping?: Stopping;
}

/** Pointers that must stay in their memory: bytes by which they differ from set to set. */
const shifted: readonly (readonly [RegisterName, bigint])[] = [
  ['sp_el0', -0x40n],
  ['sp_el1', -0x40n],
  ['sp_el2', -0x40n],
  ['tpidr_el2', 0x1000n],
];

/** An A32 HVC is in memory that holds no A64 code: nothing is translated from there. */
const narrowPlace = callerPlace(
  memoryMap.aarch32Callers.address + BigInt(memoryMap.aarch32Callers.size) - callerPlaceSize,
);

type FunctionReturn = Continuation['callFunction'];

const generalNames = registers.flatMap(({ name, kind }) => (kind === 'general' ? [name] : []));

/**
 * Makes calls on a session's vectors. Each starts from the same memory and from a state that depends on nothing but
 * the situation. A branch to a register whose value is no code of the image is a call of a function, which returns
 * with all scrambled that the procedure call standard lets it.
 */
export class Prober {
  readonly setting: ProberSetting;
  readonly #session: LoadedVectors;
  readonly #place: CallerPlace;
  readonly #maker: CallMaker;
  readonly #mark: MemoryMark;
  readonly #regions: RegionMap;
  /** What functions do on their return, by set. */
  readonly #returnFrom: readonly FunctionReturn[];
  /** By caller and set, without what the situation gives. */
  readonly #starts = new Map<string, State>();
  readonly #left = new Map<string, bigint>();
  /** Where calls stopped after which, once at least, something read the syndrome. */
  readonly #readers = new Set<bigint>();
  /** Calls that were entered, each from the same memory: marks made before the last one are forgotten. */
  entries = 0;

  constructor(setting: ProberSetting) {
    const { session, seed, budget } = setting;
    this.setting = setting;
    this.#session = session;
    session.reset();
    this.#place = callerPlace(session.callSite('callers', 'analysis', () => hvc64(0)).address);
    this.#maker = new CallMaker({
      machine: session.machine,
      stops: new Map<bigint, Outcome>([...session.stops, ...this.#place.ends, ...narrowPlace.ends]),
      functions: session.functions,
      captures: new Set(),
      code: {
        branches: branchSites(session.image),
        has: (address) => session.lookup.sectionAt(address) !== undefined,
      },
      budget,
    });
    this.#returnFrom = Array.from({ length: sentinelSets }, (_, set) => {
      const callee = new Callee(seed + set);
      return (state: State): void => callee.returnFrom(state, undefined);
    });
    this.#regions = session.regionMap(setting.regions.values());
    this.#fillRegions();
    this.#mark = session.machine.mark();
  }

  /** What each set of sentinels has in its regions. Throws an HcallError for a region that cannot be placed. */
  #fillRegions(): void {
    for (let set = 0; set < sentinelSets && !this.#regions.isEmpty; set += 1) {
      for (const caller of [findCaller('aarch32'), findCaller('host')]) {
        const situation = { caller, given: new Map<RegisterName, bigint>() };
        const use = this.#useOf(situation, set);
        const placed = this.#regions.place(this.start(situation, set), use, set === 0);
        for (const change of this.#regions.contents(placed, use, this.setting.seed + set)) {
          this.#session.machine.write({ ...change, execute: false });
        }
      }
    }
  }

  #useOf({ caller, given, inputs = this.setting.inputs }: Situation, set: number): RegionUse {
    const valued = [given, caller.given, this.setting.state].flatMap((each) => [...each.keys()]);
    return { inputs, given: new Set(valued), set, isNarrow: isNarrow(caller) };
  }

  /** The regions of a call with the sentinels of that set. */
  regions(situation: Situation, set: number): PlacedRegion[] {
    return this.#regions.place(this.start(situation, set), this.#useOf(situation, set), false);
  }

  /** The state before the call, with the sentinels of that set. */
  start(situation: Situation, set: number): State {
    const { caller, given, raised } = situation;
    const key = `${caller.name} ${set}`;
    const known = this.#starts.get(key) ?? this.#callerState(caller, set);
    this.#starts.set(key, known);
    const state = known.clone();
    for (const [register, value] of given) {
      state.set(register, value);
    }
    if (!this.#regions.isEmpty) {
      this.#regions.point(state, this.#useOf(situation, set));
    }
    if (raised !== undefined) {
      const { trapped, interrupted } = this.#placeOf(caller);
      state.set('pc', raised.cause.kind === 'synchronous' ? trapped : interrupted);
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

  #placeOf(caller: Caller): CallerPlace {
    return isNarrow(caller) ? narrowPlace : this.#place;
  }

  #callerState(caller: Caller, set: number): State {
    const { origin, given } = caller;
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
    if (isNarrow(caller)) {
      for (const name of generalNames) {
        own.set(name, own.get(name) & 0xffff_ffffn);
      }
    }
    own.set('pc', this.#placeOf(caller).call);
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
    const { real = false, watch = 'nothing', stopping = usualStopping, budget } = options;
    const { caller, raised } = situation;
    const narrow = isNarrow(caller);
    const executes = raised === undefined && (narrow || real);
    const start = executes ? 'code' : (raised ?? { cause: causeOf(caller, immediate) });
    this.entries += 1;
    const prepare = (): void => {
      machine.rewind(this.#mark);
      if (executes) {
        const word = narrow ? encodeA32Hvc(immediate) : hvc64(immediate);
        machine.write({ address: state.get('pc'), bytes: codeOf(word), execute: !narrow });
      }
    };
    this.#maker.enter({ state, start, watch, stopping, budget }, prepare, out);
  }

  /** Goes on in the middle of a call, at EL2, from the memory at `mark`. `before` is the caller's state. */
  resume(
    mark: MemoryMark,
    state: State,
    before: State,
    out: Observation,
    stopping: Stopping = usualStopping,
  ): void {
    this.#maker.resume({ state, start: 'code', watch: 'nothing', stopping }, mark, out);
    out.outcome = endOfParts(out.outcome, before, out.after);
  }

  /** What a call that stopped before a branch goes on with. */
  onwardOf(out: Observation): Onward | undefined {
    return this.#maker.onwardOf(out);
  }

  /**
   * Goes on after `enter`: through all functions, to the end. `set` says what they leave behind. `out` becomes the
   * record.
   */
  finish(out: Observation, set: number): CallRecord {
    return this.#maker.finish(out, { callFunction: this.#returnFrom[set] as FunctionReturn });
  }

  /**
   * Whether the rest of a call that stopped before a function, or at a meeting, does the same for every call that
   * stopped there in this state, whatever the syndrome is: true unless an instruction that runs afterwards reads it, or
   * depends on more than registers and memory. Memory must still be as the call left it.
   */
  isRestImplied(out: Observation): boolean {
    const { pc } = out;
    const rest = this.#readers.has(pc)
      ? undefined
      : this.#maker.restOf(out, this.#returnFrom[0] as FunctionReturn);
    if (rest === undefined) {
      return false;
    }
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

  /** A whole call from a given state. */
  callFrom(
    state: State,
    situation: Situation,
    immediate: number,
    set: number,
    options: EnterOptions = {},
  ): CallRecord {
    const out = this.#session.machine.newObservation();
    this.enter(situation, state, immediate, out, options);
    return this.finish(out, set);
  }

  /** Whether calls of this situation differ by their immediate at all when they enter EL2 or EL1. */
  carriesImmediate({ caller, raised }: Situation): boolean {
    return raised === undefined && causeOf(caller, 0).kind === 'hvc';
  }
}

function isNarrow({ origin }: Caller): boolean {
  return origin === 'aarch32';
}

/** What an HVC causes: at EL0 it is UNDEFINED (Arm ARM, C6.2 "HVC"). */
function causeOf({ origin }: Caller, immediate: number): ExceptionCause {
  return origin === 'el0' ? { kind: 'undefined' } : { kind: 'hvc', immediate };
}
