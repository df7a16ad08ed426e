import type { Batch } from './batch.ts';
import { immediateCount, sampledImmediates } from './immediates.ts';

/** Neighbouring immediates that behave alike; both ends are inclusive. */
export interface Run {
  readonly from: number;
  readonly to: number;
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
  readonly telling: Iterable<number>;
  readonly seed: number;
  /** From the last immediate down; the result is the same. */
  readonly backwards?: boolean;
}

export interface Row {
  readonly runs: readonly Run[];
  /** Every immediate was called with; else samples were, and between two that behave alike so do all. */
  readonly complete: boolean;
}

/** Calls with the immediates of the range and puts together what behaves alike. */
export function makeRow(batch: Batch, setting: RowSetting): Row {
  const { range, complete, backwards = false } = setting;
  if (complete) {
    const size = range.to - range.from + 1;
    for (let index = 0; index < size && !batch.isOverrun; index += 1) {
      batch.at(backwards ? range.to - index : range.from + index);
    }
    if (!batch.isOverrun) {
      return { runs: runsOf(batch.behaviours, range), complete };
    }
  }
  // So that the result does not depend on how far that came.
  batch.forget();
  sample(batch, setting);
  return { runs: runsOf(batch.behaviours, range), complete: false };
}

function sample(batch: Batch, { range, telling, seed }: RowSetting): void {
  const inside = sampledImmediates(telling, seed).filter(
    (immediate) => immediate > range.from && immediate < range.to,
  );
  const points = [range.from, ...inside, range.to];
  for (let index = 1; index < points.length; index += 1) {
    settle(batch, points[index - 1] as number, points[index] as number);
  }
}

/** Calls between two immediates until neighbours that differ are found, and takes the rest to be alike. */
function settle(batch: Batch, from: number, to: number): void {
  const first = batch.at(from);
  const last = batch.at(to);
  if (to - from < 2) {
    return;
  }
  if (first === last) {
    batch.assume(from + 1, to - 1, first);
    return;
  }
  const middle = (from + to) >>> 1;
  settle(batch, from, middle);
  settle(batch, middle, to);
}

function runsOf(behaviours: Int16Array, { from, to }: ImmediateRange): Run[] {
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
