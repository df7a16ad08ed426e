import { describe, expect, test } from '@jest/globals';
import { binary, constant, input, unary } from '../expression/expression.ts';
import type { Expression, MemoryCell } from './expression.ts';
import { evaluate } from './evaluate.ts';

const context = {
  register: (register: string, when: string) => {
    const values: Readonly<Record<string, bigint>> = {
      'x0 before': 0x10n,
      'x0 after': 0x20n,
      'v0 before': (1n << 100n) | 5n,
      'x1 before': 0xffff_ffff_ffff_ffffn,
      'x2 before': 64n,
    };
    return values[`${register} ${when}`] ?? 0n;
  },
  input: (name: string) => (name === 'base' ? 0x4030_0fffn : 0n),
  symbol: (name: string, how: string) => (`${how} ${name}` === 'hyp f' ? 0x80_1234n : 0n),
  cell: ({ address, size }: MemoryCell) =>
    address.kind === 'constant' && address.value === 8n && size === 4 ? 0xabcdn : 0n,
  region: (name: string) => (name === 'vcpu' ? 0x1_5040_0000n : 0n),
};

type Name = 'x0' | 'x1' | 'x2' | 'v0';
const register = (name: Name, when: 'before' | 'after' = 'before', width = 64): Expression =>
  input({ kind: 'register', register: name, when }, width);
const integer = (value: bigint) => constant(value, 64);

describe('the value of an expression', () => {
  test.each<[string, Expression, bigint]>([
    ['a register before', register('x0'), 0x10n],
    ['a register after', register('x0', 'after'), 0x20n],
    ['an input', input({ kind: 'input', name: 'base' }, 64), 0x4030_0fffn],
    ['a symbol', input({ kind: 'symbol', how: 'hyp', name: 'f' }, 64), 0x80_1234n],
    ['all 128 bits of a vector register', register('v0', 'before', 128), (1n << 100n) | 5n],
    ['64 bits of it in arithmetic', binary('add', register('v0'), integer(1n)), 6n],
    ['its low half in a shift', binary('lshr', register('v0'), integer(63n)), 0n],
    [
      'a byte of a region',
      binary('add', input({ kind: 'region', name: 'vcpu' }, 64), integer(0x10n)),
      0x1_5040_0010n,
    ],
    ['what memory holds', input({ kind: 'cell', address: integer(8n), size: 4 }, 64), 0xabcdn],
    ['a sum that wraps', binary('add', register('x1'), integer(2n)), 1n],
    ['a difference that wraps', binary('sub', integer(0n), integer(1n)), 0xffff_ffff_ffff_ffffn],
    ['a product that wraps', binary('mul', register('x1'), register('x1')), 1n],
    [
      'a shift that loses bits',
      binary('shl', register('x1'), integer(60n)),
      0xf000_0000_0000_0000n,
    ],
    ['a shift by 64', binary('shl', register('x0'), register('x2')), 0n],
    ['a shift by a huge number', binary('shl', register('x0'), register('x1')), 0n],
    ['a logical shift right', binary('lshr', register('x1'), integer(63n)), 1n],
    ['a shift right by 64', binary('lshr', register('x1'), register('x2')), 0n],
    ['a negation', unary('neg', register('x0')), 0xffff_ffff_ffff_fff0n],
    ['a complement', unary('not', integer(0x7ffn)), 0xffff_ffff_ffff_f800n],
  ])('%s', (_, expression, expected) => {
    expect(evaluate(expression, context)).toBe(expected);
  });
});
