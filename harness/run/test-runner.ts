import type { Test } from '../fixture/test.ts';
import type { TestResult } from './event.ts';
import { runTest } from './run-test.ts';
import type { Tools } from './tools.ts';

/** Runs tests somewhere. */
export interface TestRunner {
  /**
   * Tells the result of each test by its number, in any order. Rejects with an HcallError when a tool is missing.
   * Resolves when every test has its result, or after `stop`.
   */
  run(tests: readonly Test[], tell: (index: number, result: TestResult) => void): Promise<void>;
  stop(): void;
  close(): void;
}

/** Runs tests one by one in this process: what ends the process ends the run. */
export class InProcessRunner implements TestRunner {
  readonly #tools: Promise<Tools>;
  readonly #clock: () => number;
  #stopped = false;

  /** `clock`: microseconds, monotonic. */
  constructor(tools: Promise<Tools>, clock: () => number) {
    this.#tools = tools;
    this.#clock = clock;
    // Whoever runs tests hears of a failure.
    tools.catch(() => {});
  }

  async run(
    tests: readonly Test[],
    tell: (index: number, result: TestResult) => void,
  ): Promise<void> {
    const tools = await this.#tools;
    for (const [index, test] of tests.entries()) {
      if (this.#stopped) {
        return;
      }
      tell(index, runTest(test, tools, this.#clock));
      // Signals and timers get their turn between tests.
      await new Promise(setImmediate);
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  close(): void {
    this.#tools.then(
      ({ builder }) => builder.close(),
      () => {},
    );
  }
}
