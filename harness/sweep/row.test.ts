import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findCaller } from '../calls/caller.ts';
import type { ImaginaryStub } from '../testing/sweep/imaginary-stub.ts';
import { openImaginaryStub } from '../testing/sweep/imaginary-stub.ts';
import { CallSeries } from './call-series.ts';
import { Classifier } from './classifier.ts';
import type { RowSetting } from './row.ts';
import { allImmediates, makeRow } from './row.ts';

/** Rows of the stub of the immediate ABI, of which HVC #1 and #2 do something, all others nothing. */

let stub: ImaginaryStub;
beforeAll(async () => {
  stub = await openImaginaryStub();
});
afterAll(() => stub.builder.close());

interface Made {
  /** First and last immediate of each run. */
  readonly runs: readonly (readonly [number, number])[];
  readonly complete: boolean;
  readonly calls: number;
  /** How many behaviours the runs have. */
  readonly behaviours: number;
}

function make(setting: Partial<RowSetting>): Made {
  const situation = { caller: findCaller('host'), given: new Map() };
  const batch = new CallSeries(stub.prober, new Classifier(stub.prober), situation);
  const row = makeRow(batch, {
    range: { from: 0, to: 15 },
    complete: true,
    notable: [],
    seed: 1,
    ...setting,
  });
  return {
    runs: row.runs.map(({ from, to }) => [from, to]),
    complete: row.complete,
    calls: batch.calls,
    behaviours: new Set(row.runs.map(({ behaviour }) => behaviour)).size,
  };
}

const known = [
  [0, 0],
  [1, 1],
  [2, 2],
];

test('neighbours that behave alike are one run, and two runs may be alike', () => {
  const { runs, behaviours } = make({});
  expect([runs, behaviours]).toEqual([[...known, [3, 15]], 3]);
});

test.each([
  ['one immediate', { from: 2, to: 2 }, [[2, 2]]],
  [
    'two that differ',
    { from: 1, to: 2 },
    [
      [1, 1],
      [2, 2],
    ],
  ],
  ['none that does anything', { from: 100, to: 200 }, [[100, 200]]],
  ['the last one of all', { from: 0xffff, to: 0xffff }, [[0xffff, 0xffff]]],
])('a range of %s', (_, range, runs) => {
  expect(make({ range }).runs).toEqual(runs);
});

test('from the last immediate down it is the same row', () => {
  expect(make({ backwards: true }).runs).toEqual(make({}).runs);
});

test('samples find what the notable immediates do, with few calls', () => {
  const { runs, complete, calls } = make({ range: allImmediates, complete: false, notable: [1] });
  expect([runs, complete]).toEqual([[...known, [3, 0xffff]], false]);
  expect(calls).toBeLessThan(1000);
});

test('a row of samples is that of all calls', () => {
  const range = { from: 0, to: 999 };
  const [sampled, all] = [false, true].map((complete) => make({ range, complete, notable: [1] }));
  expect(sampled?.runs).toEqual(all?.runs);
  expect([sampled?.complete, all?.complete]).toEqual([false, true]);
});
