import type { RunEvent } from '../run/event.ts';
import type { Verdict } from '../run/verdict.ts';

/** How reports speak of a verdict. */
export interface VerdictEntry {
  /** Whether it makes the run fail. */
  readonly failure: boolean;
  /** As a test's mark; failures in capitals, so that a search for them finds nothing else. */
  readonly mark: string;
  /** After a number of tests, in the totals. */
  readonly counted: string;
}

export const verdictEntries: Readonly<Record<Verdict, VerdictEntry>> = {
  pass: { failure: false, mark: 'ok', counted: 'passed' },
  fail: { failure: true, mark: 'FAIL', counted: 'failed' },
  xpass: { failure: true, mark: 'XPASS', counted: 'passed against expectation' },
  timeout: { failure: true, mark: 'TIMEOUT', counted: 'timed out' },
  crash: { failure: true, mark: 'CRASH', counted: 'crashed' },
  error: { failure: true, mark: 'ERROR', counted: 'could not run' },
  flaky: { failure: false, mark: 'flaky', counted: 'flaky' },
  xfail: { failure: false, mark: 'xfail', counted: 'failed as expected' },
  skip: { failure: false, mark: 'skip', counted: 'skipped' },
};

/** Counts in words, failures in their order of weight; none where there is nothing to count. */
export function countWords(counts: Readonly<Record<Verdict, number>>): string[] {
  return Object.entries(verdictEntries).flatMap(([verdict, entry]) => {
    const count = counts[verdict as Verdict];
    return count === 0 ? [] : [`${count} ${entry.counted}`];
  });
}

type RunEnd = Extract<RunEvent, { type: 'run-end' }>;

/** What a run comes to, in words: the totals, and what kept tests from running. */
export function totalWords(end: RunEnd): string {
  const words = countWords(end.counts);
  return [...(words.length === 0 ? [nothingRan] : words), ...lackWords(end)].join(', ');
}

/** What is said in place of totals where there are none. */
export const nothingRan = 'no test ran';

/** What kept tests from running, and whether the run came to its end. */
export function lackWords({ fileErrors, interrupted }: RunEnd): string[] {
  return [
    ...(fileErrors === 0
      ? []
      : [
          fileErrors === 1
            ? '1 of the files has mistakes'
            : `${fileErrors} of the files have mistakes`,
        ]),
    ...(interrupted ? ['interrupted'] : []),
  ];
}

/** What is wrong with a test that passes and is marked as one that fails, for `reason`. */
export function passedAgainstExpectation(reason: string): string {
  return reason === ''
    ? 'passed, but is expected to fail'
    : `passed, but is expected to fail: ${reason}`;
}
