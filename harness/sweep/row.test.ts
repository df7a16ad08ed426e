import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findCaller } from '../calls/caller.ts';
import type { Prober } from '../calls/prober.ts';
import type { ImaginaryStub } from '../testing/sweep/imaginary-stub.ts';
import { openImaginaryStub } from '../testing/sweep/imaginary-stub.ts';
import { FollowedCalls } from './followed-calls.ts';
import { allImmediates } from './immediates.ts';
import type { Row, RowSetting } from './row.ts';
import { makeRow } from './row.ts';

/** Rows of the stub of the immediate ABI, of which HVC #1 and #2 do something, all others nothing. */

let stub: ImaginaryStub;
beforeAll(async () => {
  stub = await openImaginaryStub();
});
afterAll(() => stub.builder.close());

const situation = { caller: findCaller('host'), given: new Map() };

/** Behaviours are numbered by what becomes of x0 and VBAR_EL2: 0 for neither. */
function make(setting: Partial<RowSetting>): Promise<Row> {
  return makeRow({
    calls: new FollowedCalls(stub),
    situation,
    range: { from: 0, to: 15 },
    exhaustive: false,
    behaviourOf: ({ flow: { before, after } }) =>
      Number(after.register('x0') !== before.register('x0')) +
      2 * Number(after.register('vbar_el2') !== before.register('vbar_el2')),
    behaviourOfUncovered: () => 9,
    ...setting,
  });
}

const runsOf = ({ runs }: Row): number[][] =>
  runs.map(({ from, to, behaviour }) => [from, to, behaviour]);

const known = [
  [0, 0, 0],
  [1, 1, 1],
  [2, 2, 2],
];

test.each([
  ['all immediates', allImmediates, [...known, [3, 0xffff, 0]]],
  ['one', { from: 2, to: 2 }, [[2, 2, 2]]],
  ['two that differ', { from: 1, to: 2 }, known.slice(1)],
  ['some that do nothing', { from: 100, to: 200 }, [[100, 200, 0]]],
  ['the last one of all', { from: 0xffff, to: 0xffff }, [[0xffff, 0xffff, 0]]],
])('the row of %s', async (_, range, runs) => {
  const row = await make({ range });
  expect([runsOf(row), row.complete]).toEqual([runs, true]);
});

test('a row of all immediates takes one call for each way', async () => {
  expect((await make({ range: allImmediates })).calls).toBe(3);
});

test('each immediate can be executed besides', async () => {
  const row = await make({ exhaustive: true });
  expect([runsOf(row), row.calls, [...row.disproved]]).toEqual([[...known, [3, 15, 0]], 19, []]);
});

test('an executed HVC counts where it does not do what its way says', async () => {
  const { prober, session } = stub;
  const call: Prober['call'] = (...given) => {
    const record = prober.call(...given);
    const [, immediate] = given;
    if (immediate === 7) {
      record.after.set('x19', 0x77n);
    }
    return record;
  };
  const wrong = new Proxy(prober, {
    get: (target, name: keyof Prober) => {
      const own: unknown = target[name];
      return name === 'call' ? call : typeof own === 'function' ? own.bind(target) : own;
    },
  });
  const row = await make({
    exhaustive: true,
    calls: new FollowedCalls({ session, prober: wrong }),
  });
  expect([...row.disproved]).toEqual([0]);
});

test('immediates of which no way is known have the reason in its place', async () => {
  const calls = new FollowedCalls(stub);
  const ways: typeof calls.ways = async (...given) => {
    const { paths } = await FollowedCalls.prototype.ways.apply(calls, given);
    const [first, ...others] = paths;
    const { conditions = [], flow } = others.at(-1) ?? {};
    const base = flow?.base ?? ((): bigint => 0n);
    return {
      paths: [...(first === undefined ? [] : [first]), ...others.slice(0, -1)],
      uncovered: [{ conditions, base, reason: 'more than 2 ways', at: undefined }],
    };
  };
  const row = await make({ calls: Object.assign(calls, { ways }) });
  expect(row.complete).toBe(false);
  expect(runsOf(row).filter(([, , behaviour]) => behaviour === 9)).toEqual([[1, 1, 9]]);
});
