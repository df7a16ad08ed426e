import { expect, test } from '@jest/globals';
import { printExpected } from '../abi/expression-print.ts';
import type { Expression } from '../expression/expression.ts';
import {
  binary,
  compare,
  constant,
  extend,
  extract,
  input,
  ite,
  opaque,
  unary,
} from '../expression/expression.ts';
import type { Source } from '../flow/source.ts';
import { abiValue } from './abi-value.ts';

type Value = Expression<Source>;

const x = (number: number): Value =>
  input({ kind: 'register', register: `x${number}` as 'x0' }, 64);
const low = (value: Value, width: number): Value => extract(value, 0, width);
const wide = (value: Value): Value => extend('zero-extend', value, 64);
const concat = (high: Value, below: Value): Value => ({
  kind: 'operation',
  operator: 'concat',
  operands: [high, below],
  width: high.width + below.width,
  parameter: 0,
});
const left = input<Source>({ kind: 'left', register: 'x0', order: 0 }, 64);
const byte = input<Source>({ kind: 'memory', address: 0x4000_0000n }, 8);

const symbolAt = (address: bigint): string | undefined =>
  address === 0x4010_0000n ? 'vectors' : undefined;

test.each<[string, Value, string | undefined]>([
  ['a register', x(5), 'x5'],
  ['a number', constant(0x1_0001, 64), '0x10001'],
  ['an address of the image', constant(0x4010_0000, 64), 'phys(vectors)'],
  ['a number of 32 bits is none', constant(0x4010_0000, 32), '0x40100000'],
  [
    '64-bit arithmetic',
    binary('add', x(0), binary('shl', x(1), constant(3, 64))),
    'x0 + (x1 << 0x3)',
  ],
  [
    '32-bit arithmetic wraps',
    wide(binary('sub', low(x(0), 32), low(x(1), 32))),
    '(x0[31:0] - x1[31:0])[31:0]',
  ],
  [
    '32-bit logic does not',
    wide(binary('xor', low(x(0), 32), low(x(1), 32))),
    'x0[31:0] ^ x1[31:0]',
  ],
  ['a complement of 8 bits', wide(unary('not', low(x(0), 8))), '(~x0[7:0])[7:0]'],
  [
    'bits that stay in their place',
    concat(extract(x(0), 11, 53), constant(0, 11)),
    'x0 & 0xfffffffffffff800',
  ],
  ['bits that move', concat(low(x(0), 32), low(x(1), 32)), 'x0[31:0] << 0x20 | x1[31:0]'],
  ['memory has no notation', wide(byte), undefined],
  ['nor has what a function leaves', binary('add', left, x(0)), undefined],
  ['nor a choice', ite(compare('eq', x(0), x(1)), x(2), x(3)), undefined],
  ['nor a shift by a register', binary('shl', x(0), x(1)), undefined],
  ['nor what nothing follows', opaque('fadd', [x(0)], 64), undefined],
])('%s', (_, value, text) => {
  const found = abiValue(value, symbolAt);
  expect(found && printExpected(found)).toBe(text);
});
