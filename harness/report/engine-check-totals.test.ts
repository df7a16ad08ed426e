import { expect, test } from '@jest/globals';
import type { EngineCheck, TestResult } from '../run/event.ts';
import { resultWithout } from '../run/result-without.ts';
import { engineCheckLines, engineCheckTotals } from './engine-check-totals.ts';

const place = { file: 'a.yaml', line: 1, column: 1 };

function result(engineCheck: EngineCheck | undefined, differs = false): TestResult {
  const test = { id: 'a', file: 'a.yaml', name: 'a', place, tags: [] };
  const found = {
    code: 'engines-differ',
    subject: { kind: 'outcome' },
    message: 'another outcome',
  } as const;
  return {
    ...resultWithout(test as unknown as Parameters<typeof resultWithout>[0], 'pass'),
    findings: differs ? [found] : [],
    ...(engineCheck === undefined ? {} : { engineCheck }),
  };
}

const agreeing = { compared: 2, deviations: {}, refusals: [] };
const flags = { compared: 3, deviations: { flags: 3 }, refusals: [] };
const refused = { compared: 1, deviations: { flags: 1 }, refusals: ['no RAM', 'no RAM'] };

test('counts calls, not their stretches', () => {
  const totals = engineCheckTotals([
    result(undefined),
    result(agreeing),
    result(flags),
    result(flags),
    result(refused),
    result(flags, true),
  ]);
  expect(totals).toEqual({
    calls: 5,
    agree: 1,
    deviate: 2,
    differ: 1,
    refused: 1,
    deviations: { flags: 4 },
    refusals: { 'no RAM': 1 },
  });
  expect(totals && engineCheckLines(totals)).toEqual([
    'second engine: 5 calls, 1 agree, 2 but for named deviations, 1 not compared, 1 differ',
    '       4  flags',
    '       1  no RAM',
  ]);
});

test('says nothing where no second engine was asked for', () => {
  expect(engineCheckTotals([result(undefined)])).toBeUndefined();
});
