import { describe, expect, test } from '@jest/globals';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { RunEvent, TestResult } from './event.ts';
import type { Verdict } from './verdict.ts';
import { verdicts } from './verdict.ts';
import type { RecordedRun } from './merge.ts';
import { merge } from './merge.ts';

const none = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
const order = ['f > a', 'f > b', 'f > c', 'g > a'];

interface Part {
  readonly index?: number;
  readonly tests?: readonly string[];
  readonly digest?: string;
  readonly seed?: number;
  readonly cutOff?: boolean;
  readonly hcall?: string;
  /** The version of Unicorn. */
  readonly unicorn?: string;
  readonly cpu?: 'cortex-a72' | 'max';
}

function part({
  index = 1,
  tests = [],
  digest = 'd1',
  seed = 7,
  cutOff,
  ...ran
}: Part): RecordedRun {
  const results = tests.map((id): RunEvent => ({
    type: 'test-end',
    result: { id, verdict: 'pass' } as TestResult,
  }));
  const events: RunEvent[] = [
    {
      type: 'run-start',
      seed,
      total: tests.length,
      shard: { index, count: 2, digest, order },
      ...(ran.hcall === undefined ? {} : { hcall: ran.hcall }),
      ...(ran.cpu === undefined ? {} : { cpu: [ran.cpu] }),
    },
    { type: 'file-error', file: 'h.yaml', diagnostics: [] },
    ...results,
  ];
  const end: RunEvent = {
    type: 'run-end',
    counts: { ...none, pass: tests.length },
    fileErrors: 1,
    interrupted: false,
    us: index * 100,
    ...(ran.unicorn === undefined
      ? {}
      : { engines: { engine: { name: 'unicorn', version: ran.unicorn } } }),
  };
  return { file: `part-${index}`, events: cutOff === true ? events : [...events, end] };
}

const first = part({ index: 1, tests: ['f > a', 'f > c'] });
const second = part({ index: 2, tests: ['f > b', 'g > a'] });

describe('the shards of one run', () => {
  const events = merge([second, first]);

  test('become a run with the tests in the order of the whole', () => {
    expect(events.flatMap((event) => (event.type === 'test-end' ? [event.result.id] : []))).toEqual(
      order,
    );
  });

  test('begin once, report a file once, and end with the sum', () => {
    expect(events.filter(({ type }) => !type.startsWith('test'))).toEqual([
      { type: 'run-start', seed: 7, total: 4 },
      { type: 'file-error', file: 'h.yaml', diagnostics: [] },
      {
        type: 'run-end',
        counts: { ...none, pass: 4 },
        fileErrors: 1,
        interrupted: false,
        us: 200,
      },
    ]);
  });
});

test('the whole says what its parts ran on, as far as they say it', () => {
  const parts = [
    part({ index: 1, hcall: '1.2.3', cpu: 'max', cutOff: true }),
    part({ index: 2, hcall: '1.2.3', cpu: 'cortex-a72', unicorn: '2.0.1' }),
  ];
  const all = merge(parts);
  expect(all[0]).toMatchObject({ hcall: '1.2.3', cpu: ['cortex-a72', 'max'] });
  expect(all.at(-1)).toMatchObject({ engines: { engine: { name: 'unicorn', version: '2.0.1' } } });
});

test('a part that was cut off leaves the whole interrupted', () => {
  const cut = part({ index: 2, tests: ['f > b'], cutOff: true });
  expect(merge([first, cut]).at(-1)).toMatchObject({ interrupted: true, counts: { pass: 3 } });
});

test.each<[string, RecordedRun[], string]>([
  ['a missing shard', [first], 'of 2 shards, 2 is missing'],
  ['a shard twice', [first, first], "'part-1' and 'part-1' are both shard 1 of 2"],
  [
    'another whole',
    [first, part({ index: 2, digest: 'd2' })],
    "'part-2' is a part of another run than 'part-1'",
  ],
  [
    'another version of hcall',
    [part({ hcall: '1.0.0' }), part({ index: 2, hcall: '1.1.0' })],
    "'part-2' has hcall 1.1.0, and 'part-1' has hcall 1.0.0",
  ],
  [
    'another version of the engine',
    [part({ unicorn: '2.0.1' }), part({ index: 2, unicorn: '2.1.4' })],
    "'part-2' has unicorn 2.1.4, and 'part-1' has unicorn 2.0.1",
  ],
  [
    'another seed',
    [first, part({ index: 2, seed: 8 })],
    "'part-2' has the seed 8, and 'part-1' has the seed 7",
  ],
  [
    'a test in two parts',
    [first, part({ index: 2, tests: ['f > a'] })],
    "'part-1' and 'part-2' both ran the test 'f > a'",
  ],
  ['a blob without a run', [{ file: 'empty', events: [] }], "'empty' has no run in it"],
])('refuses %s', (_, runs, message) => {
  let error: unknown;
  try {
    merge(runs);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(HcallError);
  expect((error as HcallError).diagnostics[0]).toMatchObject({ code: 'blobs-do-not-fit', message });
});
