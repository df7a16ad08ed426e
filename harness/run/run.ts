import { existsSync } from 'node:fs';
import { given } from '../collections/given.ts';
import { packageVersion } from '../installation.ts';
import type { EngineVersions } from '../machine/engine-version.ts';
import { AbiLibrary } from '../abi/library.ts';
import { processorsOf } from './document-header.ts';
import type { RunEvent, TestResult } from './event.ts';
import type { Verdict } from './verdict.ts';
import { isFailure, verdicts } from './verdict.ts';
import type { Isolation } from './isolation.ts';
import { openWorkers } from './isolation.ts';
import type { RunWorkers } from './request.ts';
import { ResultsInOrder } from './results-in-order.ts';
import { runWithRetries } from './retry.ts';
import type { Selected, Selection } from './select.ts';
import { select } from './select.ts';
import type { Shard } from './shard.ts';
import { shardDigest, testsOfShard } from './shard.ts';
import type { TestRunner } from './test-runner.ts';
import type { ToolSetting } from './tool-setting.ts';
import { withTrace } from './trace-command.ts';
import type { CorrectionListener, ReachListener } from './worker-runner.ts';
import { WorkerRunner } from './worker-runner.ts';

export interface RunOptions extends Selection, ToolSetting {
  /** Stop after the first test that fails. */
  readonly bail: boolean;
  /** Folders of ABIs, the first that has a name wins. */
  readonly abiFolders: readonly string[];
  /** Microseconds, monotonic. */
  readonly clock: () => number;
  /** Ends the run: with isolation at once, else after the test that is under way. */
  readonly interruption?: AbortSignal;
  /** Left out: the tests run in this process, and a crash of the engine ends it. */
  readonly isolation?: Isolation;
  /** A part of the tests. */
  readonly shard?: Shard;
  /** Ids: only these tests. */
  readonly only?: ReadonlySet<string>;
  /** Options of the command line, for the commands that reports print; none if left out. */
  readonly repeat?: readonly string[];
  /** How often a test that fails runs again; 0 if left out. */
  readonly retries?: number;
  /** Hears which code the tests reach; only with isolation. */
  readonly reach?: ReachListener;
  /** Hears how the tests that fail would pass. */
  readonly onCorrections?: CorrectionListener;
  /** Workers that have other work afterwards, in place of some of the run's own: it leaves them open, unless it is interrupted. */
  readonly workers?: RunWorkers;
}

/**
 * Runs the selected tests and reports what happens, in a stable order. Throws an HcallError when a path does not exist
 * or an engine is missing; a mistake in a fixture or a source is reported as an event.
 */
export async function run(options: RunOptions, emit: (event: RunEvent) => void): Promise<void> {
  const runners = new Runners(options);
  const { interruption } = options;
  const stop = (): void => runners.stop();
  interruption?.addEventListener('abort', stop);
  try {
    await new Run(options, runners, emit).run();
  } finally {
    interruption?.removeEventListener('abort', stop);
    runners.close();
  }
}

class Run {
  readonly #options: RunOptions;
  readonly #runners: Runners;
  readonly #emit: (event: RunEvent) => void;
  readonly #counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<
    Verdict,
    number
  >;
  #bailed = false;

  constructor(options: RunOptions, runners: Runners, emit: (event: RunEvent) => void) {
    this.#options = options;
    this.#runners = runners;
    this.#emit = emit;
  }

  async run(): Promise<void> {
    const { clock, retries = 0, interruption } = this.#options;
    const start = clock();
    const { tests, errors } = this.#start();
    if (tests.length > 0 && interruption?.aborted !== true) {
      const results = new ResultsInOrder((result) => this.#end(result));
      await runWithRetries(tests, retries, this.#runners.withRunner, (index, result) =>
        results.add(index, result),
      );
      results.flush();
    }
    this.#emit({
      type: 'run-end',
      ...given({ engines: this.#runners.engines }),
      counts: this.#counts,
      fileErrors: errors.length,
      interrupted: interruption?.aborted === true,
      us: clock() - start,
    });
  }

  /** Reads the fixtures and reports what will run. */
  #start(): Pick<Selected, 'tests' | 'errors'> {
    const { seed, cpu, shard, only, abiFolders } = this.#options;
    const selected = select(this.#options, new AbiLibrary(abiFolders));
    const { tests: all, errors } = selected;
    const gone = only === undefined ? [] : goneTests(only, selected);
    const wanted = only === undefined ? all : all.filter(({ id }) => only.has(id));
    const tests = shard === undefined ? wanted : testsOfShard(wanted, shard);
    this.#emit({
      type: 'run-start',
      hcall: packageVersion(),
      cpu: processorsOf(
        tests.map(({ abi }) => abi),
        cpu,
      ),
      seed,
      total: tests.length,
      ...(only === undefined ? {} : { rerun: true }),
      ...(gone.length === 0 ? {} : { gone }),
      ...(shard === undefined
        ? {}
        : {
            shard: {
              index: shard.index,
              count: shard.count,
              digest: shardDigest(wanted, shard),
              order: wanted.map(({ id }) => id),
            },
          }),
    });
    for (const { file, diagnostics } of errors) {
      this.#emit({ type: 'file-error', file, diagnostics });
    }
    return { tests, errors };
  }

  #end(result: TestResult): void {
    if (this.#bailed) {
      return;
    }
    this.#counts[result.verdict] += 1;
    this.#emit({ type: 'test-start', id: result.id });
    this.#emit({ type: 'test-end', result: withTrace(result, this.#options.repeat ?? []) });
    if (this.#options.bail && isFailure(result.verdict)) {
      this.#bailed = true;
      this.#runners.stop();
    }
  }
}

/**
 * Which of some ids are no test's any more: their file was read and has none of that name, or is not there. Nothing is said
 * of files that the run leaves out, or that have a mistake.
 */
function goneTests(ids: ReadonlySet<string>, { known, files, errors }: Selected): string[] {
  const broken = new Set(errors.map(({ file }) => file));
  return [...ids].filter((id) => {
    const file = files.find((name) => id.startsWith(`${name} > `)) ?? id.split(' > ')[0] ?? '';
    return !known.has(id) && !broken.has(file) && (files.includes(file) || !existsSync(file));
  });
}

/** Makes runners. The first starts at once, so that engines load while fixtures are read. */
class Runners {
  readonly #options: RunOptions;
  #current: TestRunner | undefined;
  #engines: EngineVersions | undefined;
  #stopped = false;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#current = this.#create();
  }

  readonly withRunner = async (use: (runner: TestRunner) => Promise<void>): Promise<void> => {
    if (this.#stopped) {
      return;
    }
    this.#current ??= this.#create();
    await use(this.#current);
    this.close();
  };

  stop(): void {
    this.#stopped = true;
    this.#current?.stop();
  }

  /** What the tests ran on; undefined where none came to that. */
  get engines(): EngineVersions | undefined {
    return this.#current?.engines ?? this.#engines;
  }

  close(): void {
    this.#engines = this.engines;
    if (this.#options.workers === undefined) {
      this.#current?.close();
    }
    this.#current = undefined;
  }

  #create(): TestRunner {
    const { isolation, clock, reach, onCorrections, workers } = this.#options;
    return new WorkerRunner(workers ?? openWorkers(this.#options, isolation, clock), {
      grouped: isolation !== undefined,
      reach,
      onCorrections,
    });
  }
}
