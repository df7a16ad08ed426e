import { describe, expect, test } from '@jest/globals';
import type { RegisterName } from '../../architecture/registers.ts';
import type { Constraint } from '../../solver/condition.ts';
import type { Flow } from '../flow.ts';
import type { FlowValue } from '../flow-state.ts';
import { newFlowLanguage } from '../following.ts';
import type { Source } from '../source.ts';
import type { Random } from '../../testing/random.ts';
import { randomFrom, randomWord } from '../../testing/random.ts';
import type { Conjunction } from './conjunction.ts';
import { isSatisfiable } from './conjunction.ts';
import { Describer } from './describer.ts';
import { printConjunction } from './print-conjunction.ts';

const language = newFlowLanguage();
const { builder, sources } = language;
const describer = new Describer(language);
const flow = { builder, sources, regions: [], addressOf: () => undefined } as Partial<Flow> as Flow;

const register = (name: RegisterName): FlowValue => builder.input(sources.register(name), 64);
const x0 = register('x0');
const x1 = register('x1');
const x2 = register('x2');
const vttbr = register('vttbr_el2');
const immediate = builder.input(sources.immediate, 16);
const flags = builder.input(sources.flags, 4);
const esr = builder.input(sources.syndrome('esr_el2'), 32);

const bytes = (address: bigint, size: number): FlowValue =>
  Array.from({ length: size }, (_, index) =>
    builder.input(sources.memory(address + BigInt(index)), 8),
  ).reduce((below, byte) => builder.concat(byte, below));
const doubleword = bytes(0x1000n, 8);
const upperWord = bytes(0x1004n, 4);

const number = (value: bigint | number, width = 64): FlowValue => builder.constant(value, width);
const compare = (
  operator: 'eq' | 'ult' | 'slt',
  left: FlowValue,
  right: FlowValue | bigint | number,
): FlowValue =>
  builder.compare(operator, left, typeof right === 'object' ? right : number(right, left.width));
const eq = (left: FlowValue, right: FlowValue | bigint | number) => compare('eq', left, right);
const ult = (left: FlowValue, right: FlowValue | bigint | number) => compare('ult', left, right);
const slt = (left: FlowValue, right: FlowValue | bigint | number) => compare('slt', left, right);
const not = (condition: FlowValue): FlowValue => builder.unary('not', condition);
const or = (left: FlowValue, right: FlowValue): FlowValue => builder.binary('or', left, right);
const and = (left: FlowValue, right: FlowValue): FlowValue => builder.binary('and', left, right);
const add = (left: FlowValue, right: FlowValue): FlowValue => builder.binary('add', left, right);
const sub = (left: FlowValue, right: number): FlowValue =>
  builder.binary('sub', left, number(right, left.width));
const masked = (value: FlowValue, mask: bigint): FlowValue =>
  builder.binary('and', value, number(mask));
const masked32 = (value: FlowValue, mask: bigint): FlowValue =>
  builder.binary('and', value, number(mask, 32));
const bits = (value: FlowValue, high: number, low: number): FlowValue =>
  builder.extract(value, low, high - low + 1);

const squares = [1, 4, 9, 16, 25, 36, 49, 64, 81, 100];

const held = (expression: FlowValue): Constraint<Source> => ({ expression, holds: true });
const everything = { isFree: () => true, base: () => 0n };

const described = (conditions: readonly FlowValue[]): Conjunction | undefined =>
  describer.describe(conditions.map(held), everything);
const text = (conjunction: Conjunction | undefined): string =>
  conjunction === undefined
    ? 'never'
    : printConjunction(
        { fields: describer.fields, flow, nameOfAddress: () => undefined },
        conjunction,
      );

