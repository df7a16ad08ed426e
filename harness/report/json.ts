import { given } from '../collections/given.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Plain } from '../collections/plain.ts';
import { RunHeader } from '../run/document-header.ts';
import { jsonDocument } from './json-document.ts';
import type { runShape } from './run-shape.ts';
import type { RunEvent, TestResult } from '../run/event.ts';
import { engineCheckTotals } from './engine-check-totals.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';

type RunStart = Extract<RunEvent, { type: 'run-start' }>;

/** The JSON report. Register and memory values are hexadecimal text, since 64 bits do not fit a JSON number. */
export type JsonReport = Plain<typeof runShape>;

/** One JSON document with all that is known of a run. */
export class JsonReporter implements Reporter {
  readonly #write: ReporterOptions['write'];
  readonly #tests: TestResult[] = [];
  readonly #fileErrors: { file: string; diagnostics: readonly Diagnostic[] }[] = [];
  readonly #header = new RunHeader();
  #start: Pick<RunStart, 'rerun' | 'shard'> = {};

  constructor(options: ReporterOptions) {
    this.#write = options.write;
  }

  handle(event: RunEvent): void {
    this.#header.handle(event);
    switch (event.type) {
      case 'run-start': {
        const { rerun, shard } = event;
        this.#start = given({ rerun, shard });
        return;
      }
      case 'test-start':
        return;
      case 'file-error':
        this.#fileErrors.push({ file: event.file, diagnostics: event.diagnostics });
        return;
      case 'test-end':
        this.#tests.push(event.result);
        return;
      case 'run-end': {
        const report: JsonReport = {
          ...this.#header.of('run'),
          ...this.#start,
          interrupted: event.interrupted,
          us: event.us,
          counts: event.counts,
          ...meanTrials(this.#tests),
          fallbacks: fallbacksOf(this.#tests),
          ...given({ engineCheck: engineCheckTotals(this.#tests) }),
          fileErrors: this.#fileErrors,
          tests: this.#tests,
        };
        this.#write(jsonDocument(report));
      }
    }
  }
}

function meanTrials(tests: readonly TestResult[]): Pick<JsonReport, 'trialsPerTest'> {
  const trials = tests.flatMap((test) => test.trials ?? []);
  return trials.length === 0
    ? {}
    : { trialsPerTest: trials.reduce((sum, count) => sum + count, 0) / trials.length };
}

function fallbacksOf(tests: readonly TestResult[]): JsonReport['fallbacks'] {
  return tests.flatMap(({ id, fallback }) =>
    fallback === undefined ? [] : { test: id, ...fallback },
  );
}
