import { firstDifference } from '../architecture/state.ts';
import type { State, StateMask } from '../architecture/state.ts';
import {
  argumentRegisters,
  changedByCalls,
  registers,
  stateWords,
  wordOf,
} from '../architecture/registers.ts';
import type { MemoryWrite, Outcome } from '../machine/machine.ts';
import type { CallRecord, CalledFunction } from '../calls/call-record.ts';
import type { SecondException } from '../calls/second-exception.ts';
import { secondExceptionOf } from '../calls/second-exception.ts';

const everything: StateMask = new Uint32Array(2 * stateWords).fill(0xffff_ffff);
for (const { volatile, word } of registers) {
  if (volatile) {
    everything.fill(0, 2 * word, 2 * word + 2);
  }
}

const syndromeHalf = 2 * wordOf('esr_el2');

/** How a call, or the part of it up to a function that it calls, ended. */
export interface CallEnd extends Pick<CallRecord, 'before' | 'exceptions' | 'steps'> {
  readonly outcome: Outcome;
  readonly pc: bigint;
  readonly after: State;
  readonly writes: readonly MemoryWrite[];
  /** The functions that were called on the way, and where the call goes on outside of the image. */
  readonly called: readonly CalledFunction[];
}

/** Registers that a called function may get arguments in (AAPCS64, 6.4.2). */
const argumentCount = argumentRegisters.length;

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

/** What every function that is called scrambles. */
const scrambledHalves: ReadonlySet<number> = new Set(changedByCalls.map(({ word }) => 2 * word));

/** How much of a call an end shows: all of it, or what came before a rest that is the same from there on. */
export type Extent = 'whole' | 'to-function' | 'to-meeting';

/** Values of an end, each by where it is. */
interface Places {
  /** Of the state. */
  readonly halves: ReadonlySet<number>;
  /** Of the stores, in their order. */
  readonly writes: ReadonlySet<number>;
  /** Of all functions that were called, in their order, `argumentCount` of each. */
  readonly arguments: ReadonlySet<number>;
}

/** A half of the state that follows the immediate, with what is above its lower 16 bits. */
interface Follower {
  readonly half: number;
  readonly above: number;
}

/**
 * Whether something in this end follows the immediate, or is a number that only happens to be equal to it: one call
 * cannot show which.
 */
export function isAmbiguous(end: CallEnd, immediate: number, extent: Extent): boolean {
  const { halves, writes, arguments: passed } = equalPlaces(end, immediate, extent);
  return halves.size + writes.size + passed.size > 0;
}

/** Where the lower 16 bits are the immediate, and may be. The syndrome's always are. */
function equalPlaces(
  { after, writes, called }: CallEnd,
  immediate: number,
  extent: Extent,
): Places {
  if (extent === 'to-meeting') {
    return { halves: new Set(), writes: new Set(), arguments: new Set() };
  }
  const isPart = extent === 'to-function';
  const isEqual = (value: bigint): boolean => (value & 0xffffn) === BigInt(immediate);
  const halves = new Set<number>();
  const values = after.halves;
  for (let half = 0; half < values.length; half += 1) {
    if (((values[half] as number) & 0xffff) === immediate) {
      const isCompared = everything[half] !== 0 && half !== syndromeHalf;
      if (isCompared && (!isPart || scrambledHalves.has(half))) {
        halves.add(half);
      }
    }
  }
  if (isPart) {
    // The rest could read what is stored, and the arguments are in the state.
    return { halves, writes: new Set(), arguments: new Set() };
  }
  return {
    halves,
    writes: new Set([...writes.keys()].filter((index) => isEqual(writes[index]?.after ?? 0n))),
    arguments: new Set(
      [...Array(called.length * argumentCount).keys()].filter((index) =>
        isEqual(argumentAt(called, index)),
      ),
    ),
  };
}

function argumentAt(called: CallEnd['called'], index: number): bigint {
  const { state } = called[Math.floor(index / argumentCount)] as CalledFunction;
  return state.words[index % argumentCount] as bigint;
}

/** What is known of the call that a template is made from. */
export interface FirstCall {
  readonly immediate: number;
  readonly behaviour: number;
  /** Nothing that the rest could read may follow the immediate: only the syndrome, and what a function scrambles. */
  readonly extent: Extent;
  /** Whether it takes a second call to find what the behaviour is. */
  readonly isOpen: boolean;
}

/**
 * The end of one call, to compare those of other immediates with: the same in every bit, but for values that follow
 * the immediate. All calls must start from the same state. Makes no object and no BigInt for a call that is alike.
 *
 * A template is open while nothing but its first call is known: a value that equals the immediate there may follow it,
 * or be a constant. The second call decides that, by `close`.
 */
export class ImmediateTemplate {
  /** That of the first call. */
  readonly immediate: number;
  readonly #extent: Extent;
  readonly #outcome: Outcome;
  readonly #pc: bigint;
  readonly #after: State;
  readonly #bytes: Buffer;
  readonly #exception: SecondException | undefined;
  readonly #writes: readonly MemoryWrite[];
  readonly #called: readonly CalledFunction[];
  readonly #followingHalves: Follower[] = [];
  #behaviour: number;
  /** What may follow the immediate; of a closed template, what does. */
  #following: Places;
  #isOpen: boolean;
  /** Immediates that a constant of this end happens to be equal to. */
  #chances: ReadonlySet<number>;

