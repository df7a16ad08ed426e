import type { Operation } from '../expression/expression.ts';
import { calculate } from '../expression/operator.ts';

/** What is known of a value: bounds, both included, and bits that are 0 and that are 1. Unsigned. */
export interface Range {
  readonly width: number;
  readonly low: bigint;
  readonly high: bigint;
  readonly zeros: bigint;
  readonly ones: bigint;
}

export const allOnes = (width: number): bigint => (1n << BigInt(width)) - 1n;

export function exactly(value: bigint, width: number): Range {
  return { width, low: value, high: value, zeros: allOnes(width) & ~value, ones: value };
}

export function anything(width: number): Range {
  return { width, low: 0n, high: allOnes(width), zeros: 0n, ones: 0n };
}

/** The value where it is known. */
export function onlyValue({ low, high }: Range): bigint | undefined {
  return low === high ? low : undefined;
}

export function ofBits(width: number, zeros: bigint, ones: bigint): Range {
  return { width, low: ones, high: allOnes(width) & ~zeros, zeros, ones };
}

/** Bits that all values between two bounds share: those above the highest in which the bounds differ. */
function ofBounds(width: number, low: bigint, high: bigint): Range {
  const differing = low ^ high;
  const open = differing === 0n ? 0n : allOnes(differing.toString(2).length);
  const shared = allOnes(width) & ~open;
  return { width, low, high, zeros: shared & ~low, ones: shared & low };
}

/** What two true statements say together. */
function both(a: Range, b: Range): Range {
  const zeros = a.zeros | b.zeros;
  const ones = a.ones | b.ones;
  const fewest = ofBits(a.width, zeros, ones);
  const low = [a.low, b.low, fewest.low].reduce((x, y) => (x > y ? x : y));
  const high = [a.high, b.high, fewest.high].reduce((x, y) => (x < y ? x : y));
  const bounded = ofBounds(a.width, low, high);
  return { width: a.width, low, high, zeros: zeros | bounded.zeros, ones: ones | bounded.ones };
}

/** Either of two. */
function either(a: Range, b: Range): Range {
  return {
    width: a.width,
    low: a.low < b.low ? a.low : b.low,
    high: a.high > b.high ? a.high : b.high,
    zeros: a.zeros & b.zeros,
    ones: a.ones & b.ones,
  };
}

/** Bounds that may lie outside of the width: they are moved into it where both are moved alike. */
function wrapped(width: number, low: bigint, high: bigint): Range {
  const size = BigInt(width);
  // An arithmetic shift divides and rounds down.
  return low >> size === high >> size
    ? ofBounds(width, BigInt.asUintN(width, low), BigInt.asUintN(width, high))
    : anything(width);
}

/** Bits below the lowest that is not known of either operand: those of a sum or a product are known as well. */
function lowBits(width: number, a: Range, b: Range, value: bigint): Range {
  const unknown = allOnes(width) & ~((a.zeros | a.ones) & (b.zeros | b.ones));
  const known = unknown === 0n ? allOnes(width) : (unknown & -unknown) - 1n;
  return ofBits(width, known & ~value, known & value);
}

function truth(value: boolean | undefined): Range {
  return value === undefined ? anything(1) : exactly(value ? 1n : 0n, 1);
}

function isEqual(a: Range, b: Range): boolean | undefined {
  const differ =
    a.high < b.low || b.high < a.low || (a.zeros & b.ones) !== 0n || (a.ones & b.zeros) !== 0n;
  if (differ) {
    return false;
  }
  return a.low === a.high && b.low === b.high ? true : undefined;
}

function isBelow(a: Range, b: Range): boolean | undefined {
  if (a.high < b.low) {
    return true;
  }
  return a.low >= b.high ? false : undefined;
}

/** As unsigned numbers of the same order: with the sign turned. */
function inSignedOrder({ width, low, high, zeros, ones }: Range): Range {
  const sign = 1n << BigInt(width - 1);
  if (((zeros | ones) & sign) !== 0n) {
    return { width, low: low ^ sign, high: high ^ sign, zeros, ones };
  }
  // The least is negative, the greatest is not: their signs are turned.
  return { width, low: ones & ~sign, high: allOnes(width) & ~zeros, zeros, ones };
}

