import type { FlowValue } from '../flow-state.ts';
import type { Diagram } from './diagram.ts';
import type { Subject } from './subject.ts';

/** Values that one subject has to have: some, and not all. */
export interface SubjectSet {
  readonly subject: Subject;
  readonly set: Diagram;
}

/** What has to be so, all of it. Nothing is approximate. */
export interface Conjunction {
  /** Each subject once, in the order in which they are written. */
  readonly sets: readonly SubjectSet[];
  /** Values of 1 bit that must be 1 and that are no set of one subject, in the order of their making. */
  readonly relations: readonly FlowValue[];
}

/** What always holds. */
export const always: Conjunction = { sets: [], relations: [] };

/** Whether there are values with which it holds for certain; of several relations nobody knows whether they go together. */
export function isSatisfiable({ relations }: Conjunction): true | 'unknown' {
  return relations.length === 0 ? true : 'unknown';
}
