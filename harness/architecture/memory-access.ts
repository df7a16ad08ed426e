import { wordOf } from './registers.ts';
import type { State } from './state.ts';
import { currentSp } from './traps.ts';

/** The bytes that a load or store touches: one range, whatever the number of registers. */
export interface MemoryAccess {
  /** Virtual, of the lowest byte; 64 bits. */
  readonly address: bigint;
  /** Bytes in all. */
  readonly size: number;
  /** Bytes of each of the accesses that it is made of: 1, 2, 4, 8 or 16. */
  readonly element: number;
  readonly write: boolean;
}

/** The index register of "LDR (register)". */
interface Index {
  readonly register: number;
  /** 010 UXTW, 011 LSL, 110 SXTW, 111 SXTX. */
  readonly option: number;
  readonly shift: number;
}

/** What a load or store touches, in relation to its base, whatever the registers hold. */
interface Shape {
  /** A general register, or SP for 31; PC for a literal. */
  readonly base: number | 'pc';
  /** Bytes from the base. */
  readonly offset: number;
  readonly index?: Index;
  /** As in MemoryAccess. */
  readonly element: number;
  readonly count: number;
  readonly write: boolean;
}

const pcWord = wordOf('pc');
const sp = 31;

function signed(bits: number, width: number): number {
  return (bits << (32 - width)) >> (32 - width);
}

const baseOf = (word: number): number => (word >>> 5) & 0x1f;
const isVector = (word: number): boolean => (word & (1 << 26)) !== 0;
/** The L bit, of all but the loads and stores of one register. */
const isStore = (word: number): boolean => (word & (1 << 22)) === 0;

/** C4.1.4 "Load register (literal)". PRFM accesses nothing. */
function literal(word: number): Shape | undefined {
  const opc = word >>> 30;
  if (opc === 3) return undefined;
  const element = isVector(word) ? 4 << opc : opc === 1 ? 8 : 4;
  return { base: 'pc', offset: signed(word >>> 5, 19) * 4, element, count: 1, write: false };
}

/** C4.1.4 "Load/store register pair", and the no-allocate ones. */
function pair(word: number): Shape | undefined {
  const opc = word >>> 30;
  if (opc === 3 || (opc === 1 && !isVector(word) && isStore(word))) return undefined;
  const element = isVector(word) ? 4 << opc : opc === 2 ? 8 : 4;
  const postIndex = ((word >>> 23) & 0b11) === 0b01;
  const offset = postIndex ? 0 : signed(word >>> 15, 7) * element;
  return { base: baseOf(word), offset, element, count: 2, write: isStore(word) };
}

/** C6.2 "LDR (register)". */
function indexOf(word: number, scale: number): Index | undefined {
  const option = (word >>> 13) & 0b111;
  if ((option & 0b010) === 0) return undefined;
  const shift = (word & (1 << 12)) === 0 ? 0 : scale;
  return { register: (word >>> 16) & 0x1f, option, shift };
}

/** C4.1.4 "Load/store register": unscaled, post-index, unprivileged, pre-index, register offset, unsigned offset. */
function single(word: number): Shape | undefined {
  const size = word >>> 30;
  const opc = (word >>> 22) & 0b11;
  const vector = isVector(word);
  const scale = vector ? ((opc & 0b10) << 1) | size : size;
  const prefetch = !vector && size === 3 && opc >= 2;
  if (scale > 4 || prefetch || (!vector && size === 2 && opc === 3)) return undefined;
  const write = vector ? (opc & 1) === 0 : opc === 0;
  const rest = { base: baseOf(word), element: 1 << scale, count: 1, write };
  if ((word & (1 << 24)) !== 0) {
    return { ...rest, offset: ((word >>> 10) & 0xfff) << scale };
  }
  const mode = (word >>> 10) & 0b11;
  if ((word & (1 << 21)) === 0) {
    return { ...rest, offset: mode === 0b01 ? 0 : signed(word >>> 12, 9) };
  }
  // The other modes are of Armv8.1 and later: atomics and pointer authentication.
  const index = mode === 0b10 ? indexOf(word, scale) : undefined;
  return index === undefined ? undefined : { ...rest, offset: 0, index };
}

