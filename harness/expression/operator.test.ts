import { describe, expect, test } from '@jest/globals';
import { evaluate, substitute } from './evaluate.ts';
import type { Expression } from './expression.ts';
import {
  binary,
  compare,
  concat,
  constant,
  crc32,
  extend,
  extract,
  input,
  isExact,
  ite,
  opaque,
  unary,
} from './expression.ts';

const n = (value: bigint | number, width = 8): Expression<string> => constant(value, width);
const noInput = (): never => {
  throw new Error('there are no inputs');
};

// Worked out by hand; CRC-32 of "a" and CRC-32C of 0x00 are published check values.
test.each<[string, Expression<string>, bigint]>([
  ['add wraps', binary('add', n(0xff), n(2)), 1n],
  ['sub wraps', binary('sub', n(1), n(2)), 0xffn],
  ['mul wraps', binary('mul', n(0x10), n(0x11)), 0x10n],
  ['udiv', binary('udiv', n(0xf0), n(0x10)), 0xfn],
  ['udiv by zero', binary('udiv', n(0xf0), n(0)), 0n],
  ['sdiv rounds to zero', binary('sdiv', n(0xf9), n(2)), 0xfdn],
  ['sdiv of the smallest by -1', binary('sdiv', n(0x80), n(0xff)), 0x80n],
  ['sdiv by zero', binary('sdiv', n(0x80), n(0)), 0n],
  ['and', binary('and', n(0x3c), n(0x0f)), 0x0cn],
  ['or', binary('or', n(0x30), n(0x0f)), 0x3fn],
  ['xor', binary('xor', n(0x3c), n(0x0f)), 0x33n],
  ['not', unary('not', n(0x0f)), 0xf0n],
  ['neg', unary('neg', n(1)), 0xffn],
  ['shl', binary('shl', n(0x81), n(1)), 2n],
  ['shl by the width', binary('shl', n(0x81), n(8)), 0n],
  ['lshr', binary('lshr', n(0x81), n(1)), 0x40n],
  ['lshr by the width', binary('lshr', n(0x81), n(8)), 0n],
  ['ashr', binary('ashr', n(0x81), n(1)), 0xc0n],
  ['ashr by the width', binary('ashr', n(0x81), n(200)), 0xffn],
  ['ror', binary('ror', n(0x81), n(1)), 0xc0n],
  ['ror by the width', binary('ror', n(0x81), n(8)), 0x81n],
  ['eq', compare('eq', n(3), n(3)), 1n],
  ['ult', compare('ult', n(0x7f), n(0x80)), 1n],
  ['slt', compare('slt', n(0x7f), n(0x80)), 0n],
  ['ite yes', ite(n(1, 1), n(2), n(3)), 2n],
  ['ite no', ite(n(0, 1), n(2), n(3)), 3n],
  ['extract', extract(n(0xa5), 4, 4), 0xan],
  ['concat', concat(n(0xa), n(0x5)), 0xa05n],
  ['zero-extend', extend('zero-extend', n(0x80), 16), 0x80n],
  ['sign-extend', extend('sign-extend', n(0x80), 16), 0xff80n],
  ['clz', unary('clz', n(0x10)), 3n],
  ['clz of zero', unary('clz', n(0)), 8n],
  ['rbit', unary('rbit', n(0x01)), 0x80n],
  ['crc32', unary('not', crc32(n(0xffff_ffff, 32), n(0x61), 0xedb8_8320)), 0xe8b7_be43n],
  ['crc32c', unary('not', crc32(n(0xffff_ffff, 32), n(0), 0x82f6_3b78)), 0x527d_5351n],
])('%s', (_, expression, value) => {
  expect(evaluate(expression, noInput)).toBe(value);
});

describe('widths', () => {
  test.each<[string, () => unknown]>([
    ['operands that differ', () => binary('add', n(1, 8), n(1, 16))],
    ['arms that differ', () => ite(n(1, 1), n(1, 8), n(1, 16))],
    ['a condition of two bits', () => ite(n(1, 2), n(1), n(1))],
    ['more bits than there are', () => extract(n(1), 4, 5)],
    ['an extension to less', () => extend('zero-extend', n(1, 16), 8)],
  ])('%s are refused', (_, build) => {
    expect(build).toThrow(RangeError);
  });
});

test('an input has its low bits', () => {
  expect(evaluate(input('x0', 32), () => 0x1_2345_6789n)).toBe(0x2345_6789n);
});

test('what is opaque has no value', () => {
  const sum = opaque('FADD', [input('v0', 64)], 64);
  expect(isExact(binary('add', sum, n(1, 64)))).toBe(false);
  expect(() => evaluate(sum, () => 0n)).toThrow(RangeError);
});

test('inputs are replaced by expressions', () => {
  const sum = binary('add', input('x0', 64), input('x1', 64));
  const replaced = substitute(sum, (name, width) => constant(name === 'x0' ? 3 : 4, width));
  expect(evaluate(replaced, noInput)).toBe(7n);
});
