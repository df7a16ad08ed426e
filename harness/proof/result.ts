import type { Plain } from '../collections/plain.ts';
import type {
  counterexampleShape,
  proofShape,
  provedTableShape,
  statementShape,
} from './result-shape.ts';

/*
 * Words of this room. A statement is one clause of the contract for one way into a table: an operation and who calls it,
 * a number that is no operation's, an exception. It is proved if it holds on each path for all values of the free inputs,
 * refuted by a counterexample, and otherwise not covered. An assumption is what the proof takes for granted besides what
 * is fixed.
 */

/** A call with which a statement does not hold. */
export type Counterexample = Plain<typeof counterexampleShape>;

export type Statement = Plain<typeof statementShape>;

/** What a proof is about a table. */
export type ProvedTable = Plain<typeof provedTableShape>;

/** What an ABI declares, statement by statement. */
export type ProofResult = Plain<typeof proofShape>;
