import type { Test } from '../fixture/test.ts';
import type { TestResult } from './event.ts';
import type { Verdict } from './verdict.ts';

/** The result of a test of which nothing is known but its verdict. */
export function resultWithout({ id, file, name, place, tags }: Test, verdict: Verdict): TestResult {
  const nothing = { findings: [], clobbered: [], notes: [], us: 0 };
  return { id, file, name, place, tags, verdict, ...nothing };
}
