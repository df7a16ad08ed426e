import type { Test } from '../fixture/test.ts';
import type { EngineVersions } from '../machine/engine-version.ts';
import type { Image } from '../image/image.ts';
import { sessionKey } from './session-key.ts';
import type { Corrections } from './correction.ts';
import type { TestResult } from './event.ts';
import type { ItemListener } from './items.ts';
import { runItems } from './items.ts';
import type { Reach } from './reach.ts';
import type { NumberedTest, RunWorkers } from './request.ts';
import { resultWithout } from './result-without.ts';
import type { TestRunner } from './test-runner.ts';

/** Hears which code tests reach. */
export interface ReachListener {
  /** The code of a session; once for each. */
  readonly onImage: (key: string, abi: string, image: Image) => void;
  readonly onReach: (test: Test, reach: Reach) => void;
}

/** Hears what the expectations of a test that fails would have to be. */
export type CorrectionListener = (test: Test, corrections: Corrections) => void;

/**
 * What things cost, in milliseconds on an idle machine; only the relation counts: a process until it is ready, a session, of
 * which its sources are the most, and a test in it.
 */
const costs = { process: 250, session: 25, test: 1 } as const;

/** A process is started for work of so many times its own start. */
const worthOfProcess = 2;

/** A group larger than this share of what one process has to do is cut, so that no process is left with all of it. */
const largestShare = 0.5;

export interface WorkerRunnerOptions {
  /**
   * Whether tests that share a session go to the same process, as far as the number of processes allows; else each goes
   * by itself, in their order.
   */
  readonly grouped: boolean;
  readonly reach?: ReachListener | undefined;
  readonly onCorrections?: CorrectionListener | undefined;
}

/** Runs tests by workers. */
export class WorkerRunner implements TestRunner {
  readonly #workers: RunWorkers;
  readonly #options: WorkerRunnerOptions;

  constructor(workers: RunWorkers, options: WorkerRunnerOptions) {
    this.#workers = workers;
    this.#options = options;
  }

  run(tests: readonly Test[], emit: (index: number, result: TestResult) => void): Promise<void> {
    const { grouped, reach, onCorrections } = this.#options;
    const known = new Set<string>();
    const processes = worthwhileProcesses(tests, this.#workers.jobs);
    const work = grouped ? groups(tests, processes) : tests.map((test, index) => [{ index, test }]);
    const requests = work.map((items) => ({
      type: 'tests' as const,
      items,
      reach: reach !== undefined,
      corrections: onCorrections !== undefined,
    }));
    const listener: ItemListener = {
      onReport: (report) => {
        const test = tests[report.index];
        if (report.type === 'result' && test !== undefined) {
          if (report.reach !== undefined) {
            reach?.onReach(test, report.reach);
          }
          if (report.corrections !== undefined) {
            onCorrections?.(test, report.corrections);
          }
          emit(report.index, report.result);
        }
      },
      onLost: (index, verdict, reason) => {
        const test = tests[index];
        if (test !== undefined) {
          emit(index, { ...resultWithout(test, verdict), reason });
        }
      },
      onImage: (key, abi, image) => {
        if (!known.has(key)) {
          known.add(key);
          reach?.onImage(key, abi, image);
        }
      },
    };
    return runItems(this.#workers, requests, listener, processes);
  }

  get engines(): EngineVersions | undefined {
    return this.#workers.engines;
  }

  stop(): void {
    this.#workers.stop();
  }

  close(): void {
    this.#workers.close();
  }
}

/** How many processes tests are worth: with more of them, the starts take longer than they save. */
export function worthwhileProcesses(tests: readonly Test[], jobs: number): number {
  const sessions = new Set(tests.map(sessionKey)).size;
  const work = sessions * costs.session + tests.length * costs.test;
  return Math.min(jobs, 1 + Math.floor(work / (costs.process * worthOfProcess)));
}

/** The tests by session, the largest groups first, since a large one that starts last makes everyone wait for it. */
function groups(tests: readonly Test[], jobs: number): NumberedTest[][] {
  const bySession = new Map<string, NumberedTest[]>();
  for (const [index, test] of tests.entries()) {
    const key = sessionKey(test);
    const known = bySession.get(key);
    if (known === undefined) {
      bySession.set(key, [{ index, test }]);
    } else {
      known.push({ index, test });
    }
  }
  const size = Math.max(1, Math.ceil((tests.length / jobs) * largestShare));
  return [...bySession.values()]
    .flatMap((group) =>
      Array.from({ length: Math.ceil(group.length / size) }, (_, part) =>
        group.slice(part * size, (part + 1) * size),
      ),
    )
    .toSorted((a, b) => b.length - a.length);
}
