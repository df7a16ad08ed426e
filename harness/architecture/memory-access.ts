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

/** As MemoryAccess, but in relation to the base register. */
interface Shape {
  /** Bytes from the base. */
  readonly offset: bigint;
  readonly element: number;
  readonly count: number;
  readonly write: boolean;
}

const pcWord = wordOf('pc');

function signed(bits: number, width: number): number {
  return (bits << (32 - width)) >> (32 - width);
}

function general(state: State, register: number): bigint {
  return register === 31 ? 0n : (state.words[register] as bigint);
}

const isVector = (word: number): boolean => (word & (1 << 26)) !== 0;
/** The L bit, of all but the loads and stores of one register. */
const isStore = (word: number): boolean => (word & (1 << 22)) === 0;

/** C4.1.4 "Load register (literal)". PRFM accesses nothing. */
function literal(word: number): Shape | undefined {
  const opc = word >>> 30;
  if (opc === 3) return undefined;
  const offset = BigInt(signed(word >>> 5, 19) * 4);
  const element = isVector(word) ? 4 << opc : opc === 1 ? 8 : 4;
  return { offset, element, count: 1, write: false };
}

/** C4.1.4 "Load/store register pair", and the no-allocate ones. */
function pair(word: number): Shape | undefined {
  const opc = word >>> 30;
  if (opc === 3 || (opc === 1 && !isVector(word) && isStore(word))) return undefined;
  const element = isVector(word) ? 4 << opc : opc === 2 ? 8 : 4;
  const postIndex = ((word >>> 23) & 0b11) === 0b01;
  const offset = postIndex ? 0n : BigInt(signed(word >>> 15, 7) * element);
  return { offset, element, count: 2, write: isStore(word) };
}

/** C6.2 "LDR (register)", ExtendReg: option 010 UXTW, 011 LSL, 110 SXTW, 111 SXTX. */
function extended(word: number, state: State, shift: number): bigint | undefined {
  const option = (word >>> 13) & 0b111;
  if ((option & 0b010) === 0) return undefined;
  const value = general(state, (word >>> 16) & 0x1f);
  const narrow = option === 0b110 ? BigInt.asIntN(32, value) : BigInt.asUintN(32, value);
  const amount = (word & (1 << 12)) === 0 ? 0n : BigInt(shift);
  return ((option & 1) === 1 ? value : narrow) << amount;
}

/** C4.1.4 "Load/store register": unscaled, post-index, unprivileged, pre-index, register offset, unsigned offset. */
function single(word: number, state: State): Shape | undefined {
  const size = word >>> 30;
  const opc = (word >>> 22) & 0b11;
  const vector = isVector(word);
  const shift = vector ? ((opc & 0b10) << 1) | size : size;
  const prefetch = !vector && size === 3 && opc >= 2;
  if (shift > 4 || prefetch || (!vector && size === 2 && opc === 3)) return undefined;
  const rest = { element: 1 << shift, count: 1, write: vector ? (opc & 1) === 0 : opc === 0 };
  if ((word & (1 << 24)) !== 0) {
    return { ...rest, offset: BigInt(((word >>> 10) & 0xfff) << shift) };
  }
  const mode = (word >>> 10) & 0b11;
  if ((word & (1 << 21)) === 0) {
    const offset = mode === 0b01 ? 0n : BigInt(signed(word >>> 12, 9));
    return { ...rest, offset };
  }
  // The other modes are of Armv8.1 and later: atomics and pointer authentication.
  const offset = mode === 0b10 ? extended(word, state, shift) : undefined;
  return offset === undefined ? undefined : { ...rest, offset };
}

/** C4.1.4 "Load/store exclusive", acquire and release. CAS and CASP are of Armv8.1. */
function exclusive(word: number): Shape | undefined {
  const size = word >>> 30;
  const ordered = (word & (1 << 23)) !== 0;
  const two = (word & (1 << 21)) !== 0;
  if (two && (ordered || size < 2)) return undefined;
  return { offset: 0n, element: 1 << size, count: two ? 2 : 1, write: isStore(word) };
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
  const rest = { offset: 0n, write: isStore(word) };
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

function shapeOf(word: number, state: State): Shape | undefined {
  if ((word & 0x3f000000) === 0x08000000) return exclusive(word);
  if ((word & 0xbe000000) === 0x0c000000) return structures(word);
  if (isLiteral(word)) return literal(word);
  if ((word & 0x3a000000) === 0x28000000) return pair(word);
  return (word & 0x3a000000) === 0x38000000 ? single(word, state) : undefined;
}

/**
 * What the Armv8.0 load or store at PC would touch, from the state before it (Arm ARM, C4.1.4 "Loads and stores");
 * undefined for any other instruction, and for a prefetch.
 */
export function memoryAccess(word: number, state: State): MemoryAccess | undefined {
  const shape = shapeOf(word, state);
  if (shape === undefined) return undefined;
  const { offset, element, count, write } = shape;
  const rn = (word >>> 5) & 0x1f;
  const register = rn === 31 ? currentSp(state) : general(state, rn);
  const base = isLiteral(word) ? (state.words[pcWord] as bigint) : register;
  return { address: BigInt.asUintN(64, base + offset), size: element * count, element, write };
}
