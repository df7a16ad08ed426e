import type { Consequence } from '../sweep/consequence.ts';

/** What becomes of a call whose caller was not converted, as far as a reader has to act on it. */
export type ConsequenceKind = 'dangerous' | 'silent' | 'refused' | 'same';

/** The one place that says which consequences are dangerous: a wrong value is taken for a right one. */
export function kindOfConsequence(consequence: Consequence): ConsequenceKind {
  switch (consequence) {
    case 'dangerous':
    case 'wrong-value':
      return 'dangerous';
    case 'nothing':
      return 'silent';
    case 'error':
    case 'trap':
      return 'refused';
    case 'same':
      return 'same';
  }
}

/** The worst first. */
const order: readonly ConsequenceKind[] = ['dangerous', 'silent', 'refused', 'same'];

export function rankOfConsequence(consequence: Consequence): number {
  return order.indexOf(kindOfConsequence(consequence));
}
