/** The candidate that is most like a name, letter case aside; undefined when none is much like it. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = simplify(name);
  let best: string | undefined;
  const number = digitsOf(wanted);
  // A third of the letters may be wrong: more would suggest what was not meant, as 'fp' for 'sp'.
  let bestDistance = Math.floor(wanted.length / 3) + 1;
  for (const candidate of candidates) {
    // Who writes another number means another thing.
    if (digitsOf(candidate) !== number) {
      continue;
    }
    const distance = editDistance(wanted, simplify(candidate), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function digitsOf(name: string): string {
  return name.replaceAll(/\D/g, '');
}

/** Letter case and the kind of hyphen are no difference that a suggestion should count. */
function simplify(name: string): string {
  return name.toLowerCase().replaceAll('-', '_');
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment); `limit` or more is `limit`. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) {
    return limit;
  }
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        cost = Math.min(cost, (beforePrevious[column - 2] ?? limit) + 1);
      }
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return Math.min(limit, previous[right.length] ?? limit);
}
