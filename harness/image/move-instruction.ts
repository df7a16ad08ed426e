import { applyRelocation } from '../assembler/relocation.ts';
import { flowOf } from './flow.ts';

/** Where an instruction stands, and the range of code that is moved together with it. Physical addresses. */
interface Origin {
  readonly address: bigint;
  readonly start: bigint;
  readonly end: bigint;
}

/** R_AARCH64_* by the class of instructions that has the field. */
const fields = [
  { mask: 0x7c000000, value: 0x14000000, type: 282 },
  { mask: 0xff000000, value: 0x54000000, type: 280 },
  { mask: 0x7e000000, value: 0x34000000, type: 280 },
  { mask: 0x7e000000, value: 0x36000000, type: 279 },
];

const adrpType = 275;

/**
 * An instruction that does at `address` what it did at its origin: direct branches that leave the moved code and ADRP keep their
 * targets. What refers to a near literal cannot be moved (arch/arm64/kernel/alternative.c, get_alt_insn).
 *
 * @returns the word, or why it cannot be moved
 */
export function moveInstruction(word: number, origin: Origin, address: bigint): number | string {
  const literal =
    (word & 0x3b000000) >>> 0 === 0x18000000 || (word & 0x9f000000) >>> 0 === 0x10000000;
  if (literal) {
    return 'an instruction that uses a literal cannot be moved';
  }
  if ((word & 0x9f000000) >>> 0 === 0x90000000) {
    return encode(adrpType, word, address, (origin.address & ~0xfffn) + BigInt(adrpDistance(word)));
  }
  const { target } = flowOf(word);
  const field = fields.find(({ mask, value }) => (word & mask) >>> 0 === value);
  if (target === undefined || field === undefined) {
    return word;
  }
  const absolute = origin.address + BigInt(target);
  if (absolute >= origin.start && absolute <= origin.end) {
    return word;
  }
  return encode(field.type, word, address, absolute);
}

/** Bytes, of pages; immlo 30:29, immhi 23:5. */
function adrpDistance(word: number): number {
  return (((word << 8) >> 13) * 4 + ((word >>> 29) & 3)) * 4096;
}

function encode(type: number, word: number, address: bigint, target: bigint): number | string {
  const applied = applyRelocation(type, BigInt(word >>> 0), address, target);
  return 'error' in applied ? applied.error : Number(applied.word);
}