describe('a path is described', () => {
  test.each<[string, readonly FlowValue[]]>([
    ['always', []],
    ['always', [or(eq(x0, 1), not(eq(x0, 1)))]],
    ['never', [eq(x0, 1), ult(x0, 1)]],
    ['never', [ult(x0, x1), not(ult(x0, x1))]],
    ['x0 = 0x2', [not(eq(x0, 1)), eq(x0, 2)]],
    ['x0 != 0x0', [not(eq(x0, 0))]],
    ['x0 != 0xffffffffffffffff', [not(eq(x0, -1))]],
    ['x0 < 0x3', [ult(x0, 3)]],
    ['x0 < 0x4', [ult(x0, 4)]],
    ['x0 >= 0x4', [not(ult(x0, 4))]],
    ['x0 = 0x3-0x8', [ult(builder.binary('sub', x0, number(3)), 6)]],
    ['x0 = 0x1, 0x3', [ult(x0, 4), eq(bits(x0, 0, 0), 1)]],
    ['x0 = 0x0, 0x4-0x7', [ult(x0, 8), not(ult(builder.binary('sub', x0, number(1)), 3))]],
    ['x0 != 0x0, 0x5', [not(eq(x0, 0)), not(eq(x0, 5))]],
    ['x0 = 0xc6000000-0xc6000040', [not(ult(x0, 0xc6000000)), ult(x0, 0xc6000041)]],
    ['x0[31:0] = 0x84000000', [eq(bits(x0, 31, 0), 0x84000000)]],
    ['x0[31:0] < 0x4', [ult(bits(x0, 31, 0), 4)]],
    ['x0 <s 0x5', [slt(x0, 5)]],
    ['x0 >=s 0x5', [not(slt(x0, 5))]],
    ['x0 >=s 0xfffffffffffffffb', [not(slt(x0, -5))]],
    ['x0 <s 0xfffffffffffffffb', [slt(x0, -5)]],
    ['x0[63] = 0x1', [slt(x0, 0)]],
    ['x0[31:0] <s 0x5', [slt(bits(x0, 31, 0), 5)]],
    ['VTTBR_EL2[47:1] = 0x0', [eq(masked(vttbr, 0xffff_ffff_fffen), 0)]],
    ['VTTBR_EL2[47:1] != 0x0', [not(eq(masked(vttbr, 0xffff_ffff_fffen), 0))]],
    ['x0[63] = 0x0, x0[0] = 0x0', [eq(masked(x0, 0x8000_0000_0000_0001n), 0)]],
    ['x0[63:32] = 0x5, x0[1:0] = 0x0', [eq(bits(x0, 63, 32), 5), eq(bits(x0, 1, 0), 0)]],
    ['x0 < 0x100000000', [eq(bits(x0, 63, 32), 0)]],
    ['NZCV[1:0] = 0x1', [eq(bits(flags, 1, 0), 1)]],
    ['NZCV[1:0] != 0x1', [not(eq(bits(flags, 1, 0), 1))]],
    ['NZCV = 0xb', [eq(flags, 0xb)]],
    ['NZCV != 0xb', [not(eq(flags, 0xb))]],
    ['ESR_EL2.EC = 0x24 (Data Abort)', [eq(bits(esr, 31, 26), 0x24)]],
    ['ESR_EL2.EC = 0x30, 0x31', [eq(bits(esr, 31, 27), 0x18)]],
    ['ESR_EL2.EC = 0x30-0x33', [eq(bits(esr, 31, 28), 0xc)]],
    ['ESR_EL2.EC = 0x16 (HVC), ESR_EL2.ISS = 0x3', [eq(masked32(esr, 0xfdff_ffffn), 0x5800_0003)]],
    ['ESR_EL2.EC = 0x16 (HVC), ESR_EL2[25:0] = 0x2000003', [eq(esr, 0x5a00_0003)]],
    [
      'ESR_EL2.EC != 0x20 (Instruction Abort), 0x24 (Data Abort), ESR_EL2[5:2] = 0x3',
      [not(eq(masked32(esr, 0xec00_0000n), 0x8000_0000n)), eq(bits(esr, 5, 2), 3)],
    ],
    ['x0 = 0x1000-0x13ff, x0[1:0] = 0x0', [eq(bits(x0, 63, 10), 4), eq(bits(x0, 1, 0), 0)]],
    ['x0 < 0x24, x0[1:0] = 0x0', [ult(x0, 0x24), eq(masked(x0, 3n), 0)]],
    ['x0 = 0x1, 0x4, 0x9 and 7 more', [squares.map((square) => eq(x0, square)).reduce(or)]],
    ['x0 = 0x0-0x1, 0x3, 0x7', [ult(x0, 8), [2, 4, 5, 6].map((n) => not(eq(x0, n))).reduce(and)]],
    ['x0[2:0] != 0x0, 0x2', [not(eq(masked(x0, 5n), 0)), not(eq(masked(x0, 7n), 2))]],
    ['NZCV[2] = 0x1', [eq(bits(flags, 2, 2), 1)]],
    ['NZCV[3] = 0x0, NZCV[0] = 0x1', [eq(bits(flags, 3, 3), 0), eq(bits(flags, 0, 0), 1)]],
    ['immediate = 0x7, x0 = 0x2, x1 = 0x1', [eq(x1, 1), eq(x0, 2), eq(immediate, 7)]],
    ['[0x1000] != 0x0', [not(eq(doubleword, 0))]],
    ['[0x1000] < 0x4', [ult(doubleword, 4)]],
    ['[0x1004, 4] < 0x4', [ult(upperWord, 4)]],
    ['[0x1007, 1][7] = 0x1', [slt(upperWord, 0)]],
    ['[0x1000] = 0x500000001', [eq(doubleword, 0x5_0000_0001n)]],
    ['x0 = x1', [eq(x0, x1)]],
    ['x0 <s x1', [slt(x0, x1)]],
    ['x1 + x2 = 0x1234', [eq(add(x1, x2), 0x1234)]],
    ['x0 = 0x2, x1 = 0x2', [eq(x0, x1), eq(x0, 2)]],
    ['x0 = 0x2, x1 >= 0x3', [ult(x0, x1), eq(x0, 2)]],
    ['never', [ult(x0, x1), eq(x1, 0)]],
  ])('%s', (expected, conditions) => {
    expect(text(described(conditions))).toBe(expected);
  });
});

