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

/** What a run comes to, in words: the totals, and what kept tests from running. */
export function totalWords({
  counts,
  fileErrors,
  interrupted,
}: Extract<RunEvent, { type: 'run-end' }>): string {
  const words = countWords(counts);
  return [
    ...(words.length === 0 ? ['no test ran'] : words),
    ...(fileErrors === 0
      ? []
      : [
          fileErrors === 1
            ? '1 of the files has mistakes'
            : `${fileErrors} of the files have mistakes`,
        ]),
    ...(interrupted ? ['interrupted'] : []),
  ].join(', ');
}

/** What is wrong with a test that passes and is marked as one that fails, for `reason`. */
export function passedAgainstExpectation(reason: string): string {
  return reason === ''
    ? 'passed, but is expected to fail'
    : `passed, but is expected to fail: ${reason}`;
}
