import type { CallSeries } from './call-series.ts';
import { undecided } from './call-series.ts';
import { aroundEach, immediateCount, randomImmediates, sampledImmediates } from './immediates.ts';

/** Immediates besides the notable ones. */
const mostOthers = 32;
/** Calls that are each described by themselves, of all immediates of a row. */
const mostThorough = 256;

/** Neighbouring immediates that behave alike; both ends are inclusive. */
interface Run {
  readonly from: number;
  readonly to: number;
  /** `undecided`: no call was made, and those on either side behave differently. */
  readonly behaviour: number;
}

/** Immediates to call with, both ends inclusive. */
export interface ImmediateRange {
  readonly from: number;
  readonly to: number;
}

export const allImmediates: ImmediateRange = { from: 0, to: immediateCount - 1 };

/** What the row of one situation is made from. */
export interface RowSetting {
  readonly range: ImmediateRange;
  readonly complete: boolean;
  /** Immediates that may matter: declared, foreign, found in the code, boundaries of other rows. */
  readonly notable: Iterable<number>;
  readonly seed: number;
  /** From the last immediate down; the result is the same. */
  readonly backwards?: boolean;
}

export interface Row {
  readonly runs: readonly Run[];
  /** Every immediate was called with; else samples were, and between two that behave alike so do all. */
  readonly complete: boolean;
}

/**
 * Calls with the immediates of the range and puts together what behaves alike. Where that is found to be so by chance,
 * samples are called with more thoroughly.
 */
export function makeRow(batch: CallSeries, setting: RowSetting): Row {
  const { range, complete, backwards = false } = setting;
  if (complete) {
    batch.call(inOrder(range, backwards), () => batch.isOverrun);
    if (!batch.isOverrun) {
      return hasCoincidence(batch, setting)
        ? thoroughRow(batch, setting)
        : { runs: runsOf(batch.behaviours, range), complete };
    }
  }
  // So that the result does not depend on how far that came.
  batch.forget();
  sample(batch, setting);
  return hasCoincidence(batch, setting)
    ? thoroughRow(batch, setting)
    : { runs: runsOf(batch.behaviours, range), complete: false };
}

/** The row again, by calls that are each described by themselves: all of them where they are few, else samples. */
function thoroughRow(batch: CallSeries, setting: RowSetting): Row {
  const { range, notable, backwards = false } = setting;
  const ends = runsOf(batch.behaviours, range).flatMap(({ from, to }) => [from, to]);
  const complete = range.to - range.from < mostThorough;
  batch.forget(true);
  if (complete) {
    batch.call(inOrder(range, backwards), () => false);
  } else {
    sample(batch, { ...setting, notable: [...notable, ...ends] });
  }
  return { runs: runsOf(batch.behaviours, range), complete };
}

/**
 * Looks where ways through the code are likely to part, at the ends of runs and at the notable immediates, and at some
 * others.
 */
function hasCoincidence(batch: CallSeries, { range, notable, seed }: RowSetting): boolean {
  const ends = runsOf(batch.behaviours, range).flatMap(({ from, to }) => [from, to]);
  const inside = aroundEach(notable).filter(
    (immediate) => immediate >= range.from && immediate <= range.to,
  );
  const others = randomImmediates(mostOthers, seed).map(
    (number) => range.from + (number % (range.to - range.from + 1)),
  );
  const looked = new Set([...ends, ...inside, ...others]);
  return batch.hasCoincidence([...looked].toSorted((a, b) => a - b));
}

function* inOrder({ from, to }: ImmediateRange, backwards: boolean): Generator<number> {
  for (let index = 0; index <= to - from; index += 1) {
    yield backwards ? to - index : from + index;
  }
}

/** Both ends were called with, and behave differently. */
interface Gap {
  readonly from: number;
  readonly to: number;
}

/**
 * Calls between two immediates until neighbours that differ are found, and takes the rest to be alike. All gaps are
 * halved in turn: where that has no end, none is left out for another.
 */
function sample(batch: CallSeries, { range, notable, seed }: RowSetting): void {
  const inside = sampledImmediates(notable, seed).filter(
    (immediate) => immediate > range.from && immediate < range.to,
  );
  const points = [range.from, ...inside, range.to];
  batch.call(points, () => false);
  let gaps = points
    .slice(1)
    .flatMap((to, index) => gapBetween(batch, { from: points[index] as number, to }));
  while (gaps.length > 0) {
    batch.call(gaps.map(middleOf), () => batch.isSampleOverrun);
    gaps = gaps.flatMap(({ from, to }) => {
      const middle = middleOf({ from, to });
      return [
        ...gapBetween(batch, { from, to: middle }),
        ...gapBetween(batch, { from: middle, to }),
      ];
    });
  }
}

function middleOf({ from, to }: Gap): number {
  return (from + to) >>> 1;
}

/** The gap, unless nothing is left to find out there, or nothing can be: calls have cost enough. */
function gapBetween(batch: CallSeries, { from, to }: Gap): Gap[] {
  const [first, last] = [batch.behaviours[from] as number, batch.behaviours[to] as number];
  if (first === undecided || last === undecided) {
    return [];
  }
  if (first !== last) {
    return to - from < 2 ? [] : [{ from, to }];
  }
  batch.assume(from + 1, to - 1, first);
  return [];
}

function runsOf(behaviours: Int32Array, { from, to }: ImmediateRange): Run[] {
  const runs: Run[] = [];
  let start = from;
  for (let immediate = from + 1; immediate <= to + 1; immediate += 1) {
    if (immediate > to || behaviours[immediate] !== behaviours[start]) {
      runs.push({ from: start, to: immediate - 1, behaviour: behaviours[start] as number });
      start = immediate;
    }
  }
  return runs;
}
