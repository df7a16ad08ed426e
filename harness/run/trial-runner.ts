import type { State } from '../architecture/state.ts';
import type { MemoryTarget } from '../judge/call.ts';
import type { Trial, TrialRequest } from '../judge/trial.ts';
import type {
  Machine,
  MemoryMark,
  Observation,
  Outcome,
  RaisedException,
} from '../machine/machine.ts';
import { appendObservation, copyObservation } from './observations.ts';

/** What stays the same over all trials of one call. */
export interface TrialSetting {
  readonly start: 'code' | RaisedException;
  readonly stops: ReadonlyMap<bigint, Outcome>;
  /** Functions of the caller that run to their return: of the stops, those that are passed. */
  readonly functions: ReadonlySet<bigint>;
  /** Code whose entry is seen; it runs on. */
  readonly captures: ReadonlySet<bigint>;
  /** Instructions, between two of these passages. */
  readonly budget: number;
  readonly memory: readonly MemoryTarget[];
  /** Memory as it must be at the start of each trial. */
  readonly mark: MemoryMark;
  /** Turns the state at the entry of a function of the caller into the state at its return. */
  readonly callFunction: (state: State, address: bigint) => void;
}

/** Bytes of dead stack that are filled before a trial that asks for it. */
const deadStackSize = 0x100;
const deadStackPattern = new Uint8Array(deadStackSize).fill(0xb7);

/** Functions called and routines returned to, in one call; more is an endless loop of calls. */
const maximumPassages = 64;

/**
 * Runs trials on a machine. Most are one probe. A call that leaves the vectors' code on its way, into a function of the
 * caller or back into a routine whose registers are to be scrambled, takes several: each starts where the one before
 * stopped, and what was seen of them is put together.
 */
export class TrialRunner {
  readonly #machine: Machine;
  readonly #setting: TrialSetting;
  /** Used again and again for trials that nobody keeps. */
  readonly #observation: Observation;
  readonly #whole: Observation;
  readonly #part: Observation;
  /** Where exceptions from below EL2 return to, as far as they were seen. */
  readonly #returns = new Set<bigint>();
  /** The stops, with these returns. */
  #stopsWithReturns: ReadonlyMap<bigint, Outcome>;

  constructor(machine: Machine, setting: TrialSetting) {
    this.#machine = machine;
    this.#setting = setting;
    this.#stopsWithReturns = setting.stops;
    this.#observation = machine.newObservation();
    this.#whole = machine.newObservation();
    this.#part = machine.newObservation();
  }

  /** The result is only valid until the next run, unless the request asks for steps. */
  run(request: TrialRequest): Trial {
    const { state, watch } = request;
    const { mark, start, budget, stops, captures } = this.#setting;
    this.#machine.rewind(mark);
    if (request.deadStack === 'pattern') {
      const address = state.get('sp_el2') - BigInt(deadStackSize);
      this.#machine.write({ address, bytes: deadStackPattern, execute: false });
    }
    const first = watch === 'steps' ? this.#machine.newObservation() : this.#observation;
    const firstStops = request.scrambled.size > 0 ? this.#stopsWithReturns : stops;
    this.#machine.run({ state, start, budget, stops: firstStops, captures, watch }, first);
    return this.#trial(this.#isPassage(first) ? this.#continue(request, first) : first);
  }

  /** Whether the call goes on from where the machine stopped. */
  #isPassage({ outcome, pc }: Observation): boolean {
    switch (outcome) {
      case 'called':
        return this.#setting.functions.has(pc);
      case 'returned':
      case 'returned-wrong-state':
        return this.#returns.has(pc) && !this.#setting.stops.has(pc);
      default:
        return false;
    }
  }

  #continue(request: TrialRequest, first: Observation): Observation {
    const whole = request.watch === 'steps' ? this.#machine.newObservation() : this.#whole;
    copyObservation(first, whole);
    const part = this.#part;
    const state = first.after.clone();
    for (let passages = 0; this.#isPassage(whole); passages += 1) {
      if (passages === maximumPassages) {
        whole.outcome = 'out-of-budget';
        return whole;
      }
      this.#learnReturns(whole);
      state.copyFrom(whole.after);
      if (whole.outcome === 'called') {
        whole.captures.push({ address: whole.pc, state: state.clone() });
        this.#setting.callFunction(state, whole.pc);
      } else {
        for (const [register, value] of request.scrambled) {
          state.set(register, value);
        }
      }
      const { budget, captures } = this.#setting;
      const stops = this.#stopsWithReturns;
      this.#machine.run(
        { state, start: 'code', budget, stops, captures, watch: request.watch },
        part,
      );
      appendObservation(whole, part);
    }
    if (whole.outcome === 'returned' || whole.outcome === 'returned-wrong-state') {
      const kept = whole.before.get('pstate') === whole.after.get('pstate');
      whole.outcome = kept ? 'returned' : 'returned-wrong-state';
    }
    return whole;
  }

  #learnReturns(observation: Observation): void {
    for (const { elr, slot } of observation.exceptions) {
      if (slot.startsWith('lower') && !this.#returns.has(elr)) {
        this.#returns.add(elr);
        const returns = [...this.#returns].map((address): [bigint, Outcome] => [
          address,
          'returned',
        ]);
        this.#stopsWithReturns = new Map([...returns, ...this.#setting.stops]);
      }
    }
  }

  #trial(observation: Observation): Trial {
    if (observation.steps !== undefined) {
      this.#learnReturns(observation);
    }
    if (observation.outcome === 'called') {
      observation.captures.push({ address: observation.pc, state: observation.after.clone() });
    }
    const memory = this.#setting.memory.map(({ address, size }) =>
      littleEndian(this.#machine.read(address, size)),
    );
    return Object.assign(observation, { memory });
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
