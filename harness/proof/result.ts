import type { Clause } from '../abi/clause.ts';
import type { Slot } from '../architecture/slot.ts';
import type { schemas } from '../diagnostics/json-document.ts';
import type { Finding, Location } from '../judge/finding.ts';

/*
 * Words of this room. A statement is one clause of the contract for one way into a table: an operation and who calls it,
 * a number that is no operation's, an exception. It is proved if it holds on each path for all values of the free inputs,
 * refuted by a counterexample, and otherwise not covered. An assumption is what the proof takes for granted besides what
 * is fixed.
 */

/** A call with which a statement does not hold. */
export interface Counterexample {
  /** Only what is not as in any other call: `x0`, `VTTBR_EL2`, `immediate`, `[SP_EL2 - 0x10]`, with its value. */
  readonly values: readonly { readonly name: string; readonly value: string }[];
  /** What the judge says of the call. */
  readonly finding: Finding;
  /** A command that makes the call; absent where `hcall call` has no options for it. */
  readonly call?: string;
  /** A fixture of that one test. */
  readonly fixture?: string;
}

interface StatementSubject {
  readonly abi: string;
  readonly table: string;
  /** An operation, or an exception. */
  readonly way: string;
  readonly caller: string;
  readonly slot: Slot;
  readonly clause: Clause;
}

export interface Statement extends StatementSubject {
  readonly verdict: 'proved' | 'refuted' | 'not-covered';
  /** Ways through the vectors that were looked at. */
  readonly paths: number;
  /** Indexes into the assumptions of the result. */
  readonly assumptions: readonly number[];
  /** Of one that is refuted. */
  readonly counterexample?: Counterexample;
  /** Of one that is not covered. */
  readonly reason?: string;
  /** The instruction that stands in the way. */
  readonly at?: Location;
  /** Why abi.yaml lists it as not proved. */
  readonly excused?: string;
}

/** What a proof is about a table. */
export interface ProvedTable {
  readonly abi: string;
  readonly table: string;
  /** Inputs that may be anything: `x0-x30`, `VTTBR_EL2`. */
  readonly free: readonly string[];
  /** Registers that are not. */
  readonly fixed: readonly { readonly register: string; readonly value: string }[];
}

/** Plain JSON with a stable shape. */
export interface ProofResult {
  readonly schema: (typeof schemas)['prove'];
  /** What was named, or the names of all ABIs. */
  readonly vectors: string;
  readonly seed: number;
  readonly tables: readonly ProvedTable[];
  readonly assumptions: readonly string[];
  readonly statements: readonly Statement[];
  /** Tables that could not be looked at, and why. */
  readonly failures: readonly { readonly part: string; readonly reason: string }[];
}
