import { byWord } from './a64/by-word.ts';
import { decode } from './a64/decode.ts';
import type { Location } from './a64/form.ts';
import { keyOf } from './a64/pointer-authentication.ts';
import type { InstructionWord } from './a64/word.ts';
import { wordOf } from './registers.ts';
import type { State } from './state.ts';
import { currentSp } from './traps.ts';

/** The bytes that a load or store touches: one range, whatever the number of registers. */
export interface MemoryAccess {
  /** Virtual, of the lowest byte; 64 bits. */
  readonly address: bigint;
  /** Bytes in all. */
  readonly size: number;
  /** Bytes of each of the accesses that it is made of, which must be aligned to as many: 1, 2, 4, 8 or 16. */
  readonly element: number;
  readonly write: boolean;
  /** LDTR, STTR and their kin: EL1 makes it with the permissions of EL0. */
  readonly unprivileged: boolean;
  /** It must be aligned whatever it accesses: exclusive, atomic, acquiring and releasing accesses (Arm ARM, B2.5.2). */
  readonly strict: boolean;
}

/** What a load or store touches in relation to its base: plain numbers, for the machine's hot path. */
interface Shape {
  /** The number of a general register, which is its index in `State.words`; 31 for SP; PC for a literal. */
  readonly base: number | 'pc';
  /** Bytes from the base. */
  readonly offset: number;
  readonly index?: Index;
  /** As in MemoryAccess. */
  readonly element: number;
  readonly size: number;
  readonly write: boolean;
  readonly unprivileged: boolean;
  readonly strict: boolean;
}

interface Index {
  /** x0-x30. */
  readonly register: number;
  readonly extend: 'uxtw' | 'sxtw' | 'lsl' | 'sxtx';
  /** Bits. */
  readonly shift: bigint;
}

const pcWord = wordOf('pc');
const sp = 31;

/** The number of x0-x30. */
const numberOf = (location: Location): number => Number(location.slice(1));

function baseOf(location: Location): Shape['base'] {
  if (location === 'pc') {
    return 'pc';
  }
  return location === 'sp' ? sp : numberOf(location);
}

/** Where the base is authenticated first, the address is not known without the key. */
function findShape(word: InstructionWord): Shape | undefined {
  const instruction = decode(word);
  const memory = instruction?.meaning.memory;
  if (instruction === undefined || memory === undefined || keyOf(instruction) !== undefined) {
    return undefined;
  }
  const { base, offset, index, size: elementSize, count, kind, atomic, unprivileged } = memory;
  const size = elementSize * count;
  return {
    base: baseOf(base),
    offset,
    element: atomic ? size : elementSize,
    size,
    write: kind !== 'load',
    unprivileged,
    strict: memory.exclusive || memory.acquire || memory.release || atomic,
    ...(index?.register === undefined
      ? {}
      : {
          index: {
            register: numberOf(index.register),
            extend: index.extend,
            shift: BigInt(index.shift),
          },
        }),
  };
}

const shapeOf = byWord(findShape);

/** C6.2 "LDR (register)", ExtendReg. */
function extended({ register, extend, shift }: Index, state: State): bigint {
  const value = state.words[register] as bigint;
  switch (extend) {
    case 'uxtw':
      return BigInt.asUintN(32, value) << shift;
    case 'sxtw':
      return BigInt.asIntN(32, value) << shift;
    case 'lsl':
    case 'sxtx':
      return value << shift;
  }
}

function baseValue(base: Shape['base'], state: State): bigint {
  if (base === 'pc') {
    return state.words[pcWord] as bigint;
  }
  return base === sp ? currentSp(state) : (state.words[base] as bigint);
}

/**
 * What the Armv8.0 load or store at PC would touch, from the state before it (Arm ARM, C4.1.94 "Loads and stores");
 * undefined for any other instruction, and for a prefetch.
 */
export function memoryAccess(word: InstructionWord, state: State): MemoryAccess | undefined {
  const shape = shapeOf(word);
  if (shape === undefined) {
    return undefined;
  }
  const { base, offset, index, element, size, write, unprivileged, strict } = shape;
  const distance = BigInt(offset) + (index === undefined ? 0n : extended(index, state));
  const address = BigInt.asUintN(64, baseValue(base, state) + distance);
  return { address, size, element, write, unprivileged, strict };
}

/** The registers that decide whether a load is aligned. */
export interface LoadAlignment {
  /** x0-x30; 31 is SP, PC has no number. */
  readonly base: number | 'pc';
  /** Bytes. */
  readonly offset: number;
  /** x0-x30, and the bits that it is shifted by. */
  readonly index?: { readonly register: number; readonly shift: number };
  /** Bytes: a power of two that the address must be a multiple of. */
  readonly element: number;
}

/**
 * What the alignment of the load depends on; undefined for one that is aligned whenever SP is a multiple of 16, and for
 * what is no load.
 */
export const loadAlignment = byWord((word): LoadAlignment | undefined => {
  const shape = shapeOf(word);
  if (shape === undefined || shape.write || shape.element === 1) {
    return undefined;
  }
  const { base, offset, index, element } = shape;
  if (index !== undefined) {
    const { register, shift } = index;
    return { base, offset, index: { register, shift: Number(shift) }, element };
  }
  return base === sp && offset % element === 0 ? undefined : { base, offset, element };
});
