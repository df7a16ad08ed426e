import type { Verdict } from './event.ts';

/** Whether a verdict makes the run fail. */
export function isFailure(verdict: Verdict): boolean {
  return verdict !== 'pass' && verdict !== 'skip' && verdict !== 'xfail' && verdict !== 'flaky';
}
