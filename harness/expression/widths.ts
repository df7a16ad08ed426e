import type { Operator } from './operator.ts';

interface Sized {
  readonly width: number;
}

const truthWidth = 1;
const crcWidth = 32;

/** What is wrong with the widths of an operation's operands, in bits; undefined where nothing is. */
function mistakeOf(
  operator: Operator,
  operands: readonly Sized[],
  width: number,
  parameter: number,
): string | undefined {
  const [first = 0, second = 0, third = 0] = operands.map((operand) => operand.width);
  switch (operator) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'udiv':
    case 'sdiv':
    case 'and':
    case 'or':
    case 'xor':
    case 'shl':
    case 'lshr':
    case 'ashr':
    case 'ror':
      return first === second && first === width ? undefined : `of ${first} and ${second} bits`;
    case 'not':
    case 'neg':
    case 'clz':
    case 'rbit':
      return first === width ? undefined : `of ${first} bits`;
    case 'eq':
    case 'ult':
    case 'slt':
      return first === second && width === truthWidth
        ? undefined
        : `of ${first} and ${second} bits`;
    case 'ite':
      return first === truthWidth && second === third && second === width
        ? undefined
        : `of ${first}, ${second} and ${third} bits`;
    case 'extract':
      return parameter >= 0 && width >= 1 && parameter + width <= first
        ? undefined
        : `of ${width} bits from ${parameter} of ${first}`;
    case 'concat':
      return first + second === width ? undefined : `of ${first} and ${second} bits`;
    case 'zero-extend':
    case 'sign-extend':
      return first <= width ? undefined : `of ${first} bits`;
    case 'crc32':
      return first === crcWidth && width === crcWidth ? undefined : `of ${first} bits`;
  }
}

const operandCounts: Readonly<Partial<Record<Operator, number>>> = {
  not: 1,
  neg: 1,
  clz: 1,
  rbit: 1,
  extract: 1,
  'zero-extend': 1,
  'sign-extend': 1,
  ite: 3,
};

const usualCount = 2;

/** Throws a RangeError when an operation's operands or its width are none that the operator has. Widths in bits. */
export function requireWidths(
  operator: Operator,
  operands: readonly Sized[],
  width: number,
  parameter: number,
): void {
  const count = operandCounts[operator] ?? usualCount;
  if (operands.length !== count) {
    throw new RangeError(`${operator} of ${operands.length} operands, not ${count}`);
  }
  const mistake = mistakeOf(operator, operands, width, parameter);
  if (mistake !== undefined) {
    throw new RangeError(`${operator} ${mistake} to ${width}`);
  }
}
