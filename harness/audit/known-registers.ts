import { instructionWord } from '../architecture/a64/word.ts';
import { decodeInstruction } from '../architecture/instruction.ts';
import type { ImageLookup } from '../image/lookup.ts';

/** General registers x0 to x30 whose values are known, by number. */
export type KnownRegisters = Map<number, bigint>;

const mask64 = (1n << 64n) - 1n;

/**
 * What the instruction in a word does to the registers that are known: constants are followed through MOVZ, MOVN, MOVK, MOV, ADD
 * and SUB (immediate) and literal loads; every other register that it may write is forgotten, all of them after a call.
 */
export function follow(
  known: KnownRegisters,
  word: number,
  address: bigint,
  lookup: ImageLookup,
): void {
  const rd = word & 31;
  const value = resultOf(known, word, address, lookup);
  for (const register of writtenRegisters(word)) {
    known.delete(register);
  }
  if (value !== undefined && rd !== 31) {
    known.set(rd, value);
  }
}

/** The value that the instruction writes to the register in bits 4:0, where it is a constant. */
function resultOf(
  known: KnownRegisters,
  word: number,
  address: bigint,
  lookup: ImageLookup,
): bigint | undefined {
  const wide = word >>> 31 === 1;
  const value = wideResult(known, word, address, lookup);
  return value === undefined
    ? undefined
    : wide || isLiteralLoad(word)
      ? value & mask64
      : value & 0xffff_ffffn;
}

function wideResult(
  known: KnownRegisters,
  word: number,
  address: bigint,
  lookup: ImageLookup,
): bigint | undefined {
  const source = (number: number): bigint | undefined => (number === 31 ? 0n : known.get(number));
  // Move wide: opc 30:29, hw 22:21, imm16 20:5 (Arm ARM C4.1.65).
  if ((word & 0x1f800000) === 0x12800000) {
    const shift = BigInt(((word >>> 21) & 3) * 16);
    const field = BigInt((word >>> 5) & 0xffff) << shift;
    const opc = (word >>> 29) & 3;
    if (opc === 0) {
      return ~field;
    }
    if (opc === 2) {
      return field;
    }
    const before = known.get(word & 31);
    return opc === 3 && before !== undefined ? (before & ~(0xffffn << shift)) | field : undefined;
  }
  // ORR (shifted register) of the zero register with no shift: MOV.
  if ((word & 0x7fe0ffe0) === 0x2a0003e0) {
    return source((word >>> 16) & 31);
  }
  // ORR (immediate) of the zero register: MOV of a bitmask.
  if ((word & 0x7f8003e0) === 0x320003e0) {
    return bitmask(word);
  }
  // ADD and SUB (immediate) without flags; register 31 is SP.
  if ((word & 0x3f800000) === 0x11000000 && ((word >>> 5) & 31) !== 31) {
    const before = known.get((word >>> 5) & 31);
    const amount = BigInt((word >>> 10) & 0xfff) << ((word & 0x400000) === 0 ? 0n : 12n);
    if (before === undefined) {
      return undefined;
    }
    return (word & 0x40000000) === 0 ? before + amount : before - amount;
  }
  return isLiteralLoad(word) ? literal(word, address, lookup) : undefined;
}

/** LDR (literal) of a general register: opc 31:30 is 0 or 1. */
function isLiteralLoad(word: number): boolean {
  return (word & 0xbf000000) === 0x18000000;
}

function literal(word: number, address: bigint, lookup: ImageLookup): bigint | undefined {
  const offset = ((word << 8) >> 13) * 4;
  const size = (word & 0x40000000) === 0 ? 4 : 8;
  const bytes = lookup.bytesAt(address + BigInt(offset), size);
  if (bytes === undefined) {
    return undefined;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, size);
  return size === 8 ? view.getBigUint64(0, true) : BigInt(view.getUint32(0, true));
}

/** The immediate of a logical instruction (Arm ARM, DecodeBitMasks): N 22, immr 21:16, imms 15:10. */
function bitmask(word: number): bigint | undefined {
  const n = (word >>> 22) & 1;
  const rotation = (word >>> 16) & 63;
  const length = (word >>> 10) & 63;
  const combined = (n << 6) | (~length & 63);
  if (combined === 0) {
    return undefined;
  }
  const size = 1 << (31 - Math.clz32(combined));
  const ones = BigInt(length & (size - 1)) + 1n;
  const turn = BigInt(rotation & (size - 1));
  const width = BigInt(size);
  if (size === 1 || ones === width) {
    return undefined;
  }
  const run = (1n << ones) - 1n;
  const element = ((run >> turn) | (run << (width - turn))) & ((1n << width) - 1n);
  let value = 0n;
  for (let at = 0n; at < 64n; at += width) {
    value |= element << at;
  }
  return value;
}

/** General registers that an instruction may write; more than it does rather than fewer. */
function writtenRegisters(word: number): Iterable<number> {
  const rd = word & 31;
  const rn = (word >>> 5) & 31;
  const instruction = decodeInstruction(instructionWord(word));
  switch (instruction.kind) {
    case 'branch':
      return instruction.link ? all : none;
    case 'branch-register':
    case 'svc':
    case 'hvc':
    case 'smc':
      return all;
    case 'mrs':
    case 'sysl':
      return [instruction.rt];
    case 'load-store':
      // Rt, the base with write-back, Rt2 of a pair, the status of an exclusive store or what an atomic one reads.
      return [rd, rn, (word >>> 10) & 31, (word >>> 16) & 31];
    case 'fp':
      return [rd, rn];
    case 'other':
      // Data processing writes Rd; PAuth's hints write x16, x17 and x30; anything else may do anything.
      if ((word & 0x1c000000) === 0x10000000 || (word & 0x0e000000) === 0x0a000000) {
        return [rd];
      }
      return (word & 0xfffff01f) >>> 0 === 0xd503201f ? [16, 17, 30] : all;
    default:
      return none;
  }
}

const all: readonly number[] = Array.from({ length: 31 }, (_, number) => number);
const none: readonly number[] = [];
