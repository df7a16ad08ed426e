import type { Clause } from '../abi/clause.ts';
import type { Location } from '../judge/finding.ts';
import type { TableStatement } from './table-proof.ts';

/** What is known of each clause while a proof is under way: the first counterexample counts, then the first gap. */
export class Verdicts {
  readonly #refuted = new Map<Clause, NonNullable<TableStatement['counterexample']>>();
  readonly #uncovered = new Map<Clause, { readonly reason: string; readonly at?: Location }>();

  isRefuted(clause: Clause): boolean {
    return this.#refuted.has(clause);
  }

  refute(clause: Clause, counterexample: NonNullable<TableStatement['counterexample']>): void {
    if (!this.isRefuted(clause)) {
      this.#refuted.set(clause, counterexample);
    }
  }

  /** Says why something is not known of these clauses. */
  leaveOut(clauses: Iterable<Clause>, reason: string, at?: Location): void {
    for (const clause of clauses) {
      if (!this.#uncovered.has(clause)) {
        this.#uncovered.set(clause, at === undefined ? { reason } : { reason, at });
      }
    }
  }

  of(clause: Clause): Pick<TableStatement, 'verdict' | 'counterexample' | 'reason' | 'at'> {
    const counterexample = this.#refuted.get(clause);
    if (counterexample !== undefined) {
      return { verdict: 'refuted', counterexample };
    }
    const gap = this.#uncovered.get(clause);
    return gap === undefined ? { verdict: 'proved' } : { verdict: 'not-covered', ...gap };
  }
}
