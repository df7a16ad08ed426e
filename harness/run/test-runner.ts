import type { EngineVersions } from '../machine/engine-version.ts';
import type { Test } from '../fixture/test.ts';
import type { TestResult } from './event.ts';

/** Runs tests somewhere. */
export interface TestRunner {
  /**
   * Emits the result of each test by its number, in any order. Rejects with an HcallError when a tool is missing.
   * Resolves when every test has its result, or after `stop`.
   */
  run(tests: readonly Test[], emit: (index: number, result: TestResult) => void): Promise<void>;
  /** What the tests run on; undefined where that is not known yet. */
  readonly engines: EngineVersions | undefined;
  stop(): void;
  close(): void;
}
