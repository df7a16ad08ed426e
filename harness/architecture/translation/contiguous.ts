import type { Failed } from './result.ts';
import { refused } from './result.ts';
import type { WalkPort } from './walk-port.ts';

const contiguous = 1n << 52n;

/** The smallest input size in which 16 entries of a level fit (Arm ARM, D8.7.1). */
const leastInput: readonly number[] = [Infinity, 34, 25, 16];

const entries = 16n;
const descriptorBytes = 8n;
/** All that entries of a run have in common: neither AF nor what is ignored, bits 51 and 58:55. */
const common = BigInt.asUintN(64, ~((1n << 10n) | (1n << 51n) | (0xfn << 55n)));

/** A block or page descriptor. */
interface Entry {
  readonly descriptor: bigint;
  readonly level: number;
  /** Its address, as the tables have it. */
  readonly at: bigint;
  /** Address bits that it spans. */
  readonly spanBits: number;
}

/**
 * Why the entry is none of a run of 16, which its contiguous bit says: a TLB may then have any of them for another. Undefined
 * where it is one, and without the bit.
 */
export function contiguousRefusal(
  { descriptor, level, at, spanBits }: Entry,
  inputSize: number,
  read: WalkPort['read'],
): Failed | undefined {
  if ((descriptor & contiguous) === 0n) {
    return undefined;
  }
  const control = `the descriptor at 0x${at.toString(16)}`;
  if (inputSize < (leastInput[level] as number)) {
    return refused(
      control,
      'its contiguous bit spans more than the input addresses, which is IMPLEMENTATION DEFINED',
    );
  }
  const first = at - (at % (entries * descriptorBytes));
  const span = BigInt(spanBits);
  const base = descriptor & ~((entries - 1n) << span);
  for (let index = 0n; index < entries; index += 1n) {
    const entry = read(first + index * descriptorBytes, level);
    if (typeof entry !== 'bigint') {
      return entry;
    }
    if (((entry ^ (base | (index << span))) & common) !== 0n) {
      return refused(
        control,
        `its contiguous bit makes it one of 16, and entry ${index} of them does not go on as it does, which is CONSTRAINED UNPREDICTABLE`,
      );
    }
  }
  return undefined;
}
