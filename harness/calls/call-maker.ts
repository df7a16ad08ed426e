import { currentLevel } from '../architecture/pstate.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { StopAct } from '../abi/stand-in.ts';
import type { State } from '../architecture/state.ts';
import type {
  Interruption,
  InterruptionProgress,
  Observation,
  Outcome,
  Probe,
  RaisedException,
} from '../machine/machine.ts';
import { given } from '../collections/given.ts';
import type { Act, ActNames, Acts, Deed, Left, MisplacedStore } from './act.ts';
import { Actor } from './actor.ts';
import type { ActorSetting } from './actor.ts';
import type { BranchSite } from './branch-sites.ts';
import { targetOf } from './branch-sites.ts';
import type { CalledFunction, CallRecord, Passage } from './call-record.ts';
import { append, endOfParts } from './call-record.ts';
import type { GuestVisit, GuestWorld } from './guest-world.ts';
import { leaveRegisters } from './left-registers.ts';
import { littleEndian } from '../collections/little-endian.ts';
import { Stops } from './stops.ts';

/** What stays the same over all calls of a maker. */
export interface CallSetting extends ActorSetting {
  /** Where calls end. */
  readonly stops: ReadonlyMap<bigint, Outcome>;
  /** Of the stops, functions that return, so that the call goes on. */
  readonly functions: ReadonlySet<bigint>;
  /** What functions and firmware do. */
  readonly acts: Acts;
  /** Code whose entry is seen; it runs on. */
  readonly captures: ReadonlySet<bigint>;
  /**
   * Where a call is to stop at each branch to a register: what is no code of the image is then a function, or where the
   * call leaves for good.
   */
  readonly code?: {
    readonly branches: ReadonlyMap<bigint, BranchSite>;
    readonly has: (address: bigint) => boolean;
  };
  /** The world below EL2 that a call is to enter, once. */
  readonly guest?: GuestWorld;
  /** Whether a return from EL2 to this address enters other code, in which the call goes on; left out, none does. */
  readonly entersCode?: Probe['entersCode'];
  /** Instructions, between two functions that are called. */
  readonly budget: number;
}

/** Where a call starts, or goes on in its middle. */
interface CallStart {
  readonly state: State;
  readonly start: 'code' | RaisedException;
  readonly watch: Probe['watch'];
  /** What comes in its middle; from there on, how far it came. */
  readonly interruption?: Interruption | undefined;
  /** Whether it stops at each known return from EL2 into a routine, too. */
  readonly stopsAtReturns: boolean;
}

/** How a call goes on from where it stopped. */
export interface Continuation {
  /** What the expressions of acts stand for. */
  readonly names: ActNames;
  /** Registers to change at each return from EL2 into a routine. */
  readonly scrambled?: ReadonlyMap<RegisterName, bigint>;
  /** What functions and firmware leave in place of what they would, in the order of the calls. */
  readonly left?: readonly Left[];
  /** What the call was entered with. */
  readonly interruption?: Interruption | undefined;
  /** Memory to read at the end. Sizes are bytes. */
  readonly memory?: readonly { readonly address: bigint; readonly size: number }[];
}

/** Where a branch to a register leads: to code of the image, to a function outside that comes back, or away. */
interface Onward {
  readonly kind: 'code' | 'function' | 'jump';
  readonly target: bigint;
}

/** A call goes on in its middle. */
type Pass =
  | Onward
  /** Behind an SMC that firmware answers. */
  | { readonly kind: 'firmware'; readonly target: bigint; readonly act: Act }
  | { readonly kind: 'guest'; readonly target: bigint; readonly world: GuestWorld }
  | { readonly kind: 'return'; readonly target: bigint };

/** Functions called, SMCs answered and guests entered, in one call; more is an endless loop of calls. */
const mostActs = 64;
/** Bytes. */
const instructionSize = 4n;
/** Probes of one call: each may take the whole budget. */
const mostParts = 256;

const nothingScrambled: ReadonlyMap<RegisterName, bigint> = new Map();

/**
 * Makes calls. Most are one probe. A call that leaves the vectors' code on its way, into a function or back into a
 * routine whose registers are to be scrambled, takes several: each starts where the one before stopped, and what was
 * seen of them is put together.
 */
export class CallMaker {
  readonly #setting: CallSetting;
  readonly #stops: Stops;
  readonly #actor: Actor;
  /** Function ids of the firmware. */
  readonly #ids: readonly bigint[];
  readonly #part: Observation;
  readonly #state: State;

