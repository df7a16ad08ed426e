import { formatPlace } from '../diagnostics/place.ts';
import type { TestResult } from '../run/event.ts';
import { firstNames } from './causes.ts';
import { failureGroups } from './failure-groups.ts';
import { codeFence, codeSpan } from './markdown.ts';
import type { ReporterOptions } from './reporter.ts';
import { plainLines } from './result-text.ts';
import { totalWords, verdictEntries } from './verdict.ts';
import type { WholeRun } from './whole-run.ts';
import { causesOf, failuresOf, WholeRunReporter } from './whole-run.ts';

/** A job summary of GitHub holds one MiB; what comes later is counted. */
const mostFailures = 100;

/** The summary of a job of GitHub Actions (GITHUB_STEP_SUMMARY): Markdown, the totals first, then each failure. */
export class JobSummaryReporter extends WholeRunReporter {
  constructor(options: ReporterOptions) {
    super(options.write, (run) => summary(run, options.readSource));
  }
}

function summary(
  { seed, events, end }: WholeRun,
  readSource: ReporterOptions['readSource'],
): string {
  const groups = failureGroups(failuresOf(events));
  const more = groups.length - mostFailures;
  const lines = [
    '## hcall',
    '',
    `${totalWords(end)} (seed ${seed})`,
    ...causesOf(events).flatMap((cause) => [
      '',
      ...cause.diagnostics.map(
        ({ message, code, place }) =>
          `- ${code}: ${codeSpan(message)}${place === undefined ? '' : ` at ${codeSpan(formatPlace(place))}`}`,
      ),
      ...firstNames(cause.names).map((name) => `  - ${codeSpan(name)}`),
    ]),
    ...groups
      .slice(0, mostFailures)
      .flatMap(({ results: [first, ...others] }) => [
        ...failure(first, plainLines(first, seed, readSource)),
        ...same(others),
      ]),
    ...(more > 0 ? ['', `and failures in ${more} more ways`] : []),
    '',
  ];
  return lines.join('\n');
}

/** Those that failed in the same way. */
function same(others: readonly TestResult[]): string[] {
  return others.length === 0
    ? []
    : [
        '',
        `${others.length} more failed in the same way:`,
        '',
        ...firstNames(others.map(({ id }) => id)).map((name) => `- ${codeSpan(name)}`),
      ];
}

function failure({ verdict, id }: TestResult, text: readonly string[]): string[] {
  const fence = codeFence(text);
  return ['', `### ${verdictEntries[verdict].mark} ${codeSpan(id)}`, '', fence, ...text, fence];
}
