import type { Plain } from '../collections/plain.ts';
import type {
  engineCheckShape,
  eventShape,
  exceptionShape,
  fallbackShape,
  noteShape,
  testResultShape,
} from './event-shape.ts';

/*
 * Words of this room. A session is a table's image, ready for calls. A plan is what a test's steps become on it. A
 * verdict is how a test ended. A run plans and judges tests, and reports what happens as events. A shard is a machine's
 * part of a run.
 */

/** What the run notes of a call besides its verdict. */
export type Note = Plain<typeof noteShape>;

/** An exception that nobody meant, on the way to where a call ended. Values are hexadecimal text. */
export type ExceptionReport = Plain<typeof exceptionShape>;

/** Trials with values that were not computed, and why. */
export type TrialFallback = Plain<typeof fallbackShape>;

/** What a second engine said of a test's first call; where it saw something else, that is a finding. */
export type EngineCheck = Plain<typeof engineCheckShape>;

/** A test and how it ended. */
export type TestResult = Plain<typeof testResultShape>;

/** What a run reports as it goes. */
export type RunEvent = Plain<typeof eventShape>;