test('what is not free is what it was', () => {
  const setting = {
    isFree: (source: Source) => source === sources.register('x0'),
    base: () => 0x30n,
  };
  expect(text(describer.describe([held(ult(x0, x1)), held(ult(x2, 0x40))], setting))).toBe(
    'x0 < 0x30',
  );
});

describe('within a restriction', () => {
  const classes = [0x15, 0x16, 0x20, 0x24].map((ec) => eq(bits(esr, 31, 26), ec)).reduce(or);
  test.each<[string, FlowValue, FlowValue]>([
    ['immediate = 0x0, 0x3', not(ult(sub(immediate, 1), 2)), ult(immediate, 4)],
    ['immediate = 0x2', eq(immediate, 2), ult(immediate, 4)],
    ['always', not(eq(immediate, 9)), ult(immediate, 4)],
    // Four intervals are no short list.
    [
      'immediate != 0x1, 0x3, 0x5',
      [1, 3, 5].map((each) => not(eq(immediate, each))).reduce(and),
      ult(immediate, 0x100),
    ],
    ['x0 != 0x5', not(eq(x0, 5)), ult(immediate, 4)],
    [
      'ESR_EL2.EC = 0x15 (SVC), 0x16 (HVC)',
      or(ult(esr, 0x5c00_0000), eq(bits(esr, 31, 26), 0x12)),
      classes,
    ],
    [
      'ESR_EL2.EC = 0x16 (HVC), ESR_EL2.ISS = 0x1',
      eq(masked32(esr, 0x3dff_ffffn), 0x1800_0001),
      classes,
    ],
  ])('%s', (expected, condition, restriction) => {
    const [own, limits] = [described([condition]), described([restriction])] as [
      Conjunction,
      Conjunction,
    ];
    expect(text(describer.within(own, limits))).toBe(expected);
  });
});

const odd = eq(bits(x0, 0, 0), 1);
const opaque = builder.opaque('AESE', [x0], 1);

