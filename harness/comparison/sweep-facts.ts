import { clobberText } from '../sweep/clobber-text.ts';
import type { SweepResult } from '../sweep/sweep-result.ts';

/** What a sweep says: for each caller and behaviour, the calls that have it. */
export function sweepFacts(result: SweepResult): Map<string, string> {
  const { behaviours, callers, failures, restrictions } = result;
  const facts = new Map<string, string>([['restricted to', restrictions.join(', ')]]);
  for (const { table, slot, caller, complete, classes } of callers) {
    const name = `${table}, ${slot ?? caller}`;
    for (const { when, behaviour } of classes) {
      const own = behaviours[behaviour];
      facts.set(`${name}: ${own === undefined ? '' : behaviourText(own)}`, when);
    }
    if (!complete) {
      facts.set(name, 'not known for all values');
    }
  }
  for (const behaviour of behaviours.filter(({ proved }) => !proved)) {
    facts.set(`${behaviourText(behaviour)}: a call made for real`, 'not known to do the same');
  }
  for (const { part, reason } of failures) {
    facts.set(part, `not swept: ${reason}`);
  }
  return facts;
}

/** Everything that a behaviour does, in one line. */
function behaviourText({
  effect,
  clobbers,
  stores,
}: Pick<SweepResult['behaviours'][number], 'effect' | 'clobbers' | 'stores'>): string {
  return [
    effect,
    ...(clobbers.length === 0 ? [] : [clobberText(clobbers)]),
    ...stores.map((store) => `stores ${store}`),
  ].join('; ');
}
