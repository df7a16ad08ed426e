import type { Slot } from '../architecture/slot.ts';
import { slots } from '../architecture/slot.ts';
import { callers } from '../calls/caller.ts';
import { findVectors } from '../run/find-vectors.ts';
import type { VectorSet } from '../run/vectors.ts';
import type { WrittenVectors } from '../run/written-vectors.ts';
import type { ImmediateSweep, ImmediateBehaviour, ImmediateRow } from './immediate-sweep-result.ts';
import type { AnalysisOptions, AnalysisOutcome } from './requests.ts';
import { aloneOptionsOf, runAnalyses } from './requests.ts';
import type { AnalysisRequest } from './service.ts';
import type { ImmediateScope, ImmediatePart } from './immediate-part.ts';

export interface SweepOptions extends AnalysisOptions {
  readonly vectors: WrittenVectors;
  readonly scope: ImmediateScope;
  /** Names of callers; all if left out. */
  readonly callers?: readonly string[];
  /** All 16 slots besides. */
  readonly slots: boolean;
}

/** Sweeps the tables of some vectors. Throws an HcallError for what is wrong with them. */
export async function sweep(options: SweepOptions): Promise<ImmediateSweep> {
  const set = await findVectors(options.vectors, options.tools, aloneOptionsOf(options));
  const requests = sweepRequests(set, options);
  const outcomes = await runAnalyses(requests, options);
  return mergeSweep(set, options.tools.seed, requests, outcomes);
}

/** The parts of a sweep, in the order in which its result lists them. */
export function sweepRequests(
  { tables }: VectorSet,
  options: Pick<SweepOptions, 'callers' | 'slots' | 'scope'>,
): AnalysisRequest[] {
  const { scope } = options;
  return tables.flatMap((table) =>
    partsOf(options).map((part) => ({
      table,
      work: { kind: 'immediates', part, scope },
    })),
  );
}

function partsOf({
  callers: names,
  slots: withSlots,
}: Pick<SweepOptions, 'callers' | 'slots'>): ImmediatePart[] {
  const own = (names ?? callers.map(({ name }) => name)).map((caller): ImmediatePart => ({
    caller,
  }));
  return withSlots ? [...own, ...slots.map((slot: Slot): ImmediatePart => ({ slot }))] : own;
}

/** Puts the parts of a sweep together: behaviours that are the same in several are one. */
export function mergeSweep(
  { name, abi }: VectorSet,
  seed: number,
  requests: readonly AnalysisRequest[],
  outcomes: readonly AnalysisOutcome[],
): ImmediateSweep {
  const keys = new Map<string, number>();
  const behaviours: ImmediateBehaviour[] = [];
  const rows: ImmediateRow[] = [];
  const failures: { part: string; reason: string }[] = [];
  for (const [at, { table: swept, work }] of requests.entries()) {
    const table = swept.name;
    const outcome = outcomes[at];
    if (work.kind !== 'immediates' || outcome === undefined) {
      continue;
    }
    if ('failure' in outcome) {
      const part = `${table} ${work.part.slot ?? work.part.caller ?? ''}`;
      failures.push({ part, reason: outcome.failure });
      continue;
    }
    if (outcome.result.kind !== 'immediates') {
      continue;
    }
    const own = outcome.result.behaviours;
    for (const row of outcome.result.rows) {
      const runs = row.runs.map(([from, to, index]): ImmediateRow['runs'][number] => {
        const { key, ...behaviour } = own[index] as (typeof own)[number];
        const known =
          keys.get(key) ?? behaviours.push({ ...behaviour, effect: behaviour.name }) - 1;
        keys.set(key, known);
        return [from, to, known];
      });
      rows.push({ table, ...row, runs });
    }
  }
  return {
    schema: 'hcall.sweep/1',
    vectors: name,
    abi: abi.name,
    seed,
    behaviours: withNames(behaviours),
    rows,
    failures,
  };
}

/** Behaviours that differ only in what they clobber or store get names that say so. */
function withNames(behaviours: readonly ImmediateBehaviour[]): ImmediateBehaviour[] {
  const counts = new Map<string, number>();
  for (const { name } of behaviours) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const used = new Set<string>();
  return behaviours.map((behaviour) => {
    const { name, clobbers } = behaviour;
    if (counts.get(name) === 1) {
      return behaviour;
    }
    const registers = clobbers.map((text) => text.split(' ')[0] ?? '');
    const more = registers.length === 0 ? 'clobbers nothing' : `clobbers ${registers.join(', ')}`;
    let text = `${name} (${more})`;
    for (let number = 2; used.has(text); number += 1) {
      text = `${name} (${more}, another way: ${number})`;
    }
    used.add(text);
    return { ...behaviour, name: text };
  });
}
