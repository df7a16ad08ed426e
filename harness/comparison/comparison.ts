import type { Plain } from '../collections/plain.ts';
import type {
  callerDifferenceShape,
  comparedOperationShape,
  comparisonShape,
  differentClassShape,
  namespaceAnswerShape,
  operationSideShape,
  pairDifferenceShape,
  ribbonShape,
  sideShape,
  tableDifferencesShape,
  unconvertedCallShape,
} from './comparison-shape.ts';

/*
 * Words of this room. A side is one of the two ABIs or tables that are compared. A difference is a call that does
 * something else on the other side, and its consequence what that means for the caller. An overlap is what two ways
 * through different tables have in common of their conditions. A baseline is a result that was kept. A namespace is who
 * else uses HVC immediates and function ids.
 */

/** One of the two that are compared. */
export type Side = Plain<typeof sideShape>;

/** An operation as one side has it, on each of its tables. */
export type ComparedOperation = Plain<typeof comparedOperationShape>;

export type OperationSide = Plain<typeof operationSideShape>;

/** What a caller of one side gets on the other, if nobody converts it. */
export type UnconvertedCall = Plain<typeof unconvertedCallShape>;

/** Calls of one caller that do one thing on one table and another on the other. */
export type DifferentClass = Plain<typeof differentClassShape>;

/** All calls of two tables, in ranges of their inputs. */
export type Ribbon = Plain<typeof ribbonShape>;

/** The calls that two tables do not answer alike. */
export type PairDifference = Plain<typeof pairDifferenceShape>;

/** The same of one caller. */
export type CallerDifference = Plain<typeof callerDifferenceShape>;

/** Two tables, caller by caller. */
export type TableDifferences = Plain<typeof tableDifferencesShape>;

/** What somebody else's call does. */
export type NamespaceAnswer = Plain<typeof namespaceAnswerShape>;

/** Two ABIs, or two builds of one, side by side. */
export type Comparison = Plain<typeof comparisonShape>;
