import { expect, test } from '@jest/globals';
import { newFlowLanguage } from '../following.ts';
import type { Flow } from '../flow.ts';
import type { FlowValue } from '../flow-state.ts';
import { Describer } from './describer.ts';
import type { Conjunction } from './conjunction.ts';
import type { Range } from './ranges.ts';

const language = newFlowLanguage();
const { builder, sources } = language;
const describer = new Describer(language);
const flow = { builder, sources, regions: [], addressOf: () => undefined } as Partial<Flow> as Flow;

const immediate = builder.input(sources.immediate, 16);
const x0 = builder.input(sources.register('x0'), 64);
const x1 = builder.input(sources.register('x1'), 64);
const flags = builder.input(sources.flags, 4);
const w0 = builder.extract(x0, 0, 32);

const eq = (value: FlowValue, number: number): FlowValue =>
  builder.compare('eq', value, builder.constant(number, value.width));
const below = (value: FlowValue, number: number): FlowValue =>
  builder.compare('ult', value, builder.constant(number, value.width));
const not = (condition: FlowValue): FlowValue => builder.unary('not', condition);

type Written = readonly [of: string, ...conditions: FlowValue[]];

function rangesOf(
  alternatives: readonly Written[],
  keepsGaps = false,
): readonly Range<string>[] | undefined {
  const described = alternatives.map(([of, ...conditions]) => {
    const constraints = conditions.map((expression) => ({ expression, holds: true }));
    const setting = { isFree: () => true, base: () => 0n };
    return { ...(describer.describe(constraints, setting) as Conjunction), of };
  });
  return describer.ranges(
    described,
    { flow, nameOfAddress: () => undefined },
    { keepsGaps, changes: (one, other) => (one === other ? 0 : 1) },
  );
}

/** `immediate 0x1-0x2, x0 0x0: a`. */
function texts(ranges: readonly Range<string>[] | undefined): string[] | undefined {
  return ranges?.map(({ inputs, of }) => {
    const where = inputs.map((each) =>
      'when' in each
        ? each.when
        : `${each.input} ${each.low === each.high ? each.low : `${each.low}-${each.high}`}`,
    );
    return `${where.join(', ')}: ${of ?? 'no alternative'}`;
  });
}

test.each<[string, readonly Written[], readonly string[]]>([
  ['all calls', [['a']], [': a']],
  [
    'values between others',
    [
      ['a', eq(immediate, 1)],
      ['b', not(eq(immediate, 1))],
    ],
    ['immediate 0x0: b', 'immediate 0x1: a', 'immediate 0x2-0xffff: b'],
  ],
  [
    'the low half of a register by its name',
    [
      ['a', below(w0, 3)],
      ['b', not(below(w0, 3))],
    ],
    ['x0[31:0] 0x0-0x2: a', 'x0[31:0] 0x3-0xffffffff: b'],
  ],
  [
    'an input within another, where only there it matters',
    [
      ['a', eq(immediate, 0), eq(x0, 5)],
      ['b', eq(immediate, 0), not(eq(x0, 5))],
      ['c', not(eq(immediate, 0))],
    ],
    [
      'immediate 0x0, x0 0x0-0x4: b',
      'immediate 0x0, x0 0x5: a',
      'immediate 0x0, x0 0x6-0xffffffffffffffff: b',
      'immediate 0x1-0xffff: c',
    ],
  ],
  [
    'the input first that divides least',
    [
      ['a', eq(immediate, 1), not(eq(x0, 0))],
      ['b', not(eq(immediate, 1)), not(eq(x0, 0))],
    ],
    [
      'x0 0x1-0xffffffffffffffff, immediate 0x0: b',
      'x0 0x1-0xffffffffffffffff, immediate 0x1: a',
      'x0 0x1-0xffffffffffffffff, immediate 0x2-0xffff: b',
    ],
  ],
  [
    'values in too many places in words',
    // 128 even ones.
    [['a', eq(builder.extract(x0, 0, 1), 0), below(x0, 0x100)]],
    ['x0 < 0x100, x0[0] = 0x0: a'],
  ],
  [
    'flags in words',
    [
      ['a', eq(flags, 0)],
      ['b', not(eq(flags, 0))],
    ],
    ['NZCV = 0x0: a', 'NZCV != 0x0: b'],
  ],
  [
    'relations in words',
    [
      ['a', builder.compare('eq', x0, x1)],
      ['b', not(builder.compare('eq', x0, x1))],
    ],
    ['x0 = x1: a', 'x0 != x1: b'],
  ],
])('ranges: %s', (_, alternatives, expected) => {
  expect(texts(rangesOf(alternatives))).toEqual(expected);
});

test.each<[string, boolean, readonly string[]]>([
  ['left out', false, ['immediate 0x2: a']],
  [
    'kept',
    true,
    [
      'immediate 0x0-0x1: no alternative',
      'immediate 0x2: a',
      'immediate 0x3-0xffff: no alternative',
    ],
  ],
])('values without an alternative are %s', (_, keepsGaps, expected) => {
  expect(texts(rangesOf([['a', eq(immediate, 2)]], keepsGaps))).toEqual(expected);
});

test('ranges that nobody reads are not made', () => {
  // 20 single values of x1 within each of 20 of x0, and what is between them.
  const values = Array.from({ length: 20 }, (_, index) => 2 * index);
  const many = values.flatMap((one) =>
    values.map((other): Written => [`${one} ${other}`, eq(x0, one), eq(x1, other)]),
  );
  expect(rangesOf(many)).toBeUndefined();
});
