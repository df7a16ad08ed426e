import { describe, expect, test } from '@jest/globals';
import { ExpressionBuilder } from '../builder.ts';
import type { Expression } from '../expression.ts';
import { printExpression } from '../print.ts';

type E = Expression<string>;

const b = new ExpressionBuilder<string>();
const [x0, x1, x2, sp] = ['x0', 'x1', 'x2', 'sp'].map((name) => b.input(name, 64)) as [E, E, E, E];
const [w0, w1] = [b.extract(x0, 0, 32), b.extract(x1, 0, 32)] as const;
const [p, q] = [b.input('p', 1), b.input('q', 1)] as const;

const n = (value: bigint | number, width = 64): E => b.constant(value, width);
const add = (left: E, right: E): E => b.binary('add', left, right);
const sub = (left: E, right: E): E => b.binary('sub', left, right);
const and = (left: E, right: E): E => b.binary('and', left, right);
const or = (left: E, right: E): E => b.binary('or', left, right);
const xor = (left: E, right: E): E => b.binary('xor', left, right);
const not = (operand: E): E => b.unary('not', operand);
const neg = (operand: E): E => b.unary('neg', operand);
const eq = (left: E, right: E): E => b.compare('eq', left, right);
const ult = (left: E, right: E): E => b.compare('ult', left, right);
const slt = (left: E, right: E): E => b.compare('slt', left, right);
const zext = (operand: E, width = 64): E => b.extend('zero-extend', operand, width);
const sext = (operand: E, width = 64): E => b.extend('sign-extend', operand, width);
const shift = (operator: 'shl' | 'lshr' | 'ashr' | 'ror', operand: E, amount: number): E =>
  b.binary(operator, operand, n(amount, operand.width));
/** The 65-bit sum of AddWithCarry. */
const wideSum = (left: E, right: E, carry: number): E =>
  add(add(zext(left, left.width + 1), zext(right, left.width + 1)), n(carry, left.width + 1));
const carryOf = (left: E, right: E, carry: number): E =>
  b.extract(wideSum(left, right, carry), left.width, 1);
/** As memory gives it: each byte by itself, the lowest first. */
const reloaded = (value: E): E =>
  Array.from({ length: value.width / 8 }, (_, index) => b.extract(value, index * 8, 8)).reduce(
    (low, high) => b.concat(high, low),
  );

