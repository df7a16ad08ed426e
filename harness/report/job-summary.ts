import { formatPlace } from '../diagnostics/place.ts';
import type { TestResult } from '../run/event.ts';
import { causeNames } from './causes.ts';
import { codeFence, codeSpan } from './markdown.ts';
import type { ReporterOptions } from './reporter.ts';
import { plainLines } from './result-text.ts';
import { totalWords, verdictEntries } from './verdict.ts';
import type { WholeRun } from './whole-run.ts';
import { causesOf, WholeRunReporter } from './whole-run.ts';

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
  const failed = events.flatMap((event) =>
    event.type === 'test-end' &&
    verdictEntries[event.result.verdict].failure &&
    event.result.diagnostics === undefined
      ? [event.result]
      : [],
  );
  const more = failed.length - mostFailures;
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
      ...causeNames(cause).map((name) => `  - ${codeSpan(name)}`),
    ]),
    ...failed
      .slice(0, mostFailures)
      .flatMap((result) => failure(result, plainLines(result, seed, readSource))),
    ...(more > 0 ? ['', `and ${more} more failures`] : []),
    '',
  ];
  return lines.join('\n');
}

function failure({ verdict, id }: TestResult, text: readonly string[]): string[] {
  const fence = codeFence(text);
  return ['', `### ${verdictEntries[verdict].mark} ${codeSpan(id)}`, '', fence, ...text, fence];
}
