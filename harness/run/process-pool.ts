import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Test } from '../fixture/test.ts';
import { sessionKey } from './build.ts';
import type { TestResult } from './event.ts';
import { resultWithout, traceCommand } from './run-test.ts';
import type { TestRunner } from './test-runner.ts';
import type { Loss, WorkerListener, WorkerSetting } from './worker-process.ts';
import { WorkerProcess, workerModule } from './worker-process.ts';
import type { NumberedTest } from './worker-message.ts';

export interface PoolSetting extends Omit<WorkerSetting, 'module'> {
  /** Processes at a time. */
  readonly jobs: number;
  /** What the processes run; hcall's own worker if left out. */
  readonly module?: string;
}

/** A group larger than this share of what one process has to do is cut, so that no process is left with all of it. */
const largestShare = 0.5;

/** How many processes start before it is known how much there is to do. */
const earlyStarts = 2;

/**
 * Runs tests in child processes, so that nothing that a test does can end more than that test. Tests that share a
 * session go to the same process, as far as the number of processes allows.
 */
export class ProcessPool implements TestRunner {
  readonly #setting: WorkerSetting;
  readonly #jobs: number;
  readonly #workers = new Set<WorkerProcess>();
  readonly #idle: WorkerProcess[] = [];
  readonly #killAll = (): void => this.#workers.forEach((worker) => worker.kill());
  #queue: (readonly NumberedTest[])[] = [];
  #waiting = 0;
  #tell: (index: number, result: TestResult) => void = () => {};
  #settle: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;
  #missing: HcallError | undefined;

  constructor({ jobs, module = workerModule, ...setting }: PoolSetting) {
    this.#setting = { ...setting, module };
    this.#jobs = jobs;
    process.once('exit', this.#killAll);
    for (let started = 0; started < Math.min(jobs, earlyStarts); started += 1) {
      this.#idle.push(this.#start());
    }
  }

  run(tests: readonly Test[], tell: (index: number, result: TestResult) => void): Promise<void> {
    this.#queue = groups(tests, this.#jobs);
    this.#waiting = tests.length;
    this.#tell = tell;
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#hire();
    });
  }

  /** Lets `run` resolve with the results that there are. */
  stop(): void {
    this.#queue = [];
    this.#settle?.resolve();
    this.close();
  }

  /** Ends every process, at once. */
  close(): void {
    this.#killAll();
    this.#workers.clear();
    this.#idle.length = 0;
    process.off('exit', this.#killAll);
  }

  #start(): WorkerProcess {
    const listener: WorkerListener = {
      onResult: (index, result) => {
        this.#waiting -= 1;
        this.#tell(index, result);
      },
      onIdle: (worker) => {
        this.#idle.push(worker);
        this.#hire();
      },
      onLoss: (worker, loss) => this.#replace(worker, loss),
      onMissing: (diagnostics) => this.#giveUp(diagnostics),
    };
    const worker = new WorkerProcess(this.#setting, listener);
    this.#workers.add(worker);
    return worker;
  }

  /** Gives every group in the queue to a process, as long as there are processes. */
  #hire(): void {
    if (this.#missing !== undefined) {
      this.#settle?.reject(this.#missing);
      return;
    }
    while (this.#queue.length > 0) {
      const worker =
        this.#idle.shift() ?? (this.#workers.size < this.#jobs ? this.#start() : undefined);
      if (worker === undefined) {
        return;
      }
      worker.run(this.#queue.shift() ?? []);
    }
    if (this.#waiting === 0) {
      this.#settle?.resolve();
    }
  }

  #replace(worker: WorkerProcess, { verdict, reason, lost, rest }: Loss): void {
    this.#workers.delete(worker);
    const idle = this.#idle.indexOf(worker);
    if (idle >= 0) {
      this.#idle.splice(idle, 1);
    }
    if (rest.length > 0) {
      this.#queue.unshift(rest);
    }
    for (const { index, test } of lost) {
      this.#waiting -= 1;
      this.#tell(index, { ...resultWithout(test, verdict), reason, trace: traceCommand(test) });
    }
    this.#hire();
  }

  #giveUp([first, ...rest]: readonly Diagnostic[]): void {
    if (first !== undefined) {
      this.#missing = new HcallError([first, ...rest]);
      this.#settle?.reject(this.#missing);
    }
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