  constructor(end: CallEnd, { immediate, behaviour, extent, isOpen }: FirstCall) {
    this.immediate = immediate;
    this.#behaviour = behaviour;
    this.#extent = extent;
    this.#outcome = end.outcome;
    this.#pc = end.pc;
    this.#after = end.after.clone();
    this.#bytes = bytesOf(this.#after);
    this.#exception = secondExceptionOf(end);
    this.#writes = [...end.writes];
    this.#called = end.called.map(({ address, state }) => ({ address, state: state.clone() }));
    this.#following = equalPlaces(end, immediate, extent);
    this.#isOpen = isOpen;
    this.#chances = this.#constants();
    if (((this.#after.halves[syndromeHalf] as number) & 0xffff) === immediate) {
      this.#follow(syndromeHalf);
    }
  }

  /** The behaviour of all calls that are alike. */
  get behaviour(): number {
    return this.#behaviour;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Values that follow the immediate, or may. */
  get followers(): number {
    const { halves, writes, arguments: passed } = this.#following;
    return halves.size + writes.size + passed.size;
  }

  /** Whether a call with this immediate may be alike only because a constant is equal to it. */
  isByChance(immediate: number): boolean {
    return this.#chances.has(immediate);
  }

  /** Whether the call with this immediate ended alike. */
  matches(end: CallEnd, immediate: number): boolean {
    if (end.outcome !== this.#outcome || end.pc !== this.#pc) {
      return false;
    }
    const expected = this.#after.halves;
    for (const { half, above } of this.#followingHalves) {
      expected[half] = above + immediate;
    }
    return (
      this.#matchesException(end) &&
      this.#matchesCalled(end.called, immediate) &&
      this.#matchesState(end.after, immediate) &&
      this.#matchesWrites(end.writes, immediate)
    );
  }

  /** Decides by the end of a second call, one that `matches`, what follows the immediate. */
  close({ after, writes, called }: CallEnd, behaviour: number): void {
    const { halves, writes: stores, arguments: passed } = this.#following;
    this.#following = {
      halves: new Set([...halves].filter((at) => after.halves[at] !== this.#after.halves[at])),
      writes: new Set([...stores].filter((at) => writes[at]?.after !== this.#writes[at]?.after)),
      arguments: new Set(
        [...passed].filter((at) => argumentAt(called, at) !== argumentAt(this.#called, at)),
      ),
    };
    this.#following.halves.forEach((half) => this.#follow(half));
    this.#isOpen = false;
    this.#chances = this.#constants();
    this.#behaviour = behaviour;
  }

  /** The lower 16 bits of all values that do not follow the immediate. */
  #constants(): Set<number> {
    const { halves, writes, arguments: passed } = this.#following;
    const constants = new Set<number>();
    const values = this.#after.halves;
    for (let half = 0; half < values.length; half += 1) {
      if (everything[half] !== 0 && half !== syndromeHalf && !halves.has(half)) {
        constants.add((values[half] as number) & 0xffff);
      }
    }
    for (const [at, { after }] of this.#writes.entries()) {
      if (!writes.has(at)) {
        constants.add(Number(after & 0xffffn));
      }
    }
    for (let at = 0; at < this.#called.length * argumentCount; at += 1) {
      if (!passed.has(at)) {
        constants.add(Number(argumentAt(this.#called, at) & 0xffffn));
      }
    }
    return constants;
  }

  #follow(half: number): void {
    const above = (this.#after.halves[half] as number) - this.immediate;
    this.#followingHalves.push({ half, above });
  }

  /** The same functions: another one for each immediate is another behaviour. Arguments may follow the immediate. */
  #matchesCalled(called: readonly CalledFunction[], immediate: number): boolean {
    if (called.length !== this.#called.length) {
      return false;
    }
    for (let index = 0; index < called.length; index += 1) {
      const { address, state } = called[index] as CalledFunction;
      const other = this.#called[index] as CalledFunction;
      if (address !== other.address) {
        return false;
      }
      // The arguments of the last one are in the state at the end.
      if (
        this.#extent === 'whole' &&
        !this.#matchesArguments(state, other.state, index, immediate)
      ) {
        return false;
      }
    }
    return true;
  }

  #matchesArguments(state: State, other: State, index: number, immediate: number): boolean {
    for (let word = 0; word < argumentCount; word += 1) {
      const [value = 0n, expected = 0n] = [state.words[word], other.words[word]];
      const mayFollow = this.#following.arguments.has(index * argumentCount + word);
      if (!this.#isAlike(expected, value, mayFollow, immediate)) {
        return false;
      }
    }
    return true;
  }

  /** The instruction may follow the immediate, but what it does is then another behaviour. */
  #matchesException(end: CallEnd): boolean {
    const [one, other] = [this.#exception, secondExceptionOf(end)];
    return (
      one?.exceptionClass === other?.exceptionClass &&
      (one?.isExecuted !== true || one.instruction === other?.instruction)
    );
  }

  #matchesState(after: State, immediate: number): boolean {
    // Nearly always all is equal, and this is the fastest way to see it.
    if (this.#bytes.equals(bytesOf(after))) {
      return true;
    }
    let half = firstDifference(this.#after, after, everything);
    while (half >= 0) {
      const above = (this.#after.halves[half] as number) - this.immediate;
      const mayFollow = this.#isOpen && this.#following.halves.has(half);
      if (!mayFollow || after.halves[half] !== above + immediate) {
        return false;
      }
      half = firstDifference(this.#after, after, everything, half + 1);
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
      if (
        address !== other.address ||
        size !== other.size ||
        !this.#isAlike(other.after, after, this.#following.writes.has(index), immediate)
      ) {
        return false;
      }
    }
    return true;
  }

  /** Whether a value differs from that of the first call only as it may. */
  #isAlike(first: bigint, other: bigint, mayFollow: boolean, immediate: number): boolean {
    if (first === other) {
      return !mayFollow || this.#isOpen || immediate === this.immediate;
    }
    return mayFollow && other - first === BigInt(immediate - this.immediate);
  }
}
