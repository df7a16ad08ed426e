import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import type { Finding, Location } from '../judge/finding.ts';
import type { DefectReport } from '../workers/defect.ts';

/*
 * Words of this room. A session is a table's image, ready for calls. A plan is what a test's steps become on it. A
 * verdict is how a test ended. A run plans and judges tests, and reports what happens as events. A shard is a machine's
 * part of a run.
 */

export const verdicts = [
  'pass',
  'fail',
  'skip',
  'xfail',
  'xpass',
  'flaky',
  'timeout',
  'crash',
  'error',
] as const;
export type Verdict = (typeof verdicts)[number];

/** What the run notes of a call besides its verdict. */
export interface Note {
  readonly code: string;
  readonly message: string;
  readonly place?: Place;
}

/** An exception that nobody meant, on the way to where a call ended. Plain JSON: values are hexadecimal text. */
export interface ExceptionReport {
  /** The exception class by the manual's name: `Data Abort`. */
  readonly class: string;
  /** The Exception level that took it: 1 or 2. */
  readonly level: number;
  /** `current-spx/sync` */
  readonly slot: string;
  /** ESR_ELx of that level. */
  readonly syndrome?: string;
  /** FAR_ELx, where the exception writes it. */
  readonly faultAddress?: string;
  /** The instruction that brought it about, if that is known. */
  readonly by?: Location;
  /** How many more there were after it; absent for none. */
  readonly more?: number;
  /** All of this but the instruction's source, for a person. */
  readonly text: string;
}

/** Trials with values that were not computed, and why. */
export interface TrialFallback {
  readonly trials: number;
  readonly reason: string;
}

/** What a second engine said of a test's first call; where it saw something else, that is a finding. */
export interface EngineCheck {
  /** How many stretches of the call both ran: it has more than one where stand-ins act on its way. */
  readonly compared: number;
  /** In how many of them each named deviation showed. */
  readonly deviations: Readonly<Record<string, number>>;
  /** Why the second engine could not run the others. */
  readonly refusals: readonly string[];
}

export interface TestResult {
  /** `file > name [row]` */
  readonly id: string;
  readonly file: string;
  readonly name: string;
  readonly place: Place;
  readonly tags: readonly string[];
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** Registers that really differed after the call, results aside. */
  readonly clobbered: readonly string[];
  readonly notes: readonly Note[];
  /** Why it was skipped, is expected to fail, crashed or could not run. */
  readonly reason?: string;
  readonly diagnostics?: readonly Diagnostic[];
  /** How it ended, for a person: `returned`, `guest-exit at __guest_exit`. */
  readonly outcome?: string;
  /** An exception that nobody meant, on the way of the last call. */
  readonly exception?: ExceptionReport;
  /**
   * How many calls the judge asked for, those that were stepped included; left out where the test did not come so far. The
   * calls that lead from one step of the test to the next are no trials.
   */
  readonly trials?: number;
  /** Where the data flow of a call did not say which values to try with undeclared inputs, so that many were. */
  readonly fallback?: TrialFallback;
  /** Only of a run with a second engine. */
  readonly engineCheck?: EngineCheck;
  /** The command that traces this test. */
  readonly trace?: string;
  /** A defect of hcall itself that this test brought about: it makes the run's exit code 70. */
  readonly defect?: DefectReport;
  /** Microseconds of wall time. */
  readonly us: number;
}

/** What a run reports as it goes. Plain JSON. */
export type RunEvent =
  | {
      readonly type: 'run-start';
      readonly seed: number;
      readonly total: number;
      /** The run is limited to tests that failed before: it may be empty, unless some of them are gone. */
      readonly rerun?: boolean;
      /** Ids of tests that failed before and are no longer there. */
      readonly gone?: readonly string[];
      /** The run is one of several that share the tests; those of one whole have the same digest. */
      readonly shard?: {
        readonly index: number;
        readonly count: number;
        readonly digest: string;
        /** The ids of the whole, in the order of a run that is not divided. */
        readonly order: readonly string[];
      };
    }
  /** A fixture file that could not be loaded; its tests do not run. */
  | {
      readonly type: 'file-error';
      readonly file: string;
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly type: 'test-start'; readonly id: string }
  | { readonly type: 'test-end'; readonly result: TestResult }
  | {
      readonly type: 'run-end';
      readonly counts: Readonly<Record<Verdict, number>>;
      readonly fileErrors: number;
      readonly interrupted: boolean;
      /** Microseconds of wall time. */
      readonly us: number;
    };
