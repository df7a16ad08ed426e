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
  const seed = agreed(
    runs,
    (event) => (event.type === 'run-start' ? event.seed : undefined),
    (value) => `the seed ${value}`,
    'run every part with the same --seed, so that its failures can be repeated',
  );
  const hcall = agreed(
    runs,
    (event) => (event.type === 'run-start' ? event.hcall : undefined),
    (value) => `hcall ${value}`,
    sameVersions,
  );
  const engines = agreed(
    runs,
    (event) => (event.type === 'run-end' ? event.engines : undefined),
    enginesText,
    sameVersions,
  );
  const ends = runs.flatMap(({ events }) =>
    events.filter((event): event is End => event.type === 'run-end'),
  );
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
      ...given({ hcall, cpu: cpusOf(starts) }),
      seed: seed ?? 0,
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
      ...given({ engines }),
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

/**
 * What each part says that says anything of it: all the same. A part that was cut off, or ran no test, may not say it. Throws
 * 'blobs-do-not-fit'.
 */
function agreed<Value>(
  runs: readonly RecordedRun[],
  valueIn: (event: RunEvent) => Value | undefined,
  textOf: (value: Value) => string,
  note: string,
): Value | undefined {
  const [first, ...others] = runs.flatMap(({ file, events }) =>
    events.flatMap((event) => {
      const value = valueIn(event);
      return value === undefined ? [] : [{ file, value, text: textOf(value) }];
    }),
  );
  const other = others.find(({ text }) => text !== first?.text);
  if (first !== undefined && other !== undefined) {
    const message = `'${other.file}' has ${other.text}, and '${first.file}' has ${first.text}`;
    throw misfit(message, note);
  }
  return first?.value;
}

const sameVersions = 'a report names one version of each: run every part with the same';

/** `unicorn 2.0.1, qemu 7.2.22` */
function enginesText({ engine, secondEngine }: EngineVersions): string {
  return [engine, secondEngine]
    .flatMap((one) => (one === undefined ? [] : `${one.name} ${one.version}`))
    .join(', ');
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