  constructor(setting: CallSetting) {
    const { machine, stops, code, acts } = setting;
    this.#setting = setting;
    this.#actor = new Actor(setting);
    this.#ids = [...acts.firmware.keys()].filter((id) => id !== undefined);
    this.#stops = new Stops(stops, code?.branches.keys() ?? []);
    this.#part = machine.newObservation();
    this.#state = this.#part.after.clone();
  }

  /** The first part of a call: to its end, or to where `finish` goes on. `out` is refilled. */
  enter(start: CallStart, prepare: () => void, out: Observation): void {
    this.#run(start, prepare, out, 1);
  }

  /** Goes on after `enter`, to the end. `out` becomes the record, which is valid until it is filled again. */
  finish(
    out: Observation,
    { names, scrambled = nothingScrambled, left = [], memory = [], interruption }: Continuation,
  ): CallRecord {
    const { machine, code } = this.#setting;
    const watch = out.steps === undefined ? 'nothing' : 'steps';
    const passages: Passage[] = [];
    const guests: GuestVisit[] = [];
    let passed = this.#passageOf(out, guests);
    let misplaced: MisplacedStore | undefined;
    for (let parts = 0, acts = 0; passed !== undefined; parts += 1) {
      if (passed.kind === 'function' || passed.kind === 'jump') {
        const branch = passed.target === out.pc ? undefined : out.pc;
        const called: CalledFunction = {
          address: passed.target,
          state: out.after.clone(),
          ...given({ branch }),
        };
        out.captures.push(called);
      }
      if (passed.kind === 'jump') {
        out.outcome = 'jumped';
        out.pc = passed.target;
        break;
      }
      // A guest leaves registers as a function does, and counts as one.
      const isAct = passed.kind !== 'code' && passed.kind !== 'return';
      if (parts === mostParts || (isAct && acts === mostActs)) {
        out.outcome = 'out-of-budget';
        break;
      }
      this.#stops.learn(out.exceptions);
      this.#state.copyFrom(out.after);
      const deed = this.#pass(passed, out, { names, left: isAct ? left[acts] : undefined });
      acts += isAct ? 1 : 0;
      misplaced = deed?.misplaced;
      if (passed.kind === 'return') {
        scrambled.forEach((value, register) => this.#state.set(register, value));
      }
      const start = passed.kind === 'guest' ? passed.world.exit : 'code';
      const state = this.#state.clone();
      if (misplaced === undefined) {
        const mark = machine.mark();
        // From the middle, a return into a routine looks like one to anywhere.
        const next = {
          state: this.#state,
          start,
          watch,
          interruption: onwards(interruption, out.interruption),
          stopsAtReturns: true,
        } as const;
        this.#run(next, () => machine.rewind(mark), this.#part, start === 'code' ? 0 : 1);
      }
      if (out.steps !== undefined && passed.kind !== 'code') {
        const isBranch = passed.kind === 'function' && passed.target !== out.pc;
        const raised = start === 'code' ? undefined : this.#part.exceptions[0];
        passages.push({
          kind: passed.kind,
          steps: out.steps.length,
          branch: isBranch ? out.pc : undefined,
          target: passed.target,
          ...given({ deed, raised }),
          state,
          descriptors: out.descriptors,
        });
      }
      if (misplaced !== undefined) {
        break;
      }
      if (passed.kind === 'guest') {
        const { entry } = this.#part;
        guests.push({
          state: out.after.clone(),
          left: entry.clone(),
          exception: out.exceptions.length,
        });
      }
      append(out, this.#part);
      passed = this.#passageOf(out, guests);
    }
    if (out.steps !== undefined) {
      this.#stops.learn(out.exceptions);
    }
    if (code !== undefined && out.outcome === 'jumped' && out.captures.at(-1)?.address !== out.pc) {
      out.captures.push({ address: out.pc, state: out.after.clone() });
    }
    if (out.outcome === 'smc' && misplaced === undefined) {
      out.outcome = this.#endOfSmc(out.after);
    }
    out.outcome = endOfParts(out.outcome, out.before, out.after);
    return Object.assign(out, {
      called: out.captures,
      guests,
      passages,
      firmware: this.#ids,
      misplaced,
      memory: memory.map(({ address, size }) => littleEndian(machine.read(address, size))),
    });
  }

  /** What a call that stopped before a branch goes on with. */
  #onwardOf({ outcome, pc, after }: Observation): Onward | undefined {
    const { code } = this.#setting;
    const branch = outcome === 'called' ? code?.branches.get(pc) : undefined;
    if (branch === undefined) {
      return undefined;
    }
    const branched = targetOf(branch, after);
    const target = this.#setting.machine.locate(after, branched, 'fetch') ?? branched;
    if (code?.has(target) === true) {
      return { kind: 'code', target };
    }
    return { kind: branch.links ? 'function' : 'jump', target };
  }

  /** `guests` are those that the call entered before. */
  #passageOf(out: Observation, guests: readonly GuestVisit[]): Pass | undefined {
    const { guest } = this.#setting;
    const { pc, outcome, after } = out;
    if (pc === guest?.address && guests.length === 0 && currentLevel(after) < 2) {
      return { kind: 'guest', target: pc, world: guest };
    }
    switch (outcome) {
      case 'called': {
        const isFunction = this.#setting.functions.has(pc);
        return this.#onwardOf(out) ?? (isFunction ? { kind: 'function', target: pc } : undefined);
      }
      case 'smc': {
        const act = this.#firmwareAt(after);
        return act === undefined || 'kind' in act
          ? undefined
          : { kind: 'firmware', target: after.get('pc') + instructionSize, act };
      }
      case 'returned':
      case 'returned-wrong-state':
        return this.#stops.isReturn(pc) ? { kind: 'return', target: pc } : undefined;
      default:
        return undefined;
    }
  }

