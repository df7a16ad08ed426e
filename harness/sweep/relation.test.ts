import { describe, expect, test } from '@jest/globals';
import { constant, input, opaque } from '../expression/expression.ts';
import type { Relation } from './relation.ts';
import { printNamed } from '../flow/print.ts';
import { allBits, holds, relate } from './relation.ts';

const from = (name: string): Relation => input({ kind: 'source', name }, 64);

const sources = [
  new Map([
    ['x0', 0x4123_4567_89ab_cdefn],
    ['sp_el2', 0x1_5070_3f00n],
    ['vbar_el2', 0x1_4000_0000n],
    ['immediate', 0x16n],
  ]),
  new Map([
    ['x0', 0x7edc_ba98_7654_3210n],
    ['sp_el2', 0x1_5070_3ec0n],
    ['vbar_el2', 0x1_4000_0000n],
    ['immediate', 0x16n],
  ]),
];

const seen = (first: bigint, second: bigint, significant = allBits) => ({
  values: [first, second],
  sources,
  significant,
});

describe('relate', () => {
  test.each<[string, bigint, bigint]>([
    ['x0', 0x4123_4567_89ab_cdefn, 0x7edc_ba98_7654_3210n],
    ['VBAR_EL2', 0x1_4000_0000n, 0x1_4000_0000n],
    ['immediate', 0x16n, 0x16n],
    ['x0 & 0x7fffffffff', 0x67_89ab_cdefn, 0x18_7654_3210n],
    ['x0 & 0xffffffffffff0000', 0x4123_4567_89ab_0000n, 0x7edc_ba98_7654_0000n],
    ['x0 & 0xff', 0xefn, 0x10n],
    ['x0 & 0xff00000000000000', 0x41n << 56n, 0x7en << 56n],
    // So few bits are those of many registers.
    ['a value of no known source', 0x6fn, 0x10n],
    ['SP_EL2 - 0x20', 0x1_5070_3ee0n, 0x1_5070_3ea0n],
    ['SP_EL2 + 0x8', 0x1_5070_3f08n, 0x1_5070_3ec8n],
    ['0xbadca11', 0xbadca11n, 0xbadca11n],
    // Near a register that never differs is no relation to it.
    ['0x140000010', 0x1_4000_0010n, 0x1_4000_0010n],
    ['0x0', 0n, 0n],
    ['a value of no known source', 5n, 6n],
    // A swap in one of the two is none either.
    ['a value of no known source', 0x4123_4567_89ab_cdefn, 0x1_4000_0000n],
  ])('finds %s', (text, first, second) => {
    expect(printNamed(relate(seen(first, second)))).toBe(text);
  });

  test('looks at significant bits alone', () => {
    const found = relate(seen(0x4123_4567_89ab_c800n, 0x7edc_ba98_7654_3000n, allBits ^ 0x7ffn));
    expect(found).toEqual(from('x0'));
  });
});

describe('holds', () => {
  test.each<[boolean, string, Relation]>([
    [true, 'constant 0x16n', constant(0x16n, 64)],
    [true, 'equal immediate', from('immediate')],
    [false, 'equal x0', from('x0')],
    [false, 'equal no such thing', from('no such thing')],
    [false, 'unknown', opaque('unknown', [], 64)],
  ])('is %s of a value of 0x16 for %s', (expected, _, relation) => {
    expect(holds(relation, seen(0x16n, 0x16n))).toBe(expected);
  });
});
