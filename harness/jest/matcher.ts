import { expect } from '@jest/globals';
import { shownLines } from '../diagnostics/shown.ts';
import { resultParagraphs } from '../report/result-text.ts';
import { verdictEntries } from '../report/verdict.ts';
import type { TestResult } from '../run/event.ts';
import { readSourceIfThere } from '../files/regular-file.ts';

declare module 'expect' {
  interface Matchers<R> {
    /** The result of a fixture's test is no failure: passed, skipped, or failed as it was expected to. */
    toPassHcall(seed?: number): R;
  }
}

expect.extend({
  toPassHcall(received: unknown, seed = 0) {
    const result = received as TestResult;
    return {
      pass: !verdictEntries[result.verdict].failure,
      message: () => {
        const reason = result.reason === undefined ? '' : ` (${result.reason})`;
        const paragraphs = resultParagraphs(result, {
          seed,
          colour: false,
          readSource: readSourceIfThere,
        });
        const text = paragraphs.map((lines) => lines.join('\n')).join('\n\n');
        return shownLines(`${result.id}: ${result.verdict}${reason}\n\n${text}`);
      },
    };
  },
});
