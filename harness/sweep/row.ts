import type { Situation } from '../calls/prober.ts';
import type { FollowedCall, Path, UncoveredPath } from '../flow/explore.ts';
import type { ImmediateRange } from './immediates.ts';
import { immediateCount } from './immediates.ts';
import type { FollowedCalls } from './followed-calls.ts';

/** Neighbouring immediates that behave alike; both ends are inclusive. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly behaviour: number;
}

/** What every immediate of a range does. */
export interface Row {
  readonly runs: readonly Run[];
  /** The way of every immediate of the range is known. */
  readonly complete: boolean;
  /** Calls that were made. */
  readonly calls: number;
  /** Behaviours that an executed HVC does not have with some immediate of a way that says so. */
  readonly disproved: ReadonlySet<number>;
  /** The way of an immediate of the range; undefined where none is known. */
  readonly wayOf: (immediate: number) => Path | undefined;
}

/** What the row of one situation is made from. */
export interface RowSetting {
  readonly calls: FollowedCalls;
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
 * way is known has the reason in its place.
 */
export async function makeRow(setting: RowSetting): Promise<Row> {
  const { calls, situation, range, exhaustive } = setting;
  const { paths, uncovered } = await calls.ways(situation, range);
  const { ways, behaviours } = assign(setting, paths);
  let complete = paths.every(({ flow }) => flow.refusal === undefined);
  const called = new Set(
    paths.map(({ flow: { base, sources } }) => Number(base(sources.immediate, 16))),
  );
  for (const path of uncovered) {
    const set = calls.sets.where(path.conditions, path.base);
    const behaviour = setting.behaviourOfUncovered(path);
    for (let immediate = range.from; immediate <= range.to; immediate += 1) {
      // What is not followed may go any way with immediates of a known one, too.
      if (set.has(immediate) && !(ways[immediate] !== none && called.has(immediate))) {
        ways[immediate] = none;
        behaviours[immediate] = behaviour;
        complete = false;
      }
    }
  }
  const missing = behaviours.indexOf(none, range.from);
  if (missing >= 0 && missing <= range.to) {
    throw new Error(`no way is known that HVC #${missing} goes, and no reason why`);
  }
  const disproved = exhaustive ? callAll(setting, paths, ways, behaviours) : new Set<number>();
  const made = exhaustive ? range.to - range.from + 1 : 0;
  return {
    runs: runsOf(behaviours, range),
    complete: complete || exhaustive,
    calls: paths.length + made,
    disproved,
    wayOf: (immediate) => paths[ways[immediate] as number],
  };
}

interface Assignment {
  /** The index of the way that a call with each immediate goes. */
  readonly ways: Int32Array;
  /** What it does, by number. */
  readonly behaviours: Int32Array;
}

function assign({ calls, range, behaviourOf }: RowSetting, paths: readonly Path[]): Assignment {
  const ways = new Int32Array(immediateCount).fill(none);
  const behaviours = new Int32Array(immediateCount).fill(none);
  for (const [index, path] of paths.entries()) {
    const set = calls.sets.where(path.conditions, path.flow.base);
    let behaviour: number | undefined;
    for (let immediate = range.from; immediate <= range.to; immediate += 1) {
      if (set.has(immediate)) {
        behaviour ??= behaviourOf(path);
        ways[immediate] = index;
        behaviours[immediate] = behaviour;
      }
    }
  }
  return { ways, behaviours };
}

/** Executes an HVC with every immediate: what it does counts, and where its way says another thing, that is noted. */
function callAll(
  { calls, situation, range, behaviourOf }: RowSetting,
  paths: readonly Path[],
  ways: Int32Array,
  behaviours: Int32Array,
): Set<number> {
  const disproved = new Set<number>();
  for (let immediate = range.from; immediate <= range.to; immediate += 1) {
    const path = paths[ways[immediate] as number];
    const isKnown = path !== undefined && path.flow.refusal === undefined;
    if (isKnown && calls.difference(path, situation, immediate) === undefined) {
      continue;
    }
    if (isKnown) {
      disproved.add(behaviours[immediate] as number);
    }
    behaviours[immediate] = behaviourOf(calls.call(situation, immediate, true));
  }
  return disproved;
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
