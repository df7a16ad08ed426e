import type { Region } from '../abi/abi.ts';
import type { ExceptionCause } from '../architecture/exception-cause.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registers } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { MemoryMark, Outcome, Probe, RaisedException } from '../machine/machine.ts';
import { hvc64, hvcIn } from './encodings.ts';
import { memoryMap } from './memory-map.ts';
import type { LoadedVectors } from './loaded-vectors.ts';
import type { PlacedRegion } from './placed-region.ts';
import { namedRegion } from './placed-region.ts';
import type { ActNames, Left } from './act.ts';
import type { RegionMap, RegionUse } from './region-map.ts';
import type { AddressRange } from './address-range.ts';
import { joinedRanges } from './address-range.ts';
import { startState } from './start-state.ts';
import type { BranchSite } from './branch-sites.ts';
import { branchSites } from './branch-sites.ts';
import { CallMaker } from './call-maker.ts';
import type { Caller } from './caller.ts';
import { findCaller } from './caller.ts';
import type { CallerPlace } from './caller-place.ts';
import { callerPlace, callerPlaceSize } from './caller-place.ts';
import type { CallRecord } from './call-record.ts';
import type { MemoryChange } from './repeated-call.ts';
import type { Syndrome } from './syndrome.ts';
import { withSyndrome } from './syndrome.ts';

/** Who calls, through which slot, with which registers. */
export interface Situation {
  readonly caller: Caller;
  /** Registers that hold no sentinel: a selector's number, say. */
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

/** How a call is made. */
export interface CallOptions {
  /** Execute an HVC; without it the exception that it would cause is raised at the same place. */
  readonly real?: boolean;
  readonly watch?: Probe['watch'];
  /** Memory that holds something else before the call. */
  readonly memory?: readonly MemoryChange[];
  /** What functions and firmware leave in place of what they would, in the order of the calls. */
  readonly left?: readonly Left[];
  /** In place of the syndrome of the exception that is raised, where it is a synchronous one. */
  readonly syndrome?: Syndrome;
}

/** An A32 HVC is in memory that holds no A64 code: nothing is translated from there. */
const narrowPlace = callerPlace(
  memoryMap.aarch32Callers.address + BigInt(memoryMap.aarch32Callers.size) - callerPlaceSize,
);

const generalNames = registers.flatMap(({ name, kind }) => (kind === 'general' ? [name] : []));

/**
 * Makes calls on a session's vectors. Each starts from the same memory and from a state that depends on nothing but
 * the situation. A branch to a register whose value is no code of the image is a call of a function, which returns
 * with all scrambled that the procedure call standard lets it.
 */
export class Prober {
  readonly setting: ProberSetting;
  /** Branches of the image that may lead out of it, by address. */
  readonly branches: ReadonlyMap<bigint, BranchSite>;
  /** Where the image has sections, and where calls stop: a branch to anywhere else leaves the vectors. */
  readonly known: readonly AddressRange[];
  readonly #session: LoadedVectors;
  readonly #place: CallerPlace;
  readonly #maker: CallMaker;
  readonly #mark: MemoryMark;
  readonly #regions: RegionMap;
  /** By caller, without what the situation gives. */
  readonly #starts = new Map<string, State>();

