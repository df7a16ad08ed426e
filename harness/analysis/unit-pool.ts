import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { UnitRequest, UnitWorkResult } from './unit-runner.ts';
import { UnitRunner } from './unit-runner.ts';
import type { UnitAnswer } from './unit-worker.ts';

/** What came of a part: its result, or why there is none. */
export type UnitOutcome = { readonly result: UnitWorkResult } | { readonly failure: string };

export interface PoolOptions {
  /** Processes at a time. */
  readonly jobs: number;
  /** Milliseconds that one part may take. Without a deadline this process does all the work itself. */
  readonly timeout?: number;
  /** Called after each part. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends it all: the promise rejects with the signal's reason. */
  readonly interruption?: AbortSignal;
}

const workerModule = fileURLToPath(
  new URL(`./unit-worker${extname(import.meta.url)}`, import.meta.url),
);

/**
 * Does all parts; the outcomes are in the order of the requests, whatever the number of processes. Rejects with an
 * HcallError for what is wrong with a subject.
 */
export function runUnits(
  requests: readonly UnitRequest[],
  options: PoolOptions,
): Promise<UnitOutcome[]> {
  const { timeout } = options;
  return timeout === undefined
    ? runHere(requests, options)
    : new UnitPool(requests, { ...options, timeout }).run();
}

async function runHere(
  requests: readonly UnitRequest[],
  { onProgress, interruption }: PoolOptions,
): Promise<UnitOutcome[]> {
  const runner = new UnitRunner();
  const outcomes: UnitOutcome[] = [];
  try {
    for (const request of requests) {
      interruption?.throwIfAborted();
      outcomes.push({ result: await runner.run(request) });
      onProgress?.(outcomes.length, requests.length);
      // Signals get their turn.
      await new Promise(setImmediate);
    }
  } finally {
    await runner.close();
  }
  return outcomes;
}

class UnitPool {
  readonly #requests: readonly UnitRequest[];
  readonly #options: PoolOptions & { readonly timeout: number };
  readonly #outcomes: UnitOutcome[] = [];
  readonly #children = new Set<ChildProcess>();
  readonly #killAll = (): void => this.#children.forEach((child) => child.kill('SIGKILL'));
  #next = 0;
  #done = 0;
  #resolve: (outcomes: UnitOutcome[]) => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor(
    requests: readonly UnitRequest[],
    options: PoolOptions & { readonly timeout: number },
  ) {
    this.#requests = requests;
    this.#options = options;
  }

  async run(): Promise<UnitOutcome[]> {
    const { interruption, jobs } = this.#options;
    const interrupted = (): void => this.#reject(interruption?.reason as Error);
    process.once('exit', this.#killAll);
    interruption?.addEventListener('abort', interrupted);
    try {
      return await new Promise((resolve, reject) => {
        this.#resolve = resolve;
        this.#reject = reject;
        for (let started = 0; started < Math.min(jobs, this.#requests.length); started += 1) {
          this.#start();
        }
      });
    } finally {
      this.#killAll();
      process.off('exit', this.#killAll);
      interruption?.removeEventListener('abort', interrupted);
    }
  }

  #start(): void {
    const child = fork(workerModule, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#children.add(child);
    this.#give(child);
  }

  /** Gives the child the next part, and has it replaced if it does not answer. */
  #give(child: ChildProcess): void {
    const index = this.#next;
    const request = this.#requests[index];
    if (request === undefined) {
      this.#dismiss(child);
      return;
    }
    this.#next += 1;
    const { timeout } = this.#options;
    const lose = (failure: string): void => {
      this.#dismiss(child);
      this.#settle(index, { failure });
      if (this.#next < this.#requests.length) {
        this.#start();
      }
    };
    const timer = setTimeout(() => lose(`no end after ${timeout / 1000} s`), timeout);
    child.removeAllListeners();
    child.once('error', (error) => {
      clearTimeout(timer);
      lose(error.message);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      lose(
        signal === null
          ? `its process ended with exit code ${code}`
          : `its process was ended by ${signal}`,
      );
    });
    child.once('message', (answer: UnitAnswer) => {
      clearTimeout(timer);
      if (answer.type === 'mistake') {
        this.#reject(new HcallError(answer.diagnostics as [Diagnostic, ...Diagnostic[]]));
        return;
      }
      this.#settle(index, { result: answer.result });
      this.#give(child);
    });
    child.send(request);
  }

  #dismiss(child: ChildProcess): void {
    child.removeAllListeners();
    child.kill('SIGKILL');
    this.#children.delete(child);
  }

  #settle(index: number, outcome: UnitOutcome): void {
    this.#outcomes[index] = outcome;
    this.#done += 1;
    this.#options.onProgress?.(this.#done, this.#requests.length);
    if (this.#done === this.#requests.length) {
      this.#resolve(this.#outcomes);
    }
  }
}
