import { given } from '../collections/given.ts';
import type { Finding } from '../judge/finding.ts';
import type { RunEvent, TestResult } from '../run/event.ts';
import { Causes, firstNames } from './causes.ts';
import { exceptionFacts } from './exception-text.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { diagnosticResult, sarifLog } from './sarif.ts';
import type { SarifResult } from './sarif.ts';
import { passedAgainstExpectation, verdictEntries } from './verdict.ts';

/** What the verdicts mean that come without a finding or an error. */
const explanations: Readonly<Record<string, string>> = {
  xpass: 'A test that is marked as one that fails has passed: remove the mark.',
  timeout: 'A test was stopped, since it took longer than the limit.',
  crash: 'The process that ran the test ended before the test did.',
  error: 'A test could not run.',
  fail: 'A test failed.',
};

/** A log of a run for code scanning: each failure at the instruction to blame, else at the test. */
export class SarifReporter implements Reporter {
  readonly #options: ReporterOptions;
  readonly #results: SarifResult[] = [];
  /** An error that many tests share is one result. */
  readonly #causes = new Causes();

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  handle(event: RunEvent): void {
    switch (event.type) {
      case 'run-start':
      case 'test-start':
        return;
      case 'file-error':
        this.#causes.add(event.file, event.diagnostics);
        return;
      case 'test-end':
        this.#results.push(...this.#resultsOf(event.result));
        return;
      case 'run-end': {
        const causes = this.#causes.list.flatMap((cause) =>
          cause.diagnostics.map((diagnostic) => {
            const { message, ...result } = diagnosticResult(diagnostic);
            return {
              ...result,
              message: [message, 'it keeps from running:', ...firstNames(cause.names)].join('\n'),
            };
          }),
        );
        this.#options.write(
          sarifLog(
            [...this.#results, ...causes],
            given({ serviceFile: this.#options.serviceFile, explanations }),
          ),
        );
      }
    }
  }

  #resultsOf(result: TestResult): SarifResult[] {
    const { id, verdict, findings, diagnostics = [], notes, reason = '', place } = result;
    const noted: SarifResult[] = notes.map((note) => ({
      code: note.code,
      level: 'note',
      message: `${note.message}\n${id}`,
      place: note.place ?? place,
      identity: `${note.code} ${id}`,
    }));
    if (!verdictEntries[verdict].failure && verdict !== 'flaky') {
      return noted;
    }
    if (diagnostics.length > 0) {
      this.#causes.add(id, diagnostics);
    }
    const level = verdict === 'flaky' ? 'warning' : 'error';
    const found = findings.map(
      (finding) => ({ ...this.#finding(finding, result), level }) as const,
    );
    const isExplained = found.length > 0 || diagnostics.length > 0;
    const text = verdict === 'xpass' ? passedAgainstExpectation(reason) : reason;
    const plain: SarifResult = {
      code: verdict,
      level,
      message: [text === '' ? verdict : text, id, ...exceptionFacts(result)].join('\n'),
      place,
      identity: `${verdict} ${id}`,
    };
    return [...noted, ...found, ...(isExplained ? [] : [plain])];
  }

  #finding(finding: Finding, result: TestResult): Omit<SarifResult, 'level'> {
    const { code, message, expected, found, parts = [], by } = finding;
    const values = [
      ...(expected === undefined ? [] : [`expected ${expected}`]),
      ...(found === undefined ? [] : [`found ${found}`]),
    ].join(', ');
    const lines = [
      values === '' ? message : `${message}: ${values}`,
      ...parts.map((part) => `${part.name}: expected ${part.expected}, found ${part.found}`),
      result.id,
      ...exceptionFacts(result),
      ...(result.trace === undefined ? [] : [result.trace]),
    ];
    return {
      code,
      message: lines.join('\n'),
      place: by?.place ?? result.place,
      identity: `${code} ${result.id}`,
    };
  }
}
