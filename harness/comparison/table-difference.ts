import type { Conjunction } from '../flow/description/conjunction.ts';
import type { Source } from '../flow/source.ts';
import type { DifferenceKind } from './difference-kind.ts';
import type { PathEffect } from './path-effect.ts';

/** Calls that do one thing on one table and another on the other. */
export interface DifferentCalls {
  readonly kind: DifferenceKind;
  /** One of them holds for each call of the class, and for no other. */
  readonly alternatives: readonly Conjunction[];
  /** On each table, what the first way does. */
  readonly effects: readonly [PathEffect, PathEffect];
  /** Of one call of that way: what its difference depends on. */
  readonly values: ReadonlyMap<Source, bigint>;
}

/** Calls that do the same on both tables. */
export interface AlikeCalls {
  /** As those of different calls. */
  readonly alternatives: readonly Conjunction[];
  /** On the first table, what the first way does. */
  readonly effect: PathEffect;
}

export interface TableDifference {
  readonly classes: readonly DifferentCalls[];
  readonly alike: readonly AlikeCalls[];
  /** Why it is not known of all calls whether they differ; empty where it is. */
  readonly notCovered: readonly string[];
}
