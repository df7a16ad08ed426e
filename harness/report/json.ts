import { given } from '../collections/given.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { jsonDocument, schemas } from '../diagnostics/json-document.ts';
import type { RunEvent, TestResult, TrialFallback } from '../run/event.ts';
import type { Verdict } from '../run/verdict.ts';
import type { EngineCheckTotals } from './engine-check-totals.ts';
import { engineCheckTotals } from './engine-check-totals.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';

type RunStart = Extract<RunEvent, { type: 'run-start' }>;

/**
 * The JSON report. Register and memory values are hexadecimal text, since 64 bits do not fit a JSON
 * number.
 */
export interface JsonReport {
  readonly schema: (typeof schemas)['run'];
  /** That of the schema, by its former name. */
  readonly version: 1;
  readonly seed: number;
  /** Limited to tests that failed before. */
  readonly rerun?: boolean;
  /** One of several parts of a run; the parts of one have the same digest. */
  readonly shard?: RunStart['shard'];
  readonly interrupted: boolean;
  /** Microseconds of wall time. */
  readonly us: number;
  readonly counts: Readonly<Record<Verdict, number>>;
  /** The mean of `trials` over the tests that have it; left out where none has. */
  readonly trialsPerTest?: number;
  /** Tests whose data flow did not say which values to try, by their ids; the trials of that are not in the mean. */
  readonly fallbacks: readonly ({ readonly test: string } & TrialFallback)[];
  /** Only of a run with a second engine. */
  readonly engineCheck?: EngineCheckTotals;
  /** Fixture files that could not be loaded. */
  readonly fileErrors: readonly {
    readonly file: string;
    readonly diagnostics: readonly Diagnostic[];
  }[];
  /** In the order in which they ended. */
  readonly tests: readonly TestResult[];
}

/** One JSON document with all that is known of a run. */
export class JsonReporter implements Reporter {
  readonly #write: ReporterOptions['write'];
  readonly #tests: TestResult[] = [];
  readonly #fileErrors: { file: string; diagnostics: readonly Diagnostic[] }[] = [];
  #start: Pick<RunStart, 'seed' | 'rerun' | 'shard'> = { seed: 0 };

  constructor(options: ReporterOptions) {
    this.#write = options.write;
  }

  handle(event: RunEvent): void {
    switch (event.type) {
      case 'run-start': {
        const { seed, rerun, shard } = event;
        this.#start = {
          seed,
          ...given({ rerun, shard }),
        };
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
          schema: schemas.run,
          version: 1,
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
        this.#write(jsonDocument('run', report));
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
