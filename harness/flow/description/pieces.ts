import type { Diagram } from './diagram.ts';
import { all, none } from './diagram.ts';

/** Values from `low` to `high`, both included. */
export interface Interval {
  readonly low: bigint;
  readonly high: bigint;
}

/** How many intervals a set has, and whether the least and the greatest value there are, are in it. */
interface Runs {
  readonly count: bigint;
  readonly hasLeast: boolean;
  readonly hasGreatest: boolean;
}

const noRuns: Runs = { count: 0n, hasLeast: false, hasGreatest: false };
const oneRun: Runs = { count: 1n, hasLeast: true, hasGreatest: true };

/** The runs of a half of the values, and of the half above. */
function joined(below: Runs, above: Runs): Runs {
  const isOne = below.hasGreatest && above.hasLeast;
  return {
    count: below.count + above.count - (isOne ? 1n : 0n),
    hasLeast: below.hasLeast,
    hasGreatest: above.hasGreatest,
  };
}

/** The runs of the values of bits `top` to `low`; no bit below `low` makes a difference. */
function runsOf(set: Diagram, top: number, low: number, known: Map<Diagram, Runs>): Runs {
  if (set.kind !== 'decision') {
    return set === all ? oneRun : noRuns;
  }
  let runs = known.get(set);
  if (runs === undefined) {
    const below = set.bit - 1;
    runs = joined(runsOf(set.zero, below, low, known), runsOf(set.one, below, low, known));
    known.set(set, runs);
  }
  // With bits above that make no difference, all of it comes twice.
  for (let bit = set.bit; bit < top; bit += 1) {
    runs = joined(runs, runs);
  }
  return runs;
}

/** Intervals of the values of bits `high` to `low`, and of those that are not in the set. */
export interface PieceCounts {
  readonly inside: bigint;
  readonly outside: bigint;
}

export function countPieces(set: Diagram, high: number, low: number): PieceCounts {
  const { count, hasLeast, hasGreatest } = runsOf(set, high, low, new Map());
  const outside = count + 1n - (hasLeast ? 1n : 0n) - (hasGreatest ? 1n : 0n);
  return { inside: count, outside };
}

/**
 * The first intervals of the values of bits `high` to `low`, as numbers of that field, at most so many; of those that are
 * not in the set with `isInside` false.
 */
export function piecesOf(
  set: Diagram,
  [high, low]: readonly [number, number],
  most: number,
  isInside = true,
): readonly Interval[] {
  const pieces: Interval[] = [];
  const [wanted, unwanted] = isInside ? [all, none] : [none, all];
  /** From the least value up; false where there is enough. */
  const visit = (part: Diagram, bit: number, from: bigint): boolean => {
    if (part.kind !== 'decision') {
      return part !== wanted || add(from, from + (1n << BigInt(bit - low + 1)) - 1n);
    }
    const [zero, one] = part.bit === bit ? [part.zero, part.one] : [part, part];
    return (
      (zero === unwanted || visit(zero, bit - 1, from)) &&
      (one === unwanted || visit(one, bit - 1, from + (1n << BigInt(bit - low))))
    );
  };
  const add = (from: bigint, to: bigint): boolean => {
    const last = pieces.at(-1);
    if (last?.high === from - 1n) {
      pieces[pieces.length - 1] = { low: last.low, high: to };
    } else if (pieces.length === most) {
      return false;
    } else {
      pieces.push({ low: from, high: to });
    }
    return true;
  };
  visit(set, high, 0n);
  return pieces;
}