describe('alternatives are joined', () => {
  test.each<[string, readonly (readonly FlowValue[])[]]>([
    ['', []],
    ['always', [[eq(x0, 1)], [not(eq(x0, 1))]]],
    ['x0 < 0x3', [[eq(x0, 0)], [eq(x0, 2)], [eq(x0, 1)]]],
    ['immediate = 0x0, 0x4-0x7', [[eq(immediate, 0)], [eq(bits(immediate, 15, 2), 1)]]],
    [
      'x0 < 0x2, x1 = 0x1',
      [
        [eq(x0, 0), eq(x1, 1)],
        [eq(x0, 1), eq(x1, 1)],
      ],
    ],
    // No product: each stays.
    [
      'x0 = 0x0, x1 = 0x1 | x0 = 0x1, x1 = 0x0',
      [
        [eq(x0, 1), eq(x1, 0)],
        [eq(x0, 0), eq(x1, 1)],
      ],
    ],
    // A tree of four sides, of which three do the same.
    [
      'x0 = 0x0, x1 != 0x0 | x0 != 0x0',
      [
        [eq(x0, 0), not(eq(x1, 0))],
        [not(eq(x0, 0)), ult(x1, 8)],
        [not(eq(x0, 0)), not(ult(x1, 8))],
      ],
    ],
    // Of no two of these is the union a product.
    [
      'always',
      [
        [eq(bits(x0, 0, 0), 0), eq(bits(x1, 0, 0), 1)],
        [eq(bits(x1, 0, 0), 0), eq(bits(x2, 0, 0), 1)],
        [eq(bits(x2, 0, 0), 0), eq(bits(x0, 0, 0), 1)],
        [eq(bits(x0, 0, 0), 0), eq(bits(x1, 0, 0), 0), eq(bits(x2, 0, 0), 0)],
        [eq(bits(x0, 0, 0), 1), eq(bits(x1, 0, 0), 1), eq(bits(x2, 0, 0), 1)],
      ],
    ],
    // The union of two fields of one source is no product of fields, and takes many intervals.
    [
      'x0[63:32] = 0x5, x0[0] = 0x0 | x0[63:32] = 0x6, x0[0] = 0x1',
      [
        [eq(bits(x0, 63, 32), 5), not(odd)],
        [eq(bits(x0, 63, 32), 6), odd],
      ],
    ],
    [
      'x2 = 0x1',
      [
        [ult(x0, x1), eq(x2, 1)],
        [not(ult(x0, x1)), eq(x2, 1)],
      ],
    ],
    [
      'x2 < 0x2, x0 < x1',
      [
        [ult(x0, x1), eq(x2, 1)],
        [ult(x0, x1), eq(x2, 0)],
      ],
    ],
  ])('%s', (expected, alternatives) => {
    const conjunctions = alternatives.map((each) => described(each) as Conjunction);
    expect(describer.join(conjunctions).map(text).join(' | ')).toBe(expected);
  });
});

describe('what holds for both', () => {
  test.each<[string, true | 'unknown' | undefined, readonly FlowValue[], readonly FlowValue[]]>([
    ['x0 = 0x2', true, [ult(x0, 3)], [not(ult(x0, 2))]],
    ['x0 < 0x3, x1 = 0x0', true, [ult(x0, 3)], [eq(x1, 0)]],
    ['never', undefined, [ult(x0, 3)], [not(ult(x0, 3))]],
    ['never', undefined, [eq(x0, x1), eq(x0, 4)], [eq(x1, 5)]],
    ['x2 = 0x1, x0 < x1', 'unknown', [ult(x0, x1)], [eq(x2, 1)]],
    ['x0 = 0x4, x1 >= 0x5', true, [ult(x0, x1)], [eq(x0, 4)]],
  ])('%s', (expected, isKnown, left, right) => {
    const both = describer.intersect(
      described(left) as Conjunction,
      described(right) as Conjunction,
    );
    expect([text(both), both && isSatisfiable(both)]).toEqual([expected, isKnown]);
  });
});