const isSignedBelow = (a: Range, b: Range): boolean | undefined =>
  isBelow(inSignedOrder(a), inSignedOrder(b));

function slice(of: Range, low: number, width: number): Range {
  const from = BigInt(low);
  const mask = allOnes(width);
  const bits = ofBits(width, mask & (of.zeros >> from), mask & (of.ones >> from));
  const bounds = wrapped(width, of.low >> from, of.high >> from);
  return both(bits, bounds);
}

function joined(high: Range, low: Range): Range {
  const by = BigInt(low.width);
  return {
    width: high.width + low.width,
    low: (high.low << by) | low.low,
    high: (high.high << by) | low.high,
    zeros: (high.zeros << by) | low.zeros,
    ones: (high.ones << by) | low.ones,
  };
}

function signExtended(of: Range, width: number): Range {
  const sign = 1n << BigInt(of.width - 1);
  const above = allOnes(width) & ~allOnes(of.width);
  if ((of.zeros & sign) !== 0n) {
    return { ...of, width, zeros: of.zeros | above };
  }
  if ((of.ones & sign) !== 0n) {
    const { low, high, zeros, ones } = of;
    return { width, low: low | above, high: high | above, zeros, ones: ones | above };
  }
  return ofBits(width, of.zeros, of.ones);
}

/** What is known of the result of an operation from what is known of its operands. All that there is, where those are known. */
export function rangeOfOperation<Name>(
  operation: Operation<Name>,
  ranges: readonly Range[],
): Range {
  const { operator, width, parameter, operands } = operation;
  if (ranges.every(({ low, high }) => low === high)) {
    const widths = operands.map((operand) => operand.width);
    const values = ranges.map(({ low }) => low);
    return exactly(calculate(operator, values, { width, widths, parameter }), width);
  }
  const [a = anything(width), b = anything(width), c = anything(width)] = ranges;
  switch (operator) {
    case 'add':
      return both(
        wrapped(width, a.low + b.low, a.high + b.high),
        lowBits(width, a, b, a.ones + b.ones),
      );
    case 'sub':
      return both(
        wrapped(width, a.low - b.high, a.high - b.low),
        lowBits(width, a, b, a.ones - b.ones),
      );
    case 'neg':
      return both(wrapped(width, -a.high, -a.low), lowBits(width, a, a, -a.ones));
    case 'mul':
      return both(
        wrapped(width, a.low * b.low, a.high * b.high),
        lowBits(width, a, b, a.ones * b.ones),
      );
    case 'udiv':
      return b.low === 0n ? anything(width) : ofBounds(width, a.low / b.high, a.high / b.low);
    case 'and':
      return ofBits(width, a.zeros | b.zeros, a.ones & b.ones);
    case 'or':
      return ofBits(width, a.zeros & b.zeros, a.ones | b.ones);
    case 'xor':
      return ofBits(
        width,
        (a.zeros & b.zeros) | (a.ones & b.ones),
        (a.zeros & b.ones) | (a.ones & b.zeros),
      );
    case 'not': {
      const mask = allOnes(width);
      return { width, low: mask & ~a.high, high: mask & ~a.low, zeros: a.ones, ones: a.zeros };
    }
    case 'eq':
      return truth(isEqual(a, b));
    case 'ult':
      return truth(isBelow(a, b));
    case 'slt':
      return truth(isSignedBelow(a, b));
    case 'ite': {
      const chosen = onlyValue(a);
      return chosen === undefined ? either(b, c) : chosen === 1n ? b : c;
    }
    case 'extract':
      return slice(a, parameter, width);
    case 'concat':
      return joined(a, b);
    case 'zero-extend':
      return { ...a, width, zeros: a.zeros | (allOnes(width) & ~allOnes(a.width)) };
    case 'sign-extend':
      return signExtended(a, width);
    case 'clz': {
      const leading = (value: bigint): bigint =>
        BigInt(width - (value === 0n ? 0 : value.toString(2).length));
      return ofBounds(width, leading(a.high), leading(a.low));
    }
    case 'shl':
    case 'lshr':
    case 'ashr':
    case 'ror':
    case 'sdiv':
    case 'rbit':
    case 'crc32':
      return anything(width);
  }
}
