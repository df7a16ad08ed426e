import type { Plain } from '../collections/plain.ts';
import type {
  behaviourShape,
  callerShape,
  classShape,
  exampleShape,
  sweepShape,
} from './sweep-shape.ts';

/** A call that anybody can make: only what is not as in any other call. */
export type SweptExample = Plain<typeof exampleShape>;

/** A behaviour of a sweep. */
export type SweptBehaviour = Plain<typeof behaviourShape>;

/** Calls of one caller that do the same. Classes of a caller exclude each other. */
export type SweptClass = Plain<typeof classShape>;

/** The calls of one caller. */
export type SweptCaller = Plain<typeof callerShape>;

/** What all calls do. */
export type SweepResult = Plain<typeof sweepShape>;
