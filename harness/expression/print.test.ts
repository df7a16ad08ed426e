import { expect, test } from '@jest/globals';
import type { Expression } from './expression.ts';
import {
  binary,
  compare,
  concat,
  constant,
  extend,
  extract,
  input,
  ite,
  opaque,
  unary,
} from './expression.ts';
import { printExpression } from './print.ts';

const x = (name: string): Expression<string> => input(name, 64);
const number = (value: bigint | number): Expression<string> => constant(value, 64);

test.each<[string, Expression<string>]>([
  ['0x16', number(0x16)],
  ['x0 & 0x7ff', binary('and', x('x0'), number(0x7ff))],
  ['x0 & (x1 | x2)', binary('and', x('x0'), binary('or', x('x1'), x('x2')))],
  ['x0 & x1 | x2', binary('or', binary('and', x('x0'), x('x1')), x('x2'))],
  ['x0 - (x1 - x2)', binary('sub', x('x0'), binary('sub', x('x1'), x('x2')))],
  ['x0 - x1 - x2', binary('sub', binary('sub', x('x0'), x('x1')), x('x2'))],
  ['~(x0 + 0x1)', unary('not', binary('add', x('x0'), number(1)))],
  ['x0 & 0xffffffff', extend('zero-extend', extract(x('x0'), 0, 32), 64)],
  ['x0[31:0] = 0x3', compare('eq', extract(x('x0'), 0, 32), constant(3, 32))],
  ['x0[11:4]', extend('zero-extend', extract(x('x0'), 4, 8), 64)],
  [
    '(x0 & 0xff) + 0x1',
    binary('add', extend('zero-extend', extract(x('x0'), 0, 8), 64), number(1)),
  ],
  ['(x0 >> 0x4)[7]', extract(binary('lshr', x('x0'), number(4)), 7, 1)],
  [
    'x0 + x1 & 0xffffffff & 0x3',
    binary(
      'and',
      extend('zero-extend', extract(binary('add', x('x0'), x('x1')), 0, 32), 64),
      number(3),
    ),
  ],
  [
    'x0 = 0x3 ? x1 : x2 + 0x8',
    ite(compare('eq', x('x0'), number(3)), x('x1'), binary('add', x('x2'), number(8))),
  ],
  [
    '(x0 < x1 ? x2 : x3) + x4',
    binary('add', ite(compare('ult', x('x0'), x('x1')), x('x2'), x('x3')), x('x4')),
  ],
  ['asr(x0, 0x3)', binary('ashr', x('x0'), number(3))],
  ['sext(x0[7:0])', extend('sign-extend', extract(x('x0'), 0, 8), 64)],
  ['concat(x0, x1)', concat(x('x0'), x('x1'))],
  ['FADD(v0, v1 + 0x1)', opaque('FADD', [x('v0'), binary('add', x('v1'), number(1))], 64)],
])('%s', (text, expression) => {
  expect(printExpression(expression, (name) => name)).toBe(text);
});