test('whether a relation holds that cannot be calculated, is not known', () => {
  const conjunction = described([opaque, eq(x1, 1)]) as Conjunction;
  expect([0n, 1n].map((value) => describer.contains(conjunction, () => value))).toEqual([
    false,
    undefined,
  ]);
});

/** A value of 64 bits of x0 and x1, and of numbers. */
function randomValue(random: Random, depth: number): FlowValue {
  if (depth === 0) {
    return [x0, x0, x1, doubleword, number(randomWord(random)), number(random(16))][
      random(6)
    ] as FlowValue;
  }
  const operators = ['add', 'sub', 'and', 'or', 'xor', 'lshr', 'shl', 'ashr', 'ror'] as const;
  const operator = operators[random(operators.length)] as (typeof operators)[number];
  const left = randomValue(random, depth - 1);
  const isShift = operators.indexOf(operator) >= operators.indexOf('lshr');
  const right = isShift ? number(random(70)) : randomValue(random, 0);
  switch (random(8)) {
    case 0:
      return builder.extend('sign-extend', bits(left, 31, 0), 64);
    case 1:
      return builder.unary('clz', left);
    case 2:
      return builder.unary('rbit', left);
    case 3:
      return builder.binary('mul', left, number(random(9)));
    default:
      return builder.binary(operator, left, right);
  }
}

function randomCondition(random: Random): FlowValue {
  const operator = (['eq', 'ult', 'slt'] as const)[random(3)] as 'eq';
  const right =
    random(4) === 0 ? randomValue(random, 0) : number(randomWord(random) >> BigInt(random(64)));
  const condition = compare(operator, randomValue(random, random(3)), right);
  return random(2) === 0 ? condition : not(condition);
}

test('what is described holds where the conditions hold', () => {
  const random = randomFrom(7);
  const wrong: string[] = [];
  let sets = 0;
  let relations = 0;
  for (let round = 0; round < 400; round += 1) {
    const conditions = Array.from({ length: 1 + random(3) }, () => randomCondition(random));
    const conjunction = described(conditions);
    sets += conjunction?.sets.length ?? 0;
    relations += conjunction?.relations.length ?? 0;
    for (let trial = 0; trial < 8; trial += 1) {
      const values = new Map<Source, bigint>();
      const valueOf = (source: Source, width: number): bigint => {
        const value = values.get(source) ?? randomWord(random) >> BigInt(random(64));
        values.set(source, value);
        return BigInt.asUintN(width, value);
      };
      const evaluate = builder.evaluator(valueOf);
      const holds = conditions.every((condition) => evaluate(condition) === 1n);
      const isIn = conjunction !== undefined && describer.contains(conjunction, valueOf);
      if (isIn !== holds) {
        wrong.push(text(conjunction));
      }
    }
  }
  expect([wrong, sets > 200, relations > 20]).toEqual([[], true, true]);
});

test('what is joined holds where one of the alternatives holds', () => {
  const random = randomFrom(11);
  const wrong: string[] = [];
  const small = (value: FlowValue): FlowValue => {
    const condition = [eq, ult][random(2)]?.(bits(value, 2, 0), random(8)) as FlowValue;
    return random(2) === 0 ? condition : not(condition);
  };
  for (let round = 0; round < 300; round += 1) {
    const alternatives = Array.from({ length: 1 + random(6) }, () =>
      described([small(x0), small(x1), small([x0, x1, x2][random(3)] as FlowValue)]),
    ).filter((each) => each !== undefined);
    const joined = describer.join(alternatives);
    for (let value = 0; value < 512; value += 1) {
      const valueOf = (source: Source): bigint =>
        BigInt(
          value >> (3 * ['x0', 'x1', 'x2'].indexOf((source as { register: string }).register)),
        ) & 7n;
      const [before, after] = [alternatives, joined].map((each) =>
        each.some((one) => describer.contains(one, valueOf)),
      );
      if (before !== after) {
        wrong.push(joined.map(text).join(' | '));
      }
    }
  }
  expect(wrong).toEqual([]);
});
