import type { Test } from '../fixture/test.ts';
import type { Image } from '../image/image.ts';
import { sessionKey } from './build.ts';
import type { TestResult } from './event.ts';
import { runItems } from './items.ts';
import type { Reach } from './reach.ts';
import type { NumberedTest, RunWorkers } from './request.ts';
import { resultWithout } from './run-test.ts';
import type { TestRunner } from './test-runner.ts';

/** Hears which code tests reach. */
export interface ReachListener {
  /** The code of a session; once for each. */
  readonly onImage: (key: string, abi: string, image: Image) => void;
  readonly onReach: (test: Test, reach: Reach) => void;
}

/** A group larger than this share of what one process has to do is cut, so that no process is left with all of it. */
const largestShare = 0.5;

export interface WorkerRunnerOptions {
  /**
   * Whether tests that share a session go to the same process, as far as the number of processes allows; else each goes
   * by itself, in their order.
   */
  readonly grouped: boolean;
  readonly reach?: ReachListener | undefined;
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
    const { grouped, reach } = this.#options;
    const known = new Set<string>();
    const work = grouped
      ? groups(tests, this.#workers.jobs)
      : tests.map((test, index) => [{ index, test }]);
    const requests = work.map((items) => ({
      type: 'tests' as const,
      items,
      reach: reach !== undefined,
    }));
    return runItems(this.#workers, requests, {
      onReport: (report) => {
        const test = tests[report.index];
        if (report.type === 'result' && test !== undefined) {
          if (report.reach !== undefined) {
            reach?.onReach(test, report.reach);
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
    });
  }

  stop(): void {
    this.#workers.stop();
  }

  close(): void {
    this.#workers.close();
  }
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
