import type { Chooser } from './choose.ts';
import { layout } from './layout.ts';

/** Addresses where nothing answers, below and above each size of physical addresses. */
export const elsewhere: readonly bigint[] = [
  0x7000_0000n,
  0x7_0000_0000n,
  0x20_0000_0000n,
  0x100_0000_0000n,
  0x300_0000_0000n,
  0x800_0000_0000n,
  0x1000_0000_0000n,
  0x8000_0000_0000n,
];

/** MAIR_ELx: attribute 0 is Normal memory, for code. */
export function randomMair(choose: Chooser): bigint {
  const bytes = [0xff, 0x44, 0xbb, 0x00, 0x04, 0x0c, 0xee, 0x4f, 0xf4, 0x88];
  let mair = 0xffn;
  for (let index = 1; index < 8; index += 1) {
    const byte = choose.chance(2) ? choose.of([0x01, 0x40, 0xf0]) : choose.of(bytes);
    mair |= BigInt(byte) << BigInt(index * 8);
  }
  return mair;
}

const accessFlag = 1n << 10n;
/** What nothing acts on: NS, nG, bits 16, 50, 51 and those of software. */
const idle = [5, 11, 16, 50, 51, 55, 56, 57, 58, 59, 63] as const;

/** Attributes of a stage 1 leaf that is a code page: read-only everywhere, executable everywhere. */
export const codeAttributes = accessFlag | (0b11n << 6n) | (3n << 8n);

/** Those of one that is accessed. */
export function stage1Attributes(choose: Chooser): bigint {
  const index = choose.chance(60) ? 0n : choose.bits(3);
  return (
    accessFlag |
    (index << 2n) |
    (choose.bits(2) << 6n) |
    (choose.bits(2) << 8n) |
    choose.some([53, 54], 30) |
    choose.some(idle, 10) |
    choose.some([52], 3)
  );
}

/** APTable, XNTable and PXNTable, and what is ignored. */
export const tableAttributes = (choose: Chooser): bigint =>
  choose.some([59, 60, 61, 62], 12) | choose.some([2, 7, 10, 51, 54, 58, 63], 10);

/** Of stage 2, a leaf that everything may use. */
export const openStage2 = accessFlag | (0b11n << 6n) | (0b1111n << 2n) | (3n << 8n);

export function stage2Attributes(choose: Chooser): bigint {
  if (choose.chance(40)) {
    return openStage2;
  }
  const memory = choose.chance(99)
    ? choose.of([0b1111n, 0b0101n, 0b1010n, 0b0000n, 0b0001n, 0b0011n, 0b0111n])
    : choose.of([0b0100n, 0b1000n, 0b1100n]);
  return (
    accessFlag |
    (memory << 2n) |
    ((choose.chance(50) ? 0b11n : choose.bits(2)) << 6n) |
    (choose.bits(2) << 8n) |
    choose.some([54], 20) |
    choose.some(idle, 10) |
    choose.some([52], 3)
  );
}

/**
 * What a leaf of a level maps to: where the address below it, which `inputBits` makes, is in `targets`; or, seldom, where
 * nothing answers.
 */
export function physicalOutput(choose: Chooser, level: number): bigint {
  if (choose.chance(6)) {
    return choose.of(elsewhere.slice(0, 6)) & ~((1n << BigInt(39 - 9 * level)) - 1n);
  }
  switch (level) {
    case 1:
      return 0x4000_0000n;
    case 2:
      return layout.targets + (choose.bits(1) << 21n);
    default:
      return layout.targets + (choose.bits(10) << 12n);
  }
}

/** Address bits 29:12 with which blocks of every level lead to `targets`. */
export const inputBits = (choose: Chooser): bigint =>
  (layout.targets & 0x3fe0_0000n) | (choose.bits(10) << 12n);

const spanOf = (level: number): bigint => 1n << BigInt(39 - 9 * level);

/** One mistake in a descriptor. `level` of it. */
export function mutated(choose: Chooser, descriptor: bigint, level: number): bigint {
  switch (choose.number(8)) {
    case 0:
      return descriptor & ~1n;
    case 1:
      return descriptor ^ 0b10n;
    case 2:
    case 3:
      return descriptor & ~accessFlag;
    case 4:
      return descriptor | (1n << BigInt(choose.between(32, 47)));
    case 5: {
      const address = choose.of(elsewhere) & ~(spanOf(Math.max(level, 1)) - 1n);
      return (descriptor & ~0xffff_ffff_f000n) | address;
    }
    case 6:
      return descriptor ^ (1n << BigInt(choose.between(2, 11)));
    default:
      return descriptor ^ (1n << BigInt(choose.between(52, 62)));
  }
}