const table: Readonly<Record<string, readonly (readonly [string, E])[]>> = {
  constants: [
    ['0x3', add(n(1), n(2))],
    ['0x0', xor(x0, x0)],
    ['0x0', sub(x0, x0)],
    ['x0', and(x0, x0)],
    ['x0', or(x0, x0)],
    ['x0', and(n(-1), x0)],
    ['0x0', and(n(0), x0)],
    ['x0', or(x0, n(0))],
    ['0xffffffffffffffff', or(x0, n(-1))],
    ['~x0', xor(x0, n(-1))],
    ['x0', add(x0, n(0))],
    ['0x0', and(x0, not(x0))],
    ['0xffffffffffffffff', or(not(x0), x0)],
    ['x0', b.binary('mul', x0, n(1))],
    ['x0 << 0x3', b.binary('mul', n(8), x0)],
    ['x0 * 0xf', b.binary('mul', b.binary('mul', x0, n(3)), n(5))],
    ['0x0', b.binary('udiv', x0, n(0))],
    ['x0[63:4]', b.binary('udiv', x0, n(16))],
    ['-x0', b.binary('sdiv', x0, n(-1))],
    ['x0', b.unary('rbit', b.unary('rbit', x0))],
  ],
  sums: [
    ['sp', add(sub(sp, n(16)), n(16))],
    ['sp - 0x10', sub(sp, n(16))],
    ['x0 + x1 + 0x5', add(add(x0, n(2)), add(n(3), x1))],
    ['x0 - x1 + 0x1', sub(add(x0, n(3)), add(x1, n(2)))],
    ['x1', add(sub(x1, x0), x0)],
    ['x1', sub(add(x0, x1), x0)],
    ['-x1', sub(x0, add(x1, x0))],
    ['x0 - x1', add(x0, neg(x1))],
    ['x0 + x1', sub(x0, neg(x1))],
    ['x0 - x1', add(add(x0, not(x1)), n(1))],
    ['x1 - x0', neg(sub(x0, x1))],
    ['0x5 - x0', sub(n(5), x0)],
    ['x0 + 0x1', neg(not(x0))],
    ['~x0', sub(neg(x0), n(1))],
    ['0x1 - x0', add(not(x0), n(2))],
    ['-x0', not(sub(x0, n(1)))],
    ['x0 << 0x1', add(x0, x0)],
    ['(sp & ~0xf) - 0x10', sub(and(sp, n(~0xfn)), n(16))],
    ['sp & ~0xf', add(sub(and(sp, n(~0xfn)), n(16)), n(16))],
    ['sp & ~0xf', sub(add(and(sp, n(~0xfn)), n(8)), n(8))],
    ['(sp & ~0xf) + 0x18', add(add(and(sp, n(~0xfn)), n(8)), n(16))],
    ['p ^ q', add(p, q)],
  ],
  bits: [
    ['x0 & ~0x7ff', and(x0, n(~0x7ffn))],
    ['x0[10:0]', and(x0, n(0x7ff))],
    ['x0 & 0xff00ff', and(x0, n(0xff_00ff))],
    ['x0[7:0]', and(and(x0, n(0xff_00ff)), n(0xff))],
    ['0x0', and(and(x0, n(0xff00)), n(0xff))],
    ['x0 | 0x8000', or(x0, n(0x8000))],
    ['x0 & ~0x7ff | 0x400', or(and(x0, n(~0x7ffn)), n(0x400))],
    ['x0 ^ 0x3', xor(xor(x0, n(1)), n(2))],
    ['x0 & x1', and(x0, and(x1, x0))],
    ['x1', xor(xor(x0, x1), x0)],
    ['~(x0 ^ x1)', xor(not(x0), x1)],
    ['x0 ^ x1', xor(not(x0), not(x1))],
    ['x0', not(not(x0))],
    ['x0[31:0] << 0x8 | 0x5', or(zext(b.concat(w0, n(0, 8))), n(5))],
    ['concat(x0[31:0], x1[31:0])', or(shift('shl', x0, 32), zext(w1))],
    ['x0[7:0] & x1[7:0]', and(and(x0, n(0xff)), x1)],
  ],
  parts: [
    ['x0[15:8]', b.extract(b.extract(x0, 4, 32), 4, 8)],
    ['x1', b.extract(b.concat(x0, x1), 0, 64)],
    ['x0', b.extract(b.concat(x0, x1), 64, 64)],
    ['concat(x0[3:0], x1[63:60])', b.extract(b.concat(x0, x1), 60, 8)],
    ['0x0', b.extract(zext(w0), 32, 32)],
    ['x0[31:16]', b.extract(zext(w0), 16, 32)],
    ['sext(x0[31])', b.extract(sext(w0), 40, 8)],
    ['x0', b.concat(b.extract(x0, 32, 32), w0)],
    ['x0[47:16]', b.concat(b.extract(x0, 32, 16), b.extract(x0, 16, 16))],
    ['x0[31:0]', zext(zext(w0, 40))],
    ['sext(x0[31:0])', sext(sext(w0, 40))],
    ['x0[31:0]', sext(zext(w0, 40))],
    ['x0 << 0x4', shift('shl', x0, 4)],
    ['x0[63:4]', shift('lshr', x0, 4)],
    ['asr(x0, 0x4)', shift('ashr', x0, 4)],
    ['ror(x0, 0x4)', shift('ror', x0, 4)],
    ['x0', shift('ror', shift('ror', x0, 60), 4)],
    ['x0 & ~0xf', shift('shl', shift('lshr', x0, 4), 4)],
    ['0x0', shift('shl', x0, 64)],
    ['x0 | 0xff00000000000080', sext(b.concat(n(1, 1), or(b.extract(x0, 0, 56), n(0x80, 56))), 64)],
    ['sext(x0[7:0])', shift('ashr', shift('shl', x0, 56), 56)],
    ['x0[31:0] + x1[31:0]', b.extract(add(zext(w0), zext(w1)), 0, 32)],
    ['x0[63:4] + 0x1', b.extract(add(x0, n(16)), 4, 60)],
    ['0x8', b.extract(add(and(x0, n(~0xfn)), n(0x18)), 0, 4)],
  ],
  'what memory gives back': [
    ['x0', reloaded(x0)],
    ['x0 + 0x10', reloaded(add(x0, n(16)))],
    ['x0 + 0x10000', reloaded(add(x0, n(0x1_0000)))],
    ['x0 - x1', reloaded(sub(x0, x1))],
    ['x0 ^ 0x1234', reloaded(xor(x0, n(0x1234)))],
    ['~x0', reloaded(not(x0))],
    ['x0 & 0xff00ff', reloaded(and(x0, n(0xff_00ff)))],
    ['x0[31:0]', reloaded(zext(w0))],
    ['sext(x0[31:0])', reloaded(sext(w0))],
    ['sext(x0[7:0])', reloaded(sext(b.extract(x0, 0, 8)))],
    ['x0[31:0] + x1[31:0]', reloaded(add(zext(w0), zext(w1)))],
    ['p', reloaded(b.ite(p, n(1), n(0)))],
    ['sext(p)', reloaded(b.ite(p, n(-1), n(0)))],
    ['p ? 0x5 : 0x3', reloaded(b.ite(p, n(5), n(3)))],
    ['p ? x0 : 0x1234', reloaded(b.ite(p, x0, n(0x1234)))],
    ['p ? x0[31:0] : x1', reloaded(b.ite(p, zext(w0), x1))],
    ['x1 | x0[7:0]', reloaded(or(zext(b.extract(x0, 0, 8)), x1))],
  ],
  comparisons: [
    ['x0 = x1', eq(sub(x0, x1), n(0))],
    ['x0 = x1', eq(xor(x0, x1), n(0))],
    ['x0 = x1 + 0x5', eq(sub(x0, x1), n(5))],
    ['x0 = x1 + 0x2', eq(add(x1, n(5)), add(x0, n(3)))],
    ['0x0', eq(add(x0, n(1)), x0)],
    ['x0 = 0x2', eq(add(x0, n(3)), n(5))],
    ['x0 = 0xfffffffffffffffe', eq(neg(x0), n(2))],
    ['x0 = 0x3', eq(xor(x0, n(1)), n(2))],
    ['x0[31:0] = 0x5', eq(zext(w0), n(5))],
    ['0x0', eq(zext(w0), n(1n << 32n))],
    ['x0[31:0] = 0xffffffff', eq(sext(w0), n(-1))],
    ['0x0', eq(sext(w0), n(0xffff_ffff))],
    ['x0[63:4] = 0x1', eq(and(x0, n(~0xfn)), n(0x10))],
    ['0x0', eq(and(x0, n(~0xfn)), n(0x11))],
    ['x0 & 0x5 = 0x4', eq(and(x0, n(5)), n(4))],
    ['~x0[2]', eq(and(x0, n(4)), n(0))],
    ['x0[2]', eq(and(x0, n(4)), n(4))],
    ['p', eq(b.ite(p, n(5), n(3)), n(5))],
    ['~p', eq(b.ite(p, n(5), n(3)), n(3))],
    ['0x0', eq(b.ite(p, n(5), n(3)), n(4))],
    ['p = q', eq(p, q)],
    ['p', eq(p, n(1, 1))],
    ['~p', eq(n(0, 1), p)],
    ['x0[31:0] = x1[31:0]', eq(zext(w0), zext(w1))],
    ['x0 = 0x0', ult(x0, n(1))],
    ['x0 != 0x0', ult(n(0), x0)],
    ['x0 >= 0x4', ult(n(3), x0)],
    ['0x1', ult(zext(w0), n(1n << 32n))],
    ['x0[31:0] < 0x5', ult(zext(w0), n(5))],
    ['x0[63:4] < 0x2', ult(and(x0, n(~0xfn)), n(0x11))],
    ['x0[63:4] = 0x0', ult(and(x0, n(~0xfn)), n(0x10))],
    ['x0[63:4] < 0x3', ult(or(and(x0, n(~0xfn)), n(3)), n(0x24))],
    ['x0[63:4] < 0x2', ult(or(and(x0, n(~0xfn)), n(3)), n(0x23))],
    ['0x0', ult(or(x0, n(0x10)), n(0x10))],
    ['x1 < x0', ult(not(x0), not(x1))],
    ['x0[63]', slt(x0, n(0))],
    ['x0[31:0] < 0x5', slt(zext(w0), n(5))],
    ['x0[31:0] <s 0xfffffffb', slt(sext(w0), n(-5))],
    ['0x1', slt(sext(w0), n(1n << 31n))],
    ['x1 <s x0', slt(not(x0), not(x1))],
    ['x0 < x1', and(not(ult(x1, x0)), not(eq(x0, x1)))],
    ['x1 >= x0', or(ult(x0, x1), eq(x0, x1))],
    ['x0 >= 0x2', and(not(ult(x0, n(1))), not(eq(x0, n(1))))],
  ],
  carries: [
    ['x0 >= x1', carryOf(x0, not(x1), 1)],
    ['x0 >= 0x3', carryOf(x0, not(n(3)), 1)],
    ['0x1', carryOf(x0, not(n(0)), 1)],
    ['x1 = 0x0', carryOf(n(0), not(x1), 1)],
    ['x1 < x0', carryOf(x0, not(x1), 0)],
    ['x0 + x1 < x0', carryOf(x0, x1, 0)],
    ['x0 = 0xffffffffffffffff', carryOf(x0, n(1), 0)],
    ['x0[31:0] >= x1[31:0]', carryOf(w0, not(w1), 1)],
    ['x0[31:0] >= x1[31:0]', carryOf(zext(w0), not(zext(w1)), 1)],
    ['x0 + 0x4 >= x1 - 0x8', carryOf(add(x0, n(4)), not(sub(x1, n(8))), 1)],
    ['x0[63:4] >= 0x2', carryOf(and(x0, n(~0xfn)), not(n(0x20)), 1)],
    ['x0 - x1', b.extract(wideSum(x0, not(x1), 1), 0, 64)],
    ['x0 - 0x3', b.extract(wideSum(x0, not(n(3)), 1), 0, 64)],
  ],
  choices: [
    ['x0', b.ite(n(1, 1), x0, x1)],
    ['x1', b.ite(n(0, 1), x0, x1)],
    ['x0', b.ite(p, x0, x0)],
    ['p ? x1 : x0', b.ite(not(p), x0, x1)],
    ['p', b.ite(p, n(1, 1), n(0, 1))],
    ['~p', b.ite(p, n(0, 1), n(1, 1))],
    ['p & q', b.ite(p, q, n(0, 1))],
    ['p | q', b.ite(p, n(1, 1), q)],
    ['p', b.ite(p, n(1), n(0))],
    ['p ? x0 : x2', b.ite(p, b.ite(p, x0, x1), x2)],
    ['x0', b.ite(eq(x0, n(3)), n(3), x0)],
  ],
};

describe.each(Object.entries(table))('%s', (_, rows) => {
  test.each(rows.map(([text, expression]) => ({ text, expression })))(
    '$text',
    ({ text, expression }) => {
      expect(printExpression(expression, (name) => name)).toBe(text);
    },
  );
});

test('equal expressions are one object', () => {
  expect(add(x1, add(x0, n(3)))).toBe(add(add(n(1), x0), add(x1, n(2))));
  expect(reloaded(add(x0, x1))).toBe(add(x1, x0));
  expect(b.opaque('FADD', [x0, x1], 64)).toBe(b.opaque('FADD', [x0, x1], 64));
  expect(b.opaque('FADD', [x0, x1], 64)).not.toBe(b.opaque('FADD', [x1, x0], 64));
});
