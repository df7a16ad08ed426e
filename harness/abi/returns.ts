import type { Resumption } from '../architecture/return-address.ts';
import type { Outcome } from '../machine/machine.ts';
import type { Cursor } from './document/cursor.ts';

/** What `returns` says. */
export const returnsDescription =
  'where the caller goes on, by ELR_EL2: again, at the instruction that caused the exception or was interrupted by it; next, behind it. If left out, where the exception prefers to return to';

/** Ends from which the caller goes on: at once, or when whoever takes over lets it. */
const resumable: ReadonlySet<Outcome> = new Set<Outcome>([
  'returned',
  'returned-wrong-state',
  'guest-exit',
]);

/** Whether the caller goes on from there, so that ELR_EL2 says where. */
export function isResumable(outcome: Outcome): boolean {
  return resumable.has(outcome);
}

/** The word, where it stands next to an outcome that it fits. Throws `returns-without-return`. */
export function checkReturns(word: Resumption, outcome: Outcome, spot: Cursor): Resumption {
  if (!isResumable(outcome)) {
    throw spot.key.problem(
      'returns-without-return',
      `'returns' stands next to the outcome '${outcome}', which does not go back to the caller`,
      { note: `leave it out; it belongs to ${[...resumable].join(', ')}` },
    );
  }
  return word;
}
