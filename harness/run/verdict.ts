export const verdicts = [
  'pass',
  'fail',
  'skip',
  'xfail',
  'xpass',
  'flaky',
  'timeout',
  'crash',
  'error',
] as const;

/** How a test ended. */
export type Verdict = (typeof verdicts)[number];

/** Whether a verdict makes the run fail. */
export function isFailure(verdict: Verdict): boolean {
  return verdict !== 'pass' && verdict !== 'skip' && verdict !== 'xfail' && verdict !== 'flaky';
}
