import type { Test } from '../fixture/test.ts';
import type { TestResult } from './event.ts';
import type { TestRunner } from './test-runner.ts';
import { isFailure } from './verdict.ts';

/**
 * Runs tests, and again, each round in a runner of its own, those that failed, up to `retries` times. A test that
 * passes then is flaky: the same code on the same machine gave two results, and its reason says what the other was.
 */
export async function runWithRetries(
  tests: readonly Test[],
  retries: number,
  withRunner: (use: (runner: TestRunner) => Promise<void>) => Promise<void>,
  emit: (index: number, result: TestResult) => void,
): Promise<void> {
  let failed = new Map<number, TestResult>();
  await withRunner((runner) =>
    runner.run(tests, (index, result) => {
      if (retries > 0 && isFailure(result.verdict)) {
        failed.set(index, result);
      } else {
        emit(index, result);
      }
    }),
  );
  for (let round = 1; round <= retries && failed.size > 0; round += 1) {
    const before = failed;
    const indices = [...before.keys()].toSorted((a, b) => a - b);
    failed = new Map(before);
    await withRunner((runner) =>
      runner.run(
        indices.flatMap((index) => tests[index] ?? []),
        (position, result) => {
          const index = indices[position] ?? 0;
          const last = before.get(index);
          if (last === undefined || isFailure(result.verdict)) {
            failed.set(index, result);
          } else {
            failed.delete(index);
            emit(index, flaky(last, result, round));
          }
        },
      ),
    );
  }
  for (const [index, result] of failed) {
    emit(index, result);
  }
}

/** The pass, with the findings of the failure before it: what differed. */
function flaky(failed: TestResult, passed: TestResult, round: number): TestResult {
  const symptom =
    failed.findings[0]?.message ??
    failed.reason ??
    failed.diagnostics?.[0]?.message ??
    failed.verdict;
  const times = round === 1 ? 'once' : `${round} times`;
  return {
    ...passed,
    verdict: 'flaky',
    findings: failed.findings,
    ...(failed.defect === undefined ? {} : { defect: failed.defect }),
    reason: `failed ${times} (${failed.verdict}: ${symptom}), then passed`,
  };
}
