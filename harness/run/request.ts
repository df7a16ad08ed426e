import type { Test } from '../fixture/test.ts';
import type { Image } from '../image/image.ts';
import type { Workers } from '../workers/workers.ts';
import type { Corrections } from './correction.ts';
import type { TestResult } from './event.ts';
import type { CallDescription, Called } from './make-call.ts';
import type { Fate, Mutant } from './mutant.ts';
import type { Reach } from './reach.ts';
import type { TableSymbols } from './table-symbols.ts';
import type { TracedTest } from './trace-test.ts';
import type { VectorTable } from './vectors.ts';

/** A test and its number in the run. */
export interface NumberedTest {
  readonly index: number;
  readonly test: Test;
}

/** A mutant and its number in the run. */
interface NumberedMutant {
  readonly index: number;
  readonly mutant: Mutant;
}

/** Work with items that share a session, to do in their order. Plain data. */
export type ItemRequest =
  | {
      readonly type: 'tests';
      readonly items: readonly NumberedTest[];
      /** Whether to report what each test reached. */
      readonly reach: boolean;
      /** Whether to say what the expectations of a test that fails would have to be. */
      readonly corrections: boolean;
    }
  /** Mutants of the code that these tests run. */
  | {
      readonly type: 'mutants';
      readonly items: readonly NumberedMutant[];
      readonly tests: readonly Test[];
      /** Instructions of one trial, in place of the tools' own budget. */
      readonly budget: number;
    };

/** Work with one answer. Plain data. */
export type SingleRequest =
  | { readonly type: 'call'; readonly test: Test; readonly description: CallDescription }
  | { readonly type: 'trace'; readonly test: Test }
  /** What the files of tables hold. */
  | { readonly type: 'symbols'; readonly tables: readonly VectorTable[] };

export type RunRequest = ItemRequest | SingleRequest;

/** What comes of one item of a request. */
export type ItemReport =
  | {
      readonly type: 'result';
      readonly index: number;
      readonly result: TestResult;
      readonly reach?: Reach;
      readonly corrections?: Corrections;
    }
  | { readonly type: 'fate'; readonly index: number; readonly fate: Fate };

/** What comes of a request. Plain data. */
export type RunMessage =
  /** The session of the items at hand is made, if it can be: what comes next is an item's own doing. */
  | { readonly type: 'session' }
  /** The image of a session, when it is wanted for the first time. */
  | { readonly type: 'image'; readonly key: string; readonly abi: string; readonly image: Image }
  | ItemReport
  | { readonly type: 'call'; readonly result: Called }
  | { readonly type: 'trace'; readonly result: TracedTest }
  /** In the order of the tables. */
  | { readonly type: 'symbols'; readonly found: readonly TableSymbols[] };

export type RunWorkers = Workers<RunRequest, RunMessage>;
