import { given } from '../collections/given.ts';
import type { TestResult } from '../run/event.ts';
import { escapeMarkup } from './markup.ts';
import type { ReporterOptions } from './reporter.ts';
import { diagnosticLines, resultParagraphs } from './result-text.ts';
import { passedAgainstExpectation } from './verdict.ts';
import type { FileEvent, WholeRun } from './whole-run.ts';
import { byFile, WholeRunReporter } from './whole-run.ts';

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
export class JunitReporter extends WholeRunReporter {
  constructor(options: ReporterOptions) {
    super(options.write, (run) => junit(run, options.readSource));
  }
}

function junit({ seed, events, end }: WholeRun, readSource: ReporterOptions['readSource']): string {
  const suites = [...byFile(events)].map(([file, ofFile]) => ({
    file,
    cases: ofFile.map((event) =>
      caseOf(event, (result) =>
        resultParagraphs(result, { colour: false, seed, ...given({ readSource }) })
          .flat()
          .join('\n'),
      ),
    ),
  }));
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="hcall" tests="${all.length}" failures="${countOf(all, 'failure')}" errors="${countOf(all, 'error')}" time="${seconds(end.us)}">`,
    ...suites.flatMap(({ file, cases }) => suiteElement(file, cases, seed)),
    '</testsuites>',
    '',
  ].join('\n');
}

/** `textOf` is what a failed test's element holds. */
function caseOf(event: FileEvent, textOf: (result: TestResult) => string): TestCase {
  if (event.type === 'file-error') {
    const { diagnostics } = event;
    return {
      name: 'the file can be run',
      us: 0,
      problem: {
        element: 'error',
        type: diagnostics[0]?.code ?? 'error',
        message: diagnostics[0]?.message ?? '',
        text: diagnostics.flatMap((one) => diagnosticLines(one, false)).join('\n'),
      },
    };
  }
  const { name, us } = event.result;
  const problem = problemOf(event.result, textOf);
  return { name, us, ...given({ problem }) };
}

function problemOf(
  result: TestResult,
  textOf: (result: TestResult) => string,
): TestCase['problem'] {
  const { verdict, reason = '', findings, diagnostics } = result;
  const [first] = findings;
  switch (verdict) {
    case 'pass':
      return undefined;
    case 'skip':
    case 'xfail':
      return { element: 'skipped', type: verdict, message: reason, text: '' };
    case 'flaky':
      return {
        element: first === undefined ? 'flakyError' : 'flakyFailure',
        type: first?.code ?? verdict,
        message: reason,
        text: textOf(result),
      };
    case 'fail':
      return {
        element: 'failure',
        type: first?.code ?? verdict,
        message: first?.message ?? reason,
        text: textOf(result),
      };
    case 'xpass':
      return {
        element: 'failure',
        type: verdict,
        message: passedAgainstExpectation(reason),
        text: textOf(result),
      };
    case 'timeout':
    case 'crash':
    case 'error':
      return {
        element: 'error',
        type: diagnostics?.[0]?.code ?? verdict,
        message: reason === '' ? (diagnostics?.[0]?.message ?? '') : reason,
        text: textOf(result),
      };
  }
}

function suiteElement(file: string, cases: readonly TestCase[], seed: number): string[] {
  const us = cases.reduce((sum, one) => sum + one.us, 0);
  return [
    `  <testsuite name="${escapeMarkup(file)}" file="${escapeMarkup(file)}" tests="${cases.length}" failures="${countOf(cases, 'failure')}" errors="${countOf(cases, 'error')}" skipped="${countOf(cases, 'skipped')}" time="${seconds(us)}">`,
    '    <properties>',
    `      <property name="seed" value="${seed}"/>`,
    '    </properties>',
    ...cases.flatMap((testCase) => caseElement(file, testCase)),
    '  </testsuite>',
  ];
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
