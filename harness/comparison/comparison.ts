import type { schemas } from '../diagnostics/json-document.ts';
import type { Consequence } from '../sweep/behaviour.ts';
import type { Measurement } from '../sweep/measure.ts';
import type { PairDifference } from './caller-part.ts';

/*
 * Words of this room. A side is one of the two ABIs or tables that are compared. A difference is a call that does
 * something else on the other side, and its consequence what that means for the caller. An overlap is what two ways
 * through different tables have in common of their conditions. A baseline is a result that was kept. A namespace is who
 * else uses HVC immediates and function ids.
 */

/** One of the two that are compared. */
export type Side = 'a' | 'b';

/** What a side is. */
interface ComparedVectors {
  /** As the user names it. */
  readonly vectors: string;
  readonly abi: string;
}

/** An operation as one side has it, on each of its tables. */
export interface ComparedOperation {
  readonly name: string;
  readonly table: string;
  /** Absent where the side has no such operation. */
  readonly a?: OperationSide;
  readonly b?: OperationSide;
}

export interface OperationSide {
  /** How it is called: `HVC #1`, `HVC #0, x0 = 0x0`. */
  readonly call: string;
  readonly measured: Measurement;
  /** Registers that the contract allows to change. */
  readonly declaredClobbers: readonly string[];
}

/** What a caller of one side gets on the other, if nobody converts it. */
export interface UnconvertedCall {
  /** The side that the caller is made for. */
  readonly from: Side;
  readonly operation: string;
  readonly table: string;
  readonly call: string;
  /** What it means to do, and what it does. */
  readonly means: string;
  readonly gets: string;
  readonly consequence: Consequence;
}

/** The calls of one caller that two tables do not answer alike. */
export interface CallerDifference extends PairDifference {
  /** A caller, or a slot. */
  readonly caller: string;
}

/** Two tables, caller by caller. */
export interface TableDifferences {
  readonly tables: readonly [string, string];
  readonly callers: readonly CallerDifference[];
}

/** What somebody else's call does. */
export interface NamespaceAnswer {
  readonly user: string;
  /** What keeps its calls apart from those of others, if anything does. */
  readonly keptApartBy?: string;
  readonly call: string;
  readonly side: Side;
  readonly table: string;
  /** From a host: is it answered? */
  readonly host: string;
  readonly hostConsequence: Consequence;
  /** From a guest: is it kept apart? */
  readonly guest: string;
  readonly guestConsequence: Consequence;
}

/** Two ABIs, or two builds of one, side by side. Plain JSON with a stable shape. */
export interface Comparison {
  readonly schema: (typeof schemas)['compare'];
  readonly seed: number;
  readonly a: ComparedVectors;
  readonly b: ComparedVectors;
  readonly operations: readonly ComparedOperation[];
  readonly unconverted: readonly UnconvertedCall[];
  /** Where the two sides differ, by table. */
  readonly differences: readonly TableDifferences[];
  /** Tables that only one side has. */
  readonly unmatched: readonly { readonly side: Side; readonly table: string }[];
  /** Within each side: where its tables differ. */
  readonly disagreements: Readonly<Record<Side, readonly TableDifferences[]>>;
  readonly namespace: readonly NamespaceAnswer[];
  /** What is taken for granted: `x0 & 0x7fffffffff is no address of the image`. */
  readonly assumptions: readonly string[];
  /** Callers whose calls could not be compared, and why. */
  readonly failures: readonly { readonly part: string; readonly reason: string }[];
}
