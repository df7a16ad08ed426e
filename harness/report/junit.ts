import { renderDiagnostic } from '../diagnostics/render.ts';
import type { RunEvent, TestResult } from '../run/event.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { escapeMarkup } from './markup.ts';
import { resultParagraphs } from './result-text.ts';
import { passedAgainstExpectation } from './verdict.ts';

/** A test case as the report needs it. */
interface TestCase {
  readonly name: string;
  readonly us: number;
  readonly problem?: {
    readonly element: ProblemElement;
    readonly type: string;
    readonly message: string;
    readonly text: string;
  };
}

/** The flaky ones are Surefire's: the case counts as passed, and its failure is kept. */
type ProblemElement = 'failure' | 'error' | 'skipped' | 'flakyFailure' | 'flakyError';

/**
 * JUnit XML, as Jenkins' xUnit plugin describes it (junit-10.xsd): a suite for each fixture file. Only elements and
 * attributes of that schema are used, which is what other viewers understand, too.
 */
export class JunitReporter implements Reporter {
  readonly #options: ReporterOptions;
  readonly #suites = new Map<string, TestCase[]>();
  #seed = 0;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  handle(event: RunEvent): void {
    switch (event.type) {
      case 'run-start':
        this.#seed = event.seed;
        return;
      case 'test-start':
        return;
      case 'file-error':
        this.#add(event.file, {
          name: 'the file can be run',
          us: 0,
          problem: {
            element: 'error',
            type: event.diagnostics[0]?.code ?? 'error',
            message: event.diagnostics[0]?.message ?? '',
            text: event.diagnostics
              .map((one) => renderDiagnostic(one, { colour: false }))
              .join('\n'),
          },
        });
        return;
      case 'test-end':
        this.#add(event.result.file, this.#testCase(event.result));
        return;
      case 'run-end':
        this.#options.write(this.#document(event.us));
    }
  }

  #add(file: string, testCase: TestCase): void {
    const suite = this.#suites.get(file);
    if (suite === undefined) {
      this.#suites.set(file, [testCase]);
    } else {
      suite.push(testCase);
    }
  }

  #testCase(result: TestResult): TestCase {
    const name = result.id.slice(`${result.file} > `.length);
    const { us, verdict, reason = '' } = result;
    const first = result.findings[0];
    switch (verdict) {
      case 'pass':
        return { name, us };
      case 'flaky':
        return {
          name,
          us,
          problem: {
            element: first === undefined ? 'flakyError' : 'flakyFailure',
            type: first?.code ?? verdict,
            message: reason,
            text: this.#text(result),
          },
        };
      case 'skip':
      case 'xfail':
        return {
          name,
          us,
          problem: { element: 'skipped', type: verdict, message: reason, text: '' },
        };
      case 'fail':
        return {
          name,
          us,
          problem: {
            element: 'failure',
            type: first?.code ?? verdict,
            message: first?.message ?? reason,
            text: this.#text(result),
          },
        };
      case 'xpass':
        return {
          name,
          us,
          problem: {
            element: 'failure',
            type: verdict,
            message: passedAgainstExpectation(reason),
            text: this.#text(result),
          },
        };
      case 'timeout':
      case 'crash':
      case 'error':
        return {
          name,
          us,
          problem: {
            element: 'error',
            type: result.diagnostics?.[0]?.code ?? verdict,
            message: reason === '' ? (result.diagnostics?.[0]?.message ?? '') : reason,
            text: this.#text(result),
          },
        };
    }
  }

  #text(result: TestResult): string {
    const { readSource } = this.#options;
    const options = {
      colour: false,
      seed: this.#seed,
      ...(readSource === undefined ? {} : { readSource }),
    };
    return resultParagraphs(result, options).flat().join('\n');
  }

  #document(us: number): string {
    const suites = [...this.#suites].map(([file, cases]) => this.#suite(file, cases));
    const all = [...this.#suites.values()].flat();
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="hcall" tests="${all.length}" failures="${countOf(all, 'failure')}" errors="${countOf(all, 'error')}" time="${seconds(us)}">`,
      ...suites,
      '</testsuites>',
      '',
    ].join('\n');
  }

  #suite(file: string, cases: readonly TestCase[]): string {
    const us = cases.reduce((sum, one) => sum + one.us, 0);
    return [
      `  <testsuite name="${escapeMarkup(file)}" file="${escapeMarkup(file)}" tests="${cases.length}" failures="${countOf(cases, 'failure')}" errors="${countOf(cases, 'error')}" skipped="${countOf(cases, 'skipped')}" time="${seconds(us)}">`,
      '    <properties>',
      `      <property name="seed" value="${this.#seed}"/>`,
      '    </properties>',
      ...cases.flatMap((testCase) => caseElement(file, testCase)),
      '  </testsuite>',
    ].join('\n');
  }
}

function caseElement(file: string, { name, us, problem }: TestCase): string[] {
  const attributes = `classname="${escapeMarkup(file)}" name="${escapeMarkup(name)}" time="${seconds(us)}"`;
  if (problem === undefined) {
    return [`    <testcase ${attributes}/>`];
  }
  const { element, type, message, text } = problem;
  const isFlaky = element === 'flakyFailure' || element === 'flakyError';
  const content = isFlaky ? `<stackTrace>${escapeMarkup(text)}</stackTrace>` : escapeMarkup(text);
  return [
    `    <testcase ${attributes}>`,
    `      <${element} type="${escapeMarkup(type)}" message="${escapeMarkup(message)}">${content}</${element}>`,
    '    </testcase>',
  ];
}

function countOf(cases: readonly TestCase[], element: 'failure' | 'error' | 'skipped'): number {
  return cases.filter(({ problem }) => problem?.element === element).length;
}

/** Three decimals: readers of older schemas refuse more. */
function seconds(us: number): string {
  return (us / 1e6).toFixed(3);
}
