import { defaultProcessor } from './processor-model.ts';
import type { ProcessorModel } from './processor-model.ts';
import { registerInfo, registers, stateWords, wordOf } from './registers.ts';
import type { RegisterName } from './registers.ts';

/** Every register of the machine, as 64-bit words in the layout of `registers`. */
export interface State {
  /** Whose registers these are: it decides what exceptions and their returns do to them. */
  readonly processor: ProcessorModel;
  readonly words: BigUint64Array;
  /** The same memory as 32-bit halves, low half first: comparing them makes no BigInt. */
  readonly halves: Uint32Array;
  /** Unsigned; 128 bits for v0-v31, else 64. */
  get(register: RegisterName): bigint;
  /** Takes the value modulo the register's width. */
  set(register: RegisterName, value: bigint): void;
  copyFrom(other: State): void;
  clone(): State;
}

class WordState implements State {
  readonly processor: ProcessorModel;
  readonly words: BigUint64Array;
  readonly halves: Uint32Array;

  constructor(words: BigUint64Array, processor: ProcessorModel) {
    this.processor = processor;
    this.words = words;
    this.halves = new Uint32Array(words.buffer, words.byteOffset, words.length * 2);
  }

  get(register: RegisterName): bigint {
    const { word, words } = registerInfo(register);
    const low = this.words[word] ?? 0n;
    return words === 1 ? low : ((this.words[word + 1] ?? 0n) << 64n) | low;
  }

  set(register: RegisterName, value: bigint): void {
    const { word, words } = registerInfo(register);
    this.words[word] = value;
    if (words === 2) {
      this.words[word + 1] = value >> 64n;
    }
  }

  copyFrom(other: State): void {
    this.words.set(other.words);
  }

  clone(): State {
    return new WordState(this.words.slice(), this.processor);
  }
}

/** A state of zeros, or one on top of existing memory of `stateWords` words. */
export function createState(
  processor: ProcessorModel = defaultProcessor,
  words: BigUint64Array = new BigUint64Array(stateWords),
): State {
  if (words.length !== stateWords) {
    throw new RangeError(`a state has ${stateWords} words, not ${words.length}`);
  }
  return new WordState(words, processor);
}

/** Index in `State.halves` of what few instructions change: FPCR, FPSR, the vectors and all system registers, to the end. */
export const lastingFrom = wordOf('fpcr') * 2;

/** The same part of a state as bytes: nothing compares it as fast. */
export function lastingBytes({ halves }: State): Buffer {
  return bytesOf(halves.subarray(lastingFrom));
}

/** The other part: the general registers, the stack pointers, PC and PSTATE. */
export function changingBytes({ halves }: State): Buffer {
  return bytesOf(halves.subarray(0, lastingFrom));
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Which bits of a state to compare: one word for each half of `State.halves`. */
export type StateMask = Uint32Array;

/** The mask that covers the compared bits of these registers. */
export function maskOf(names: Iterable<RegisterName>): StateMask {
  const words = new BigUint64Array(stateWords);
  for (const name of names) {
    const info = registerInfo(name);
    words[info.word] = info.compared;
    if (info.words === 2) {
      words[info.word + 1] = info.compared >> 64n;
    }
  }
  return new Uint32Array(words.buffer);
}

/** Index of the first half from `from` that differs under the mask; -1 when there is none. */
export function firstDifference(left: State, right: State, mask: StateMask, from = 0): number {
  const a = left.halves;
  const b = right.halves;
  for (let index = from; index < mask.length; index += 1) {
    if ((((a[index] as number) ^ (b[index] as number)) & (mask[index] as number)) !== 0) {
      return index;
    }
  }
  return -1;
}

const registerOfWord: readonly RegisterName[] = registers.flatMap((info) =>
  info.words === 2 ? [info.name, info.name] : [info.name],
);

/** The registers that differ under the mask, in layout order. */
export function differences(left: State, right: State, mask: StateMask): RegisterName[] {
  const names: RegisterName[] = [];
  let half = firstDifference(left, right, mask);
  while (half >= 0) {
    const name = registerOfWord[half >> 1] as RegisterName;
    if (names.at(-1) !== name) {
      names.push(name);
    }
    half = firstDifference(left, right, mask, (half | 1) + 1);
  }
  return names;
}
