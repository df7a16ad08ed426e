import { given } from '../collections/given.ts';
import type { EngineVersions } from '../machine/engine-version.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { HcallError } from '../diagnostics/diagnostic.ts';
import type { RunEvent, TestResult } from './event.ts';
import type { Verdict } from './verdict.ts';
import { verdicts } from './verdict.ts';

/** What one run reported, and the file that says so. */
export interface RecordedRun {
  readonly file: string;
  readonly events: readonly RunEvent[];
}

type Start = Extract<RunEvent, { type: 'run-start' }>;
type End = Extract<RunEvent, { type: 'run-end' }>;

/**
 * The events of one run out of those of its parts, as if it had not been divided. Throws 'blobs-do-not-fit' for parts of
 * different runs, for a part that is missing or there twice, and for a test that two parts ran.
 */
export function merge(runs: readonly RecordedRun[]): RunEvent[] {
  const starts = runs.map((run) => startOf(run));
  checkSeeds(runs, starts);
  const ends = runs.flatMap(({ events }) =>
    events.filter((event): event is End => event.type === 'run-end'),
  );
  const ran = whatRan(runs);
  const order = checkShards(runs, starts);
  const results = inOrder(runs, order);
  const counts = Object.fromEntries(
    verdicts.map((verdict) => [
      verdict,
      results.filter((result) => result.verdict === verdict).length,
    ]),
  ) as Record<Verdict, number>;
  const fileErrors = uniqueFileErrors(runs);
  const gone = [...new Set(starts.flatMap(({ gone = [] }) => gone))];
  return [
    {
      type: 'run-start',
      ...given({ hcall: ran.hcall, cpu: cpusOf(starts) }),
      seed: starts[0]?.seed ?? 0,
      total: starts.reduce((sum, { total }) => sum + total, 0),
      ...(starts.every(({ rerun }) => rerun === true) ? { rerun: true } : {}),
      ...(gone.length === 0 ? {} : { gone }),
    },
    ...fileErrors,
    ...results.flatMap((result): RunEvent[] => [
      { type: 'test-start', id: result.id },
      { type: 'test-end', result },
    ]),
    {
      type: 'run-end',
      ...given({ engines: ran.engines }),
      counts,
      fileErrors: fileErrors.length,
      // A part without an end was cut off.
      interrupted: ends.length < runs.length || ends.some(({ interrupted }) => interrupted),
      us: ends.reduce((most, { us }) => Math.max(most, us), 0),
    },
  ];
}

function startOf({ file, events }: RecordedRun): Start {
  const start = events.find((event): event is Start => event.type === 'run-start');
  if (start === undefined) {
    throw misfit(`'${file}' has no run in it`, 'it was cut off before the run began');
  }
  return start;
}

function checkSeeds(runs: readonly RecordedRun[], starts: readonly Start[]): void {
  const other = starts.findIndex(({ seed }) => seed !== starts[0]?.seed);
  if (other >= 0) {
    throw misfit(
      `'${runs[other]?.file}' has the seed ${starts[other]?.seed}, and '${runs[0]?.file}' has ${starts[0]?.seed}`,
      'run every part with the same --seed, so that its failures can be repeated',
    );
  }
}

/** What all parts ran on. A part that was cut off does not say which engine that was. */
interface WhatRan {
  readonly hcall?: string;
  readonly engines?: EngineVersions;
}

function whatRan(runs: readonly RecordedRun[]): WhatRan {
  let known: WhatRan & { readonly file?: string } = {};
  for (const { file, events } of runs) {
    const all = events.map((event): WhatRan =>
      event.type === 'run-start' || event.type === 'run-end' ? event : {},
    );
    const own = Object.assign(
      {},
      ...all.map(({ hcall, engines }) => given({ hcall, engines })),
    ) as WhatRan;
    const [before, now] = [versionsText({ ...own, ...known }), versionsText({ ...known, ...own })];
    if (before !== now) {
      throw misfit(
        `'${file}' is of ${versionsText(own)}, and '${known.file}' of ${versionsText(known)}`,
        'a report names one version of hcall and of the engine: run every part with the same',
      );
    }
    known = { ...own, ...known, file: known.file ?? file };
  }
  return known;
}

/** `hcall 1.2.0, unicorn 2.0.1` */
function versionsText({ hcall, engines }: WhatRan): string {
  const { engine, secondEngine } = engines ?? {};
  const programs = [engine, secondEngine].flatMap((one) =>
    one === undefined ? [] : `${one.name} ${one.version}`,
  );
  return [...(hcall === undefined ? [] : [`hcall ${hcall}`]), ...programs].join(', ');
}

/** Of all parts, each once. */
function cpusOf(starts: readonly Start[]): Start['cpu'] {
  const all = starts.flatMap(({ cpu }) => cpu ?? []);
  return all.length === 0 ? undefined : [...new Set(all)].toSorted();
}

/** Ids in the order of the whole run; empty where nothing is divided. */
function checkShards(runs: readonly RecordedRun[], starts: readonly Start[]): readonly string[] {
  const [first] = starts;
  if (starts.every(({ shard }) => shard === undefined)) {
    return [];
  }
  const indices = new Map<number, string>();
  for (const [position, { shard }] of starts.entries()) {
    const file = runs[position]?.file ?? '';
    if (shard === undefined || shard.digest !== first?.shard?.digest) {
      throw misfit(
        `'${file}' is a part of another run than '${runs[0]?.file}'`,
        'all shards must have the same tests, the same number of shards and the same --durations',
      );
    }
    const twice = indices.get(shard.index);
    if (twice !== undefined) {
      throw misfit(`'${twice}' and '${file}' are both shard ${shard.index} of ${shard.count}`);
    }
    indices.set(shard.index, file);
  }
  const count = first?.shard?.count ?? 0;
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter(
    (index) => !indices.has(index),
  );
  if (missing.length > 0) {
    throw misfit(
      `of ${count} shards, ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
      'a report without them would be green for tests that did not run',
    );
  }
  return first?.shard?.order ?? [];
}

function inOrder(runs: readonly RecordedRun[], order: readonly string[]): TestResult[] {
  const files = new Map<string, string>();
  const results = runs.flatMap(({ file, events }) =>
    events.flatMap((event) => {
      if (event.type !== 'test-end') {
        return [];
      }
      const { id } = event.result;
      const other = files.get(id);
      if (other !== undefined) {
        throw misfit(`'${other}' and '${file}' both ran the test '${id}'`);
      }
      files.set(id, file);
      return [event.result];
    }),
  );
  const places = new Map(order.map((id, index) => [id, index]));
  return results.toSorted((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
}

/** Every part reads every file, so each reports the same mistakes. */
function uniqueFileErrors(
  runs: readonly RecordedRun[],
): Extract<RunEvent, { type: 'file-error' }>[] {
  const errors = new Map<string, Extract<RunEvent, { type: 'file-error' }>>();
  for (const event of runs.flatMap(({ events }) => events)) {
    if (event.type === 'file-error') {
      errors.set(event.file, event);
    }
  }
  return [...errors.values()];
}

function misfit(message: string, note?: string): HcallError {
  return problem('blobs-do-not-fit', message, note === undefined ? {} : { note });
}