  /** What answers the SMC that is executed in a state; undefined: nothing. */
  #firmwareAt(state: State): Act | StopAct | undefined {
    const { firmware } = this.#setting.acts;
    return firmware.size === 0
      ? undefined
      : (firmware.get(functionIdIn(state)) ?? firmware.get(undefined));
  }

  /** How a call ends that firmware does not answer. */
  #endOfSmc(state: State): Outcome {
    const act = this.#firmwareAt(state);
    return act !== undefined && 'kind' in act ? act.outcome : 'smc';
  }

  /** Makes of the state that from which the call goes on. */
  #pass(
    passed: Pass,
    out: Observation,
    { names, left }: { readonly names: ActNames; readonly left: Left | undefined },
  ): Deed | undefined {
    const state = this.#state;
    switch (passed.kind) {
      case 'guest':
        leaveRegisters(state, passed.world.left);
        return undefined;
      case 'function': {
        const { target } = passed;
        const back = target === out.pc ? state.get('x30') : state.get('pc') + instructionSize;
        state.set('x30', back);
        const act = this.#setting.acts.functionAt(target);
        const deed = this.#actor.act(act, state, { out, names, left });
        state.set('pc', back);
        return deed;
      }
      case 'firmware': {
        const deed = this.#actor.act(passed.act, state, { out, names, left });
        state.set('pc', passed.target);
        return deed;
      }
      default:
        return undefined;
    }
  }

  /**
   * Runs a part of a call from the memory that `prepare` makes; where it strays, again with a stop there. The first
   * exceptions, `own` of them, are the call itself.
   */
  #run(
    { state, start, watch, interruption, stopsAtReturns }: CallStart,
    prepare: () => void,
    out: Observation,
    own: number,
  ): void {
    const { machine, code, captures, budget, entersCode } = this.#setting;
    const stops = stopsAtReturns ? this.#stops.alsoAtReturns : this.#stops.usual;
    const probe: Probe = {
      state,
      start,
      budget,
      stops,
      captures,
      watch,
      interruption,
      ...given({ entersCode }),
    };
    prepare();
    machine.run(probe, out);
    if (out.exceptions.length <= own || code === undefined) {
      return;
    }
    const target = this.#strayTarget(out.exceptions.slice(own));
    if (target !== undefined) {
      prepare();
      machine.run({ ...probe, stops: this.#stops.alsoAt(target, stops) }, out);
    }
  }

  /**
   * Where EL2 went on without code to run there: an ERET or a RET whose target the caller chose. A stop there shows it
   * as the jump that it is; without, it would look like the fault of an instruction that does not exist.
   */
  #strayTarget(exceptions: Observation['exceptions']): bigint | undefined {
    const fault = exceptions.find(
      ({ cause, slot }) =>
        slot.startsWith('current') &&
        (cause.kind === 'instruction-abort' || cause.kind === 'pc-alignment'),
    )?.elr;
    if (fault === undefined || this.#stops.usual.has(fault) || this.#setting.code?.has(fault)) {
      return undefined;
    }
    // A vector table where no code is: nothing jumped there.
    return exceptions.some(({ vector }) => vector === fault) ? undefined : fault;
  }
}

/** What an SMC asks for (Arm DEN 0028, 2.5: the function identifier is in W0). */
function functionIdIn(state: State): bigint {
  return state.get('x0') & 0xffff_ffffn;
}

/** The interruption of a call that goes on in another probe. */
function onwards(
  interruption: Interruption | undefined,
  progress: InterruptionProgress | undefined,
): Interruption | undefined {
  return interruption && progress && { ...interruption, progress };
}
