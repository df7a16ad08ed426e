import { given } from '../collections/given.ts';
import { nzcvMask } from '../architecture/pstate.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type {
  Interruption,
  InterruptionProgress,
  Machine,
  Observation,
  Outcome,
  Probe,
  RaisedException,
} from '../machine/machine.ts';
import type { BranchSite } from './branch-sites.ts';
import { targetOf } from './branch-sites.ts';
import type { CallRecord, Passage } from './call-record.ts';
import { append, endOfParts } from './call-record.ts';
import { Stops } from './stops.ts';

/** What stays the same over all calls of a maker. */
export interface CallSetting {
  readonly machine: Machine;
  /** Where calls end. */
  readonly stops: ReadonlyMap<bigint, Outcome>;
  /** Of the stops, functions that return, so that the call goes on. */
  readonly functions: ReadonlySet<bigint>;
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

/** What a function leaves in registers; of PSTATE, NZCV in its place. */
export type LeftRegisters = ReadonlyMap<RegisterName, bigint>;

/** How a call goes on from where it stopped. */
export interface Continuation {
  /** Turns the state at the entry of a function into the state at its return. */
  readonly callFunction: (state: State, address: bigint) => void;
  /** Registers to change at each return from EL2 into a routine. */
  readonly scrambled?: ReadonlyMap<RegisterName, bigint>;
  /** What the functions leave in registers in place of what they would, in the order of the calls. */
  readonly left?: readonly LeftRegisters[];
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

/** Functions called in one call; more is an endless loop of calls. */
const mostFunctions = 64;
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
  readonly #part: Observation;
  readonly #state: State;

  constructor(setting: CallSetting) {
    const { machine, stops, code } = setting;
    this.#setting = setting;
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
    {
      callFunction,
      scrambled = nothingScrambled,
      left = [],
      memory = [],
      interruption,
    }: Continuation,
  ): CallRecord {
    const { machine, code } = this.#setting;
    const watch = out.steps === undefined ? 'nothing' : 'steps';
    const passages: Passage[] = [];
    let passed = this.#passageOf(out);
    for (let parts = 0, functions = 0; passed !== undefined; parts += 1) {
      if (passed.kind === 'function' || passed.kind === 'jump') {
        functions += 1;
        out.captures.push({ address: passed.target, state: out.after.clone() });
      }
      if (passed.kind === 'jump') {
        out.outcome = 'jumped';
        out.pc = passed.target;
        break;
      }
      if (parts === mostParts || functions > mostFunctions) {
        out.outcome = 'out-of-budget';
        break;
      }
      this.#stops.learn(out.exceptions);
      this.#pass(passed, out, callFunction);
      if (passed.kind === 'function') {
        leave(this.#state, left[functions - 1]);
      }
      if (passed.kind === 'return') {
        scrambled.forEach((value, register) => this.#state.set(register, value));
      }
      if (out.steps !== undefined && (passed.kind === 'function' || passed.kind === 'return')) {
        const target = passed.kind === 'function' ? passed.target : out.pc;
        passages.push({
          kind: passed.kind,
          steps: out.steps.length,
          branch: target === out.pc ? undefined : out.pc,
          target,
          state: this.#state.clone(),
        });
      }
      // From the middle, a return into a routine looks like one to anywhere.
      const start = {
        state: this.#state,
        start: 'code',
        watch,
        interruption: onwards(interruption, out.interruption),
        stopsAtReturns: true,
      } as const;
      const mark = machine.mark();
      this.#run(start, () => machine.rewind(mark), this.#part, 0);
      append(out, this.#part);
      passed = this.#passageOf(out);
    }
    if (out.steps !== undefined) {
      this.#stops.learn(out.exceptions);
    }
    if (code !== undefined && out.outcome === 'jumped' && out.captures.at(-1)?.address !== out.pc) {
      out.captures.push({ address: out.pc, state: out.after.clone() });
    }
    out.outcome = endOfParts(out.outcome, out.before, out.after);
    return Object.assign(out, {
      called: out.captures,
      passages,
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
    const target = targetOf(branch, after);
    if (code?.has(target) === true) {
      return { kind: 'code', target };
    }
    return { kind: branch.links ? 'function' : 'jump', target };
  }

  #passageOf(out: Observation): Onward | { readonly kind: 'return' } | undefined {
    switch (out.outcome) {
      case 'called': {
        const isFunction = this.#setting.functions.has(out.pc);
        return (
          this.#onwardOf(out) ?? (isFunction ? { kind: 'function', target: out.pc } : undefined)
        );
      }
      case 'returned':
      case 'returned-wrong-state':
        return this.#stops.isReturn(out.pc) ? { kind: 'return' } : undefined;
      default:
        return undefined;
    }
  }

  /** Makes the state that from which the call goes on. */
  #pass(
    passed: Onward | { readonly kind: 'return' } | undefined,
    { pc, after }: Observation,
    callFunction: Continuation['callFunction'],
  ): void {
    this.#state.copyFrom(after);
    if (passed?.kind === 'function') {
      if (passed.target !== pc) {
        this.#state.set('x30', pc + 4n);
      }
      callFunction(this.#state, passed.target);
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

function leave(state: State, registers: LeftRegisters = new Map()): void {
  for (const [register, value] of registers) {
    const kept = register === 'pstate' ? state.get('pstate') & ~nzcvMask : 0n;
    state.set(register, kept | (register === 'pstate' ? value & nzcvMask : value));
  }
}

/** The interruption of a call that goes on in another probe. */
function onwards(
  interruption: Interruption | undefined,
  progress: InterruptionProgress | undefined,
): Interruption | undefined {
  return interruption && progress && { ...interruption, progress };
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
