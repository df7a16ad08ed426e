import type { Operation } from '../expression.ts';

/** Bits that have one value for all inputs: masks of those that are 0 and of those that are 1. */
export interface KnownBits {
  readonly zeros: bigint;
  readonly ones: bigint;
}

export const nothingKnown: KnownBits = { zeros: 0n, ones: 0n };

const maskOf = (width: number): bigint => (1n << BigInt(width)) - 1n;

export function knownOfConstant(value: bigint, width: number): KnownBits {
  return { zeros: maskOf(width) & ~value, ones: value };
}

/** The greatest value that the bits allow, unsigned. */
export const greatest = ({ zeros }: KnownBits, width: number): bigint => maskOf(width) & ~zeros;

/**
 * Of the sum of two values and a carry: a bit is known where both bits and the carry into them are. The least and the
 * greatest sum differ in each carry that is not known.
 */
function knownOfSum(a: KnownBits, b: KnownBits, carry: bigint, width: number): KnownBits {
  const mask = maskOf(width);
  const most = greatest(a, width) + greatest(b, width) + carry;
  const least = a.ones + b.ones + carry;
  const carryIsZero = ~(most ^ a.zeros ^ b.zeros);
  const carryIsOne = least ^ a.ones ^ b.ones;
  const known = mask & (a.zeros | a.ones) & (b.zeros | b.ones) & (carryIsZero | carryIsOne);
  return { zeros: known & ~most, ones: known & least };
}

const turned = ({ zeros, ones }: KnownBits): KnownBits => ({ zeros: ones, ones: zeros });

/** The number of low bits known to be 0. */
function trailingZeros({ zeros }: KnownBits, width: number): number {
  let count = 0;
  while (count < width && ((zeros >> BigInt(count)) & 1n) === 1n) {
    count += 1;
  }
  return count;
}

/** What is known of an operation, from what is known of its operands. */
export function knownOfOperation<Name>(
  { operator, operands, width, parameter }: Operation<Name>,
  known: readonly KnownBits[],
): KnownBits {
  const [a = nothingKnown, b = nothingKnown, c = nothingKnown] = known;
  const mask = maskOf(width);
  const inner = operands[0]?.width ?? width;
  switch (operator) {
    case 'and':
      return { zeros: a.zeros | b.zeros, ones: a.ones & b.ones };
    case 'or':
      return { zeros: a.zeros & b.zeros, ones: a.ones | b.ones };
    case 'xor':
      return {
        zeros: (a.zeros & b.zeros) | (a.ones & b.ones),
        ones: (a.zeros & b.ones) | (a.ones & b.zeros),
      };
    case 'not':
      return turned(a);
    case 'add':
      return knownOfSum(a, b, 0n, width);
    case 'sub':
      return knownOfSum(a, turned(b), 1n, width);
    case 'neg':
      return knownOfSum(knownOfConstant(0n, width), turned(a), 1n, width);
    case 'mul': {
      const zeros = Math.min(trailingZeros(a, width) + trailingZeros(b, width), width);
      return { zeros: maskOf(zeros), ones: 0n };
    }
    case 'ite':
      return { zeros: b.zeros & c.zeros, ones: b.ones & c.ones };
    case 'extract': {
      const low = BigInt(parameter);
      return { zeros: mask & (a.zeros >> low), ones: mask & (a.ones >> low) };
    }
    case 'concat': {
      const low = BigInt(operands[1]?.width ?? 0);
      return { zeros: (a.zeros << low) | b.zeros, ones: (a.ones << low) | b.ones };
    }
    case 'zero-extend':
      return { zeros: a.zeros | (mask & ~maskOf(inner)), ones: a.ones };
    case 'sign-extend': {
      const sign = BigInt(inner - 1);
      const top = mask & ~maskOf(inner);
      return {
        zeros: ((a.zeros >> sign) & 1n) === 1n ? a.zeros | top : a.zeros,
        ones: ((a.ones >> sign) & 1n) === 1n ? a.ones | top : a.ones,
      };
    }
    case 'clz': {
      // The result is at most the width.
      const bits = BigInt(width.toString(2).length);
      return { zeros: mask & ~((1n << bits) - 1n), ones: 0n };
    }
    case 'udiv':
    case 'sdiv':
    case 'shl':
    case 'lshr':
    case 'ashr':
    case 'ror':
    case 'rbit':
    case 'crc32':
    case 'eq':
    case 'ult':
    case 'slt':
      return nothingKnown;
  }
}
