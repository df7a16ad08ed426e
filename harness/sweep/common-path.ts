import { decodeInstruction, isExclusive, readsSyndrome } from '../architecture/instruction.ts';
import { wordOf } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { MemoryMark, Observation, Step } from '../machine/machine.ts';
import type { Prober, Situation } from '../calls/prober.ts';
import type { Stopping } from '../calls/stops.ts';

const syndromeHalf = 2 * wordOf('esr_el2');
/** ESR_ELx.ISS of an HVC: the immediate, in bits 15:0 (Arm ARM, D13.2.37). */
const immediateMask = 0xffff;

/** Of these something stays that is neither in a register nor in memory: the event register, the exclusive monitor. */
const leavesMore: ReadonlySet<string> = new Set(['eret', 'sev', 'sevl', 'wfe', 'hvc', 'smc']);

/**
 * Where calls that went different ways by their syndrome may be alike again, and what is left is worth the comparison:
 * the first write of a system register after the last read of the syndrome. The machine runs most of those one by one.
 */
export function meetingPoint(steps: readonly Step[]): bigint | undefined {
  const read = steps.findLastIndex(({ word }) => readsSyndrome(word));
  const rest = steps.slice(read + 1);
  return rest.find(({ word }) => decodeInstruction(word).kind === 'msr')?.address;
}

/**
 * How many instructions run before the first one that reads the syndrome. Undefined where none does, or where the
 * state between two of them is more than registers and memory.
 */
export function commonLength(steps: readonly Step[]): number | undefined {
  const length = steps.findIndex(({ word }) => readsSyndrome(word));
  const isPlain = steps
    .slice(0, Math.max(length, 0))
    .every(
      ({ word, exception }) =>
        exception === undefined &&
        !isExclusive(word) &&
        !leavesMore.has(decodeInstruction(word).kind),
    );
  return length >= 0 && isPlain ? length : undefined;
}

/**
 * The way into the vectors that the calls of one situation have in common. From one state they differ in ESR_EL2
 * alone, so all do the same up to the first instruction that reads it: that much runs once, and each call goes on from
 * there.
 */
export class CommonPath {
  readonly #prober: Prober;
  readonly #situation: Situation;
  /** The caller's. */
  readonly #before: State;
  readonly #immediate: number;
  /** Instructions. */
  readonly #length: number;
  readonly #observation: Observation;
  #mark: MemoryMark | undefined;
  #entries = 0;

  private constructor(
    prober: Prober,
    situation: Situation,
    before: State,
    immediate: number,
    length: number,
  ) {
    this.#prober = prober;
    this.#situation = situation;
    this.#before = before;
    this.#immediate = immediate;
    this.#length = length;
    this.#observation = prober.setting.session.machine.newObservation();
  }

  /** Undefined where the calls have no such path. Finds it by a call with `immediate`. */
  static find(
    prober: Prober,
    situation: Situation,
    before: State,
    immediate: number,
  ): CommonPath | undefined {
    if (situation.caller.origin === 'aarch32') {
      return undefined;
    }
    const observation = prober.setting.session.machine.newObservation();
    prober.enter(situation, before, immediate, observation, { watch: 'steps' });
    const length = commonLength(observation.steps ?? []);
    return length === undefined
      ? undefined
      : new CommonPath(prober, situation, before, immediate, length);
  }

  /**
   * The call with this immediate, as `Prober.enter` makes it. Of what was seen, only the end is that of the whole
   * call: the outcome, PC, the state after it; the stores and exceptions are those after the common path.
   */
  enter(immediate: number, out: Observation, stopping?: Stopping): void {
    const mark = this.#walk();
    const { halves } = this.#observation.after;
    const syndrome = halves[syndromeHalf] as number;
    halves[syndromeHalf] = ((syndrome & ~immediateMask) | immediate) >>> 0;
    this.#prober.resume(mark, this.#observation.after, this.#before, out, stopping);
  }

  /** Brings memory and the state to the end of the common path, unless nothing else ran since it was last there. */
  #walk(): MemoryMark {
    const { machine } = this.#prober.setting.session;
    if (this.#mark === undefined || this.#entries !== this.#prober.entries) {
      this.#prober.enter(this.#situation, this.#before, this.#immediate, this.#observation, {
        watch: 'steps',
        budget: this.#length,
      });
      this.#entries = this.#prober.entries;
      this.#mark = machine.mark();
    }
    return this.#mark;
  }
}
