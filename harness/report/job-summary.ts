import { formatPlace } from '../diagnostics/place.ts';
import type { RunEvent, TestResult } from '../run/event.ts';
import { Causes, causeNames } from './causes.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { codeFence, codeSpan } from './markdown.ts';
import { resultParagraphs } from './result-text.ts';
import { passedAgainstExpectation, totalWords, verdictEntries } from './verdict.ts';

/** A job summary of GitHub holds one MiB; what comes later is counted. */
const mostFailures = 100;

/** The summary of a job of GitHub Actions (GITHUB_STEP_SUMMARY): Markdown, the totals first, then each failure. */
export class JobSummaryReporter implements Reporter {
  readonly #options: ReporterOptions;
  readonly #failed: TestResult[] = [];
  readonly #causes = new Causes();
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
        this.#causes.add(event.file, event.diagnostics);
        return;
      case 'test-end':
        this.#add(event.result);
        return;
      case 'run-end':
        this.#options.write(this.#document(event));
    }
  }

  #add(result: TestResult): void {
    if (!verdictEntries[result.verdict].failure) {
      return;
    }
    if (result.diagnostics === undefined) {
      this.#failed.push(result);
    } else {
      this.#causes.add(result.id, result.diagnostics);
    }
  }

  #document(end: Extract<RunEvent, { type: 'run-end' }>): string {
    const more = this.#failed.length - mostFailures;
    const lines = [
      '## hcall',
      '',
      `${totalWords(end)} (seed ${this.#seed})`,
      ...this.#causes.list.flatMap((cause) => [
        '',
        ...cause.diagnostics.map(
          ({ message, code, place }) =>
            `- ${code}: ${codeSpan(message)}${place === undefined ? '' : ` at ${codeSpan(formatPlace(place))}`}`,
        ),
        ...causeNames(cause).map((name) => `  - ${codeSpan(name)}`),
      ]),
      ...this.#failed.slice(0, mostFailures).flatMap((result) => this.#failure(result)),
      ...(more > 0 ? ['', `and ${more} more failures`] : []),
      '',
    ];
    return lines.join('\n');
  }

  #failure(result: TestResult): string[] {
    const { readSource } = this.#options;
    const options = {
      colour: false,
      seed: this.#seed,
      ...(readSource === undefined ? {} : { readSource }),
    };
    const text = [
      ...(result.verdict === 'xpass' ? [passedAgainstExpectation(result.reason ?? '')] : []),
      ...resultParagraphs(result, options).flat(),
    ];
    const fence = codeFence(text);
    return [
      '',
      `### ${verdictEntries[result.verdict].mark} ${codeSpan(result.id)}`,
      '',
      fence,
      ...text,
      fence,
    ];
  }
}
