import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Test } from '../fixture/test.ts';
import type { TestResult } from './event.ts';
import type { ToolSetting } from './tools.ts';

/** A test and its number in the run. */
export interface NumberedTest {
  readonly index: number;
  readonly test: Test;
}

/** What a worker is told. The channel clones structures, so maps and big integers arrive as they are. */
export type WorkerRequest =
  | { readonly type: 'open'; readonly setting: ToolSetting }
  /** Tests that share a session, to run in their order. */
  | { readonly type: 'run'; readonly tests: readonly NumberedTest[] };

/** What a worker tells. */
export type WorkerReport =
  /** The engines are loaded. */
  | { readonly type: 'ready' }
  /** The session of the tests at hand is made: what comes next is a test's own doing. */
  | { readonly type: 'session' }
  | { readonly type: 'result'; readonly index: number; readonly result: TestResult }
  /** A tool is missing that no test can do without. */
  | { readonly type: 'missing'; readonly diagnostics: readonly Diagnostic[] };