  constructor(setting: ProberSetting) {
    const { session, seed, budget } = setting;
    this.setting = setting;
    this.branches = branchSites(session.image);
    this.#session = session;
    session.reset();
    this.#place = callerPlace(session.callSite('callers', 'analysis', () => [hvc64(0)]).address);
    const stops = new Map<bigint, Outcome>([
      ...session.stops,
      ...this.#place.ends,
      ...narrowPlace.ends,
    ]);
    this.known = joinedRanges([
      ...session.image.sections.map(({ address, bytes }) => ({
        from: address,
        to: address + BigInt(bytes.length),
      })),
      ...[...stops.keys()].map((address) => ({ from: address, to: address + 4n })),
    ]);
    this.#maker = new CallMaker({
      machine: session.machine,
      stops,
      functions: session.functions,
      acts: session.acts,
      isData: (address, size) => session.isData(address, size),
      seed,
      captures: new Set(),
      code: {
        branches: this.branches,
        has: (address) => session.lookup.sectionAt(address) !== undefined,
      },
      budget,
    });
    this.#regions = session.regionMap(setting.regions.values());
    this.#fillRegions();
    this.#mark = session.machine.mark();
  }

  /** Throws an HcallError for a region that cannot be placed. */
  #fillRegions(): void {
    const callers = this.#regions.isEmpty ? [] : [findCaller('aarch32'), findCaller('host')];
    for (const caller of callers) {
      const situation = { caller, given: new Map<RegisterName, bigint>() };
      const use = this.#useOf(situation);
      const placed = this.#regions.place(this.start(situation), use);
      for (const change of this.#regions.contents(placed, use, this.setting.seed)) {
        this.#session.machine.write({ ...change, execute: false });
      }
    }
  }

  #useOf({ caller, given, inputs = this.setting.inputs }: Situation): RegionUse {
    const valued = [given, caller.given, this.setting.state].flatMap((each) => [...each.keys()]);
    return { inputs, given: new Set(valued), isNarrow: isNarrow(caller) };
  }

  /** The regions of a call. */
  regions(situation: Situation): PlacedRegion[] {
    return this.#regions.place(this.start(situation), this.#useOf(situation), false);
  }

  #namesOf(situation: Situation): ActNames {
    let placed: readonly PlacedRegion[] | undefined;
    return {
      symbol: (name, how, place) => this.#session.address(name, how, place),
      region: (name, place) => {
        placed ??= this.regions(situation);
        return namedRegion(placed, name, place);
      },
      inputs: situation.inputs ?? this.setting.inputs,
    };
  }

  /** Registers that say where regions are in the calls of a situation. */
  regionRegisters(situation: Situation): readonly RegisterName[] {
    return this.#regions.registers(this.#useOf(situation));
  }

  /** The state before the call. */
  start(situation: Situation): State {
    const { caller, given, raised } = situation;
    const known = this.#starts.get(caller.name) ?? this.#callerState(caller);
    this.#starts.set(caller.name, known);
    const state = known.clone();
    for (const [register, value] of given) {
      state.set(register, value);
    }
    if (!this.#regions.isEmpty) {
      this.#regions.point(state, this.#useOf(situation));
    }
    if (raised !== undefined) {
      const { trapped, interrupted } = this.#placeOf(caller);
      state.set('pc', raised.cause.kind === 'synchronous' ? trapped : interrupted);
    }
    return state;
  }

  #placeOf(caller: Caller): CallerPlace {
    return isNarrow(caller) ? narrowPlace : this.#place;
  }

  #callerState(caller: Caller): State {
    const { origin, given } = caller;
    const { table, state, seed } = this.setting;
    const own = startState(this.#session.resetState, { origin, table, seed, state });
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

  /** A call. */
  call(situation: Situation, immediate: number, options: CallOptions = {}): CallRecord {
    return this.callFrom(this.start(situation), situation, immediate, options);
  }

  /** A call from a given state. */
  callFrom(
    state: State,
    situation: Situation,
    immediate: number,
    { real = false, watch = 'nothing', memory = [], left = [], syndrome }: CallOptions = {},
  ): CallRecord {
    const { machine } = this.#session;
    const { caller, raised } = situation;
    const narrow = isNarrow(caller);
    const executes = raised === undefined && (narrow || real);
    const exception = raised ?? { cause: causeOf(caller, immediate) };
    const start = executes ? 'code' : withSyndrome(exception, syndrome ?? new Map());
    const prepare = (): void => {
      machine.rewind(this.#mark);
      for (const { address, bytes, execute = false } of memory) {
        machine.write({ address, bytes, execute });
      }
      if (executes) {
        machine.write(hvcIn(state, immediate));
      }
    };
    const out = machine.newObservation();
    this.#maker.enter({ state, start, watch, stopsAtReturns: false }, prepare, out);
    return this.#maker.finish(out, {
      names: this.#namesOf(situation),
      left,
    });
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
