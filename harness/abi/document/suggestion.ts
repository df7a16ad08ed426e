import { nearestName } from '../../diagnostics/nearest-name.ts';

/**
 * A note for a name that is not known: the nearest candidate, or all of them when they are few; undefined when neither
 * helps.
 */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
  const all = [...new Set(candidates)];
  const nearest = nearestName(name, all);
  if (nearest !== undefined) {
    return `did you mean '${nearest}'?`;
  }
  return all.length === 0 || all.length > 16 ? undefined : `known here: ${all.join(', ')}`;
}