/** C4.1.4 "Load/store exclusive", acquire and release. CAS and CASP are of Armv8.1. */
function exclusive(word: number): Shape | undefined {
  const size = word >>> 30;
  const ordered = (word & (1 << 23)) !== 0;
  const two = (word & (1 << 21)) !== 0;
  if (two && (ordered || size < 2)) return undefined;
  const count = two ? 2 : 1;
  return { base: baseOf(word), offset: 0, element: 1 << size, count, write: isStore(word) };
}

/** Registers of "Advanced SIMD load/store multiple structures", by opcode. */
const structureRegisters: ReadonlyMap<number, number> = new Map([
  [0b0000, 4],
  [0b0010, 4],
  [0b0100, 3],
  [0b0110, 3],
  [0b0111, 1],
  [0b1000, 2],
  [0b1010, 2],
]);

/** C4.1.4 "Advanced SIMD load/store multiple structures", and "single structure". */
function structures(word: number): Shape | undefined {
  const size = (word >>> 10) & 0b11;
  const rest = { base: baseOf(word), offset: 0, write: isStore(word) };
  if ((word & (1 << 24)) === 0) {
    const registers = structureRegisters.get((word >>> 12) & 0xf);
    if (registers === undefined) return undefined;
    const bytes = (word & (1 << 30)) === 0 ? 8 : 16;
    return { ...rest, element: 1 << size, count: (registers * bytes) >> size };
  }
  const opcode = (word >>> 13) & 0b111;
  const count = (((opcode & 1) << 1) | ((word >>> 21) & 1)) + 1;
  const scale = opcode >> 1;
  if (scale === 3) return { ...rest, element: 1 << size, count };
  return { ...rest, element: scale === 2 && (size & 1) === 1 ? 8 : 1 << scale, count };
}

function isLiteral(word: number): boolean {
  return (word & 0x3b000000) === 0x18000000;
}

function shapeOf(word: number): Shape | undefined {
  if ((word & 0x3f000000) === 0x08000000) return exclusive(word);
  if ((word & 0xbe000000) === 0x0c000000) return structures(word);
  if (isLiteral(word)) return literal(word);
  if ((word & 0x3a000000) === 0x28000000) return pair(word);
  return (word & 0x3a000000) === 0x38000000 ? single(word) : undefined;
}

function general(state: State, register: number): bigint {
  return register === 31 ? 0n : (state.words[register] as bigint);
}

/** C6.2 "LDR (register)", ExtendReg. */
function extended({ register, option, shift }: Index, state: State): bigint {
  const value = general(state, register);
  const narrow = option === 0b110 ? BigInt.asIntN(32, value) : BigInt.asUintN(32, value);
  return ((option & 1) === 1 ? value : narrow) << BigInt(shift);
}

function baseValue(base: Shape['base'], state: State): bigint {
  if (base === 'pc') return state.words[pcWord] as bigint;
  return base === sp ? currentSp(state) : general(state, base);
}

/**
 * What the Armv8.0 load or store at PC would touch, from the state before it (Arm ARM, C4.1.4 "Loads and stores");
 * undefined for any other instruction, and for a prefetch.
 */
export function memoryAccess(word: number, state: State): MemoryAccess | undefined {
  const shape = shapeOf(word);
  if (shape === undefined) return undefined;
  const { base, offset, index, element, count, write } = shape;
  const distance = BigInt(offset) + (index === undefined ? 0n : extended(index, state));
  const address = BigInt.asUintN(64, baseValue(base, state) + distance);
  return { address, size: element * count, element, write };
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
export function loadAlignment(word: number): LoadAlignment | undefined {
  const shape = shapeOf(word);
  if (shape === undefined || shape.write || shape.element === 1) return undefined;
  const { base, offset, index, element } = shape;
  if (index === undefined && base === sp && offset % element === 0) return undefined;
  if (index === undefined || index.register === 31) return { base, offset, element };
  return { base, offset, index: { register: index.register, shift: index.shift }, element };
}
