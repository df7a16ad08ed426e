import { firstDifference } from '../architecture/state.ts';
import type { State, StateMask } from '../architecture/state.ts';
import { registers, stateWords, wordOf } from '../architecture/registers.ts';
import type { MemoryWrite, Outcome } from '../machine/machine.ts';
import type { CalledFunction } from './record.ts';

const everything: StateMask = new Uint32Array(2 * stateWords).fill(0xffff_ffff);
for (const { volatile, word } of registers) {
  if (volatile) {
    everything.fill(0, 2 * word, 2 * word + 2);
  }
}

const syndromeHalf = 2 * wordOf('esr_el2');

/** A low half that follows the immediate: the immediate itself, or the syndrome, which has other bits above it. */
interface Follower {
  readonly half: number;
  readonly above: number;
}

/** How a call, or the part of it up to a function that it calls, ended. */
export interface CallEnd {
  readonly outcome: Outcome;
  readonly pc: bigint;
  readonly after: State;
  readonly writes: readonly MemoryWrite[];
  /** The functions that were called on the way, and where the call goes on outside of the image. */
  readonly called: readonly CalledFunction[];
}

/** Registers that a called function may get arguments in (AAPCS64, 6.4.2). */
const argumentCount = 8;

const knownBytes = new WeakMap<State, Buffer>();

/** The memory of a state. */
function bytesOf(state: State): Buffer {
  let bytes = knownBytes.get(state);
  if (bytes === undefined) {
    const { buffer, byteOffset, byteLength } = state.words;
    bytes = Buffer.from(buffer, byteOffset, byteLength);
    knownBytes.set(state, bytes);
  }
  return bytes;
}

/** What every function that is called scrambles: x0-x18 and lr. */
const scrambledHalves: ReadonlySet<number> = new Set(
  [...Array.from({ length: 19 }, (_, index) => index), 30].map((word) => 2 * word),
);

/**
 * The end of one call, to compare those of other immediates with: the same in every bit, but for values that follow
 * the immediate. All calls must start from the same state. Makes no object and no BigInt for a call that is alike.
 */
export class Template {
  /** The behaviour of all calls that are alike. */
  readonly behaviour: number;
  readonly #isPart: boolean;
  readonly #outcome: Outcome;
  readonly #pc: bigint;
  readonly #after: State;
  readonly #bytes: Buffer;
  readonly #writes: readonly MemoryWrite[];
  readonly #called: readonly CalledFunction[];
  readonly #immediate: number;
  readonly #followers: Follower[] = [];

  /**
   * `isPart`: the call goes on, and the rest follows from this end. Then nothing that the rest could read may follow
   * the immediate: only what the function scrambles, and the syndrome.
   */
  constructor(end: CallEnd, immediate: number, behaviour: number, isPart: boolean) {
    this.behaviour = behaviour;
    this.#outcome = end.outcome;
    this.#pc = end.pc;
    this.#after = end.after.clone();
    this.#bytes = bytesOf(this.#after);
    this.#writes = [...end.writes];
    this.#called = end.called.map(({ target, state }) => ({ target, state: state.clone() }));
    this.#immediate = immediate;
    this.#isPart = isPart;
    const syndrome = this.#after.halves[syndromeHalf] as number;
    if ((syndrome & 0xffff) === immediate) {
      this.#followers.push({ half: syndromeHalf, above: syndrome - immediate });
    }
  }

  /** Whether the call with this immediate ended alike. */
  matches(end: CallEnd, immediate: number): boolean {
    if (end.outcome !== this.#outcome || end.pc !== this.#pc) {
      return false;
    }
    const expected = this.#after.halves;
    for (const { half, above } of this.#followers) {
      expected[half] = above + immediate;
    }
    return (
      this.#matchesCalled(end.called, immediate) &&
      this.#matchesState(end.after, immediate) &&
      this.#matchesWrites(end.writes, immediate)
    );
  }

  /** The same functions: another one for each immediate is another behaviour. Arguments may follow the immediate. */
  #matchesCalled(called: readonly CalledFunction[], immediate: number): boolean {
    if (called.length !== this.#called.length) {
      return false;
    }
    for (let index = 0; index < called.length; index += 1) {
      const { target, state } = called[index] as CalledFunction;
      const other = this.#called[index] as CalledFunction;
      if (target !== other.target) {
        return false;
      }
      // The arguments of the last one are in the state at the end.
      if (!this.#isPart && !this.#matchesArguments(state, other.state, immediate)) {
        return false;
      }
    }
    return true;
  }

  #matchesArguments(state: State, other: State, immediate: number): boolean {
    for (let word = 0; word < argumentCount; word += 1) {
      const [value = 0n, expected = 0n] = [state.words[word], other.words[word]];
      if (value !== expected && !this.#follows(expected, value, immediate)) {
        return false;
      }
    }
    return true;
  }

  #matchesState(after: State, immediate: number): boolean {
    // Nearly always all is equal, and this is the fastest way to see it.
    if (this.#bytes.equals(bytesOf(after))) {
      return true;
    }
    let half = firstDifference(this.#after, after, everything);
    if (half < 0) {
      return true;
    }
    const found: Follower[] = [];
    while (half >= 0) {
      const above = (this.#after.halves[half] as number) - this.#immediate;
      const known = half;
      const mayFollow =
        (above & 0xffff) === 0 &&
        above >= 0 &&
        (!this.#isPart || scrambledHalves.has(half)) &&
        !this.#followers.some((follower) => follower.half === known);
      if (!mayFollow || after.halves[half] !== above + immediate) {
        return false;
      }
      found.push({ half, above });
      half = firstDifference(this.#after, after, everything, half + 1);
    }
    // What differs follows the immediate, in a way that the first call could not show.
    for (const follower of found) {
      this.#followers.push(follower);
      this.#after.halves[follower.half] = follower.above + immediate;
    }
    return true;
  }

  #matchesWrites(writes: readonly MemoryWrite[], immediate: number): boolean {
    const expected = this.#writes;
    if (writes.length !== expected.length) {
      return false;
    }
    for (let index = 0; index < writes.length; index += 1) {
      const { address, size, after } = writes[index] as MemoryWrite;
      const other = expected[index] as MemoryWrite;
      if (address !== other.address || size !== other.size) {
        return false;
      }
      const isSame = after === other.after;
      if (!isSame && (this.#isPart || !this.#follows(other.after, after, immediate))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a stored value differs only as the immediates do. */
  #follows(first: bigint, other: bigint, immediate: number): boolean {
    const above = first - BigInt(this.#immediate);
    return (above & 0xffffn) === 0n && other === above + BigInt(immediate);
  }
}
