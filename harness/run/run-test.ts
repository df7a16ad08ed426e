import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Test } from '../fixture/test.ts';
import { reportDefect } from '../workers/defect.ts';
import { checkStubs } from './check-stubs.ts';
import type { TestResult } from './event.ts';
import type { Verdict } from './verdict.ts';
import type { Execution } from './execute.ts';
import { executeTest } from './execute.ts';
import { areExpected } from './expected-findings.ts';
import { resultWithout } from './result-without.ts';
import type { Tools } from './tools.ts';

/** What makes a test inapplicable to vectors that take the place of its own: they lack what it is about. */
const lacking: ReadonlySet<string> = new Set(['table-not-in-vectors', 'unknown-symbol']);

/** What no other test could do without. */
const missingTools: ReadonlySet<string> = new Set([
  'engine-missing',
  'engine-version',
  'emulator-missing',
]);

/**
 * Runs one test in this process. A mistake in its sources is its verdict; throws an HcallError when a tool is missing,
 * which no other test could do without.
 */
export function runTest(test: Test, { builder, execute }: Tools, clock: () => number): TestResult {
  if (test.skip !== undefined) {
    return { ...resultWithout(test, 'skip'), reason: test.skip };
  }
  const start = clock();
  try {
    const session = builder.session(test);
    // Stubs are made for a test's own vectors.
    if (test.vectors.isReplaced !== true) {
      checkStubs(test, builder);
    }
    const execution = executeTest(session, test, execute);
    return {
      ...resultWithout(test, verdictOf(execution, test)),
      ...execution,
      ...(test.xfail === undefined ? {} : { reason: test.xfail }),
      us: clock() - start,
    };
  } catch (error) {
    const us = clock() - start;
    if (!(error instanceof HcallError)) {
      // A defect of hcall in one test must not take the verdicts of the others with it.
      const defect = reportDefect(error);
      const reason = `defect in hcall: ${defect.message}`;
      return { ...resultWithout(test, 'crash'), reason, defect, us };
    }
    if (isMissingTool(error)) {
      throw error;
    }
    if (
      test.vectors.isReplaced === true &&
      error.diagnostics.every(({ code }) => lacking.has(code))
    ) {
      return { ...resultWithout(test, 'skip'), reason: error.message, us };
    }
    const expected = test.steps.flatMap(({ expectation }) => expectation.findings ?? []);
    if (areExpected(error.diagnostics, expected)) {
      return { ...resultWithout(test, 'pass'), us };
    }
    return { ...resultWithout(test, 'error'), diagnostics: error.diagnostics, us };
  }
}

function isMissingTool({ diagnostics }: HcallError): boolean {
  const [first] = diagnostics;
  return first !== undefined && missingTools.has(first.code);
}

function verdictOf({ findings }: Execution, { xfail }: Test): Verdict {
  if (findings.some(({ code }) => code === 'engines-differ')) {
    // No mistake of the vectors is expected to do that.
    return 'fail';
  }
  const passed = findings.length === 0;
  if (xfail === undefined) {
    return passed ? 'pass' : 'fail';
  }
  return passed ? 'xpass' : 'xfail';
}
