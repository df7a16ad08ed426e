import type { Situation } from '../calls/prober.ts';
import type { FollowedCall, Path, UncoveredPath } from '../flow/explore.ts';
import { disagreement } from '../flow/second-call.ts';
import type { ImmediateSets } from './immediate-sets.ts';
import { immediateCount } from './immediates.ts';
import type { FollowedCalls } from './followed-calls.ts';

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

/** What every immediate of a range does. */
export interface Row {
  readonly runs: readonly Run[];
  /** The way of every immediate of the range is known. */
  readonly complete: boolean;
  /** Calls that were made. */
  readonly calls: number;
}

/** What the row of one situation is made from. */
export interface RowSetting {
  readonly calls: FollowedCalls;
  readonly sets: ImmediateSets;
  readonly situation: Situation;
  readonly range: ImmediateRange;
  /** Makes every call besides, by an HVC that is executed. */
  readonly exhaustive: boolean;
  /** The number of what a call does. */
  readonly behaviourOf: (call: FollowedCall) => number;
  /** The number of a way that nothing is known of. */
  readonly behaviourOfUncovered: (path: UncoveredPath) => number;
}

const none = -1;

/**
 * Finds what every immediate does: all ways that the calls go, with the immediates of each. An immediate of which no
 * way is known has the reason in its place. Throws an Error where a call does not do what its way says: a defect.
 */
export function makeRow(setting: RowSetting): Row {
  const { calls, sets, situation, range, behaviourOf, behaviourOfUncovered } = setting;
  const { paths, uncovered } = calls.ways(situation);
  const ways = new Int32Array(immediateCount).fill(none);
  const behaviours = new Int32Array(immediateCount).fill(none);
  for (const [index, path] of paths.entries()) {
    const set = sets.where(path.conditions);
    const behaviour = behaviourOf(path);
    for (let immediate = range.from; immediate <= range.to; immediate += 1) {
      if (set[immediate] === 1) {
        ways[immediate] = index;
        behaviours[immediate] = behaviour;
      }
    }
  }
  let complete = true;
  for (const path of uncovered) {
    const set = sets.where(path.conditions);
    const behaviour = behaviourOfUncovered(path);
    for (let immediate = range.from; immediate <= range.to; immediate += 1) {
      if (set[immediate] === 1 && behaviours[immediate] === none) {
        behaviours[immediate] = behaviour;
        complete = false;
      }
    }
  }
  const isComplete = complete && paths.every(({ flow }) => flow.refusal === undefined);
  if (setting.exhaustive) {
    callAll(setting, paths, ways, behaviours);
    const made = range.to - range.from + 1;
    return { runs: runsOf(behaviours, range), complete: true, calls: paths.length + made };
  }
  return { runs: runsOf(behaviours, range), complete: isComplete, calls: paths.length };
}

/** Executes an HVC with every immediate, and compares what it does with what its way says. */
function callAll(
  { calls, situation, range, behaviourOf }: RowSetting,
  paths: readonly Path[],
  ways: Int32Array,
  behaviours: Int32Array,
): void {
  for (let immediate = range.from; immediate <= range.to; immediate += 1) {
    const path = paths[ways[immediate] as number];
    if (path === undefined || path.flow.refusal !== undefined) {
      behaviours[immediate] = behaviourOf(calls.call(situation, immediate, true));
      continue;
    }
    const changed = new Map([[path.flow.sources.immediate, BigInt(immediate)]]);
    const record = calls.tools.prober.call(situation, immediate, { real: true });
    const difference = disagreement(path.flow, path.record, { changed, pinned: [] }, record);
    if (difference !== undefined) {
      throw new Error(`HVC #${immediate} does not do what its way says: ${difference}`);
    }
  }
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
