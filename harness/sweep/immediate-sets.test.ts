import { expect, test } from '@jest/globals';
import type { FlowValue } from '../flow/flow-state.ts';
import { newFlowLanguage } from '../flow/following.ts';
import { ImmediateSets } from './immediate-sets.ts';
import { immediateCount } from './immediates.ts';

const { builder, sources } = newFlowLanguage();
const immediate = builder.input(sources.immediate, 16);
const x0 = builder.input(sources.register('x0'), 64);
const number = (value: number): FlowValue => builder.constant(value, 16);
const base = (): bigint => 0x1_0007n;

function membersOf(set: ReturnType<ImmediateSets['where']>): number[] {
  return Array.from({ length: immediateCount }, (_, each) => each).filter((each) => set.has(each));
}

test.each<[string, FlowValue, boolean, number, number, number]>([
  ['a number', builder.compare('eq', immediate, number(0x1f)), true, 1, 0x1f, 0x1f],
  ['any other', builder.compare('eq', immediate, number(0)), false, 0xffff, 1, 0xffff],
  ['less', builder.compare('ult', immediate, number(0x40)), true, 0x40, 0, 0x3f],
  ['as much or more', builder.compare('ult', immediate, number(0x40)), false, 0xffc0, 0x40, 0xffff],
  ['more', builder.compare('ult', number(0xfff0), immediate), true, 0xf, 0xfff1, 0xffff],
  ['a bit', builder.extract(immediate, 15, 1), true, 0x8000, 0x8000, 0xffff],
  [
    'bits',
    builder.compare('eq', builder.extract(immediate, 4, 8), builder.constant(0xab, 8)),
    true,
    0x100,
    0xab0,
    0xfabf,
  ],
  // With x0 = 0x10007.
  ['a register', builder.compare('eq', immediate, builder.extract(x0, 0, 16)), true, 1, 7, 7],
])('where the immediate is %s', (_, expression, holds, count, first, last) => {
  const set = new ImmediateSets(builder).where([{ expression, holds }], base);
  const members = membersOf(set);
  expect([members.length, members[0], members.at(-1), set.first()]).toEqual([
    count,
    first,
    last,
    first,
  ]);
});

test('what other sources are counts each time', () => {
  const sets = new ImmediateSets(builder);
  const expression = builder.compare('eq', immediate, builder.extract(x0, 0, 16));
  const firsts = [7n, 9n, 7n].map((value) =>
    sets.where([{ expression, holds: true }], () => value),
  );
  expect(firsts.map((set) => set.first())).toEqual([7, 9, 7]);
});

test('conditions that exclude each other leave none', () => {
  const expression = builder.extract(immediate, 0, 1);
  const set = new ImmediateSets(builder).where(
    [true, false].map((holds) => ({ expression, holds })),
    base,
  );
  expect([set.first(), membersOf(set)]).toEqual([undefined, []]);
});
