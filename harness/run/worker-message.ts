import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Test } from '../fixture/test.ts';
import type { Image } from '../image/image.ts';
import type { TestResult } from './event.ts';
import type { Fate, Mutant } from './mutant.ts';
import type { Reach } from './reach.ts';
import type { ToolSetting } from './tools.ts';

/** A test and its number in the run. */
export interface NumberedTest {
  readonly index: number;
  readonly test: Test;
}

/** A mutant and its number in the run. */
export interface NumberedMutant {
  readonly index: number;
  readonly mutant: Mutant;
}

/** What a worker is told. The channel clones structures, so maps and big integers arrive as they are. */
export type WorkerRequest =
  | { readonly type: 'open'; readonly setting: ToolSetting }
  /** Tests that share a session, to run in their order. */
  | {
      readonly type: 'tests';
      readonly items: readonly NumberedTest[];
      /** Whether to tell what each test reached. */
      readonly reach: boolean;
    }
  /** Mutants of the code that these tests run, which share a session. */
  | {
      readonly type: 'mutants';
      readonly items: readonly NumberedMutant[];
      readonly tests: readonly Test[];
      /** Instructions of one trial, in place of the tools' own budget. */
      readonly budget: number;
    };

/** What a worker tells of one item of its work. */
export type ItemReport =
  | {
      readonly type: 'result';
      readonly index: number;
      readonly result: TestResult;
      readonly reach?: Reach;
    }
  | { readonly type: 'fate'; readonly index: number; readonly fate: Fate };

/** What a worker tells. */
export type WorkerReport =
  /** The engines are loaded. */
  | { readonly type: 'ready' }
  /** The session of the items at hand is made, if it can be: what comes next is an item's own doing. */
  | { readonly type: 'session' }
  /** The image of a session, when it is wanted for the first time. */
  | { readonly type: 'image'; readonly key: string; readonly abi: string; readonly image: Image }
  | ItemReport
  /** A tool is missing that no test can do without. */
  | { readonly type: 'missing'; readonly diagnostics: readonly Diagnostic[] };
