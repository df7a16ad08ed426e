import { expect, test } from '@jest/globals';
import type { Test } from '../fixture/test.ts';
import type { TestResult } from './event.ts';
import type { Verdict } from './verdict.ts';
import { runWithRetries } from './retry.ts';

/** The verdicts that a test gets in its rounds -> what is reported of it in the end. */
test.each<[string, number, readonly Verdict[], string]>([
  ['passes at once', 2, ['pass'], 'pass: '],
  ['never passes', 2, ['fail', 'fail', 'timeout'], 'timeout: number 2'],
  [
    'passes the second time',
    2,
    ['fail', 'pass'],
    'flaky: failed once (fail: number 0), then passed',
  ],
  [
    'passes the third time',
    2,
    ['crash', 'fail', 'pass'],
    'flaky: failed 2 times (fail: number 1), then passed',
  ],
  ['fails without retries', 0, ['fail'], 'fail: number 0'],
  ['is no failure', 3, ['xfail'], 'xfail: number 0'],
])('a test that %s', async (_, retries, rounds, expected) => {
  let round = -1;
  const emitted: string[] = [];
  await runWithRetries(
    [{ id: 'one' } as Test],
    retries,
    async (use) => {
      round += 1;
      await use({
        run: async (_tests, emit) => {
          const verdict = rounds[round];
          const reason = verdict === 'pass' ? {} : { reason: `number ${round}` };
          emit(0, { verdict, findings: [], ...reason } as unknown as TestResult);
        },
        engines: undefined,
        stop: () => {},
        close: () => {},
      });
    },
    (index, { verdict, reason = '' }) => emitted.push(`${index} ${verdict}: ${reason}`),
  );
  expect(emitted).toEqual([`0 ${expected}`]);
});
