import { describe, expect, test } from '@jest/globals';
import type { CallRecord } from '../calls/call-record.ts';
import type { PathCondition } from './condition.ts';
import type { ExploreSetting, FollowedCall } from './explore.ts';
import { explore } from './explore.ts';
import type { Flow } from './flow.ts';
import type { FlowValue } from './flow-state.ts';
import { newFlowLanguage } from './following.ts';
import type { Source } from './source.ts';
import { solverOfAll } from './way-solver.ts';

const language = newFlowLanguage();
const { builder, sources } = language;
const immediate = builder.input(sources.immediate, 16);
const wide = builder.extend('zero-extend', immediate, 64);
const target = builder.binary('add', wide, builder.constant(0x1000, 64));
const below = (limit: number): FlowValue =>
  builder.compare('ult', immediate, builder.constant(limit, 16));

const isFree = (source: Source): boolean => source === sources.immediate;
/** One input needs no other solver. */
const smt = { ask: () => Promise.reject(new Error('asked')), close: () => Promise.resolve() };

/** What a call with a number finds on its way: the conditions of a program that is imagined. */
type Program = (number: bigint) => readonly Omit<PathCondition, 'step'>[];

const branch = (limit: number, number: bigint): Omit<PathCondition, 'step'> => ({
  kind: 'branch',
  expression: below(limit),
  holds: number < BigInt(limit),
});

const jump = (number: bigint): Omit<PathCondition, 'step'> => ({
  kind: 'target',
  expression: builder.compare('eq', target, builder.constant(number + 0x1000n, 64)),
  holds: true,
  equation: { value: target, number: number + 0x1000n },
});

async function exploreProgram(program: Program, setting: Partial<ExploreSetting> = {}) {
  const numbers: bigint[] = [];
  const { paths, uncovered } = await explore({
    language,
    isFree,
    most: 1000,
    solve: solverOfAll({ language, isFree, smt }),
    call: (values): FollowedCall => {
      const number = values.get(sources.immediate) ?? 0x8000n;
      numbers.push(number);
      const conditions = program(number).map((condition) => ({ ...condition, step: 0 }));
      const flow: Partial<Flow> = { conditions, base: () => number, sources, builder };
      const record: Partial<CallRecord> = { steps: [] };
      return { record: record as CallRecord, flow: flow as Flow };
    },
    ...setting,
  });
  return { numbers, paths: paths.length, reasons: uncovered.map(({ reason }) => reason) };
}

const threeBranches: Program = (number) => [2, 4, 6].map((limit) => branch(limit, number));
/** Whatever the number is, it goes as with 9. */
const astray: Program = () => [branch(4, 9n)];

describe('exploring', () => {
  test.each<[string, Program, number]>([
    ['no condition', () => [], 1],
    ['a branch', (number) => [branch(4, number)], 2],
    [
      'a branch that is always taken on one way',
      (number) => [branch(4, number), branch(9, number)],
      3,
    ],
    [
      'a branch after a branch',
      (number) => (number < 4n ? [branch(4, number), branch(2, number)] : [branch(4, number)]),
      3,
    ],
  ])('finds each way: %s', async (_, program, paths) => {
    expect(await exploreProgram(program)).toMatchObject({ paths, reasons: [] });
  });

  test('takes each target of the image by itself, and all others as one', async () => {
    const known = [
      { from: 0x1000n, to: 0x1003n },
      { from: 0x1100n, to: 0x1101n },
    ];
    const { numbers, paths, reasons } = await exploreProgram((number) => [jump(number)], { known });
    const inside = numbers.filter((number) => number < 3n || number === 0x100n);
    expect([paths, new Set(inside), reasons]).toEqual([5, new Set([0n, 1n, 2n, 0x100n]), []]);
  });

  test('takes no virtual address for one of the image, or for none of it', async () => {
    const known = [{ from: 0x1000n, to: 0x1003n }];
    const anywhere = builder.extend('zero-extend', builder.concat(immediate, immediate), 64);
    const goesAnywhere: Program = (number) => [
      {
        kind: 'target',
        expression: builder.compare('eq', anywhere, builder.constant(number * 0x1_0001n, 64)),
        holds: true,
        equation: { value: anywhere, number: number * 0x1_0001n, isVirtual: true },
      },
    ];
    const { paths, reasons } = await exploreProgram(goesAnywhere, { known });
    expect([paths, reasons]).toEqual([1, ['it goes where an input says']]);
  });

  test('takes 256 targets, and says that there are more', async () => {
    const known = [{ from: 0x1000n, to: 0x1200n }];
    const { paths, reasons } = await exploreProgram((number) => [jump(number)], { known });
    expect([paths, reasons]).toEqual([256, ['more than 256 targets']]);
  });

  test('ends at the most ways', async () => {
    expect((await exploreProgram(threeBranches, { most: 2 })).reasons).toContain(
      'more than 2 ways',
    );
  });

  test('says where a value is not followed', async () => {
    const expression = builder.opaque('AESE', [immediate], 1);
    const program: Program = () => [{ kind: 'branch', expression, holds: true }];
    expect(await exploreProgram(program)).toMatchObject({
      paths: 1,
      reasons: ['a condition depends on a value that is not followed'],
    });
  });

  test('fails where a call does not go the way that it was made for', async () => {
    await expect(exploreProgram(astray)).rejects.toThrow(
      'a call does not go the way that it was made for',
    );
  });
});
