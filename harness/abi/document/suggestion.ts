import { nearestName } from '../../diagnostics/nearest-name.ts';

/**
 * A note for a name that is not known: the nearest candidate, or all of them when they are few; undefined when neither
 * helps.
 */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
  const all = [...new Set(candidates)];
  const few = all.length === 0 || all.length > 16 ? undefined : `known here: ${all.join(', ')}`;
  return suggestNear(name, all) ?? few;
}

/** A note with the nearest candidate; undefined where none is near. */
export function suggestNear(name: string, candidates: readonly string[]): string | undefined {
  const nearest = nearestName(name, candidates);
  return nearest === undefined ? undefined : `did you mean '${nearest}'?`;
}
