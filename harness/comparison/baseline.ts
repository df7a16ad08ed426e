import { schemas } from '../diagnostics/json-document.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { reasonOf } from '../diagnostics/reason.ts';
import { fileLimits, readRegularText } from '../files/regular-file.ts';
import type { Comparison } from './comparison.ts';
import { groupBy } from '../collections/group-by.ts';
import type { FactRange, BaselineFacts } from './baseline-facts.ts';
import { factsOf } from './baseline-facts.ts';
import { comparisonShape } from './result-shape.ts';
import type { SweepResult } from '../sweep/sweep-result.ts';
import { sweepShape } from './sweep-shape.ts';

/** A result that can be stored and compared with. */
export type StoredResult = SweepResult | Comparison;

/** One thing that is not as it was. */
export interface BaselineChange {
  /** `0x0003-0xffff: stub, host, x0 random`; where it changed alike with other values, `...; and 6 more values`. */
  readonly about: string;
  readonly before: string;
  readonly after: string;
}

const absent = 'not there';

/** A stored result. Throws `bad-baseline` if it cannot be read or is of another kind than `result`. */
export function readBaseline(file: string, result: Pick<StoredResult, 'schema'>): BaselineFacts {
  const note = 'write it with --update';
  const stored = parse(file, note);
  const shape = result.schema === schemas.sweep ? sweepShape : comparisonShape;
  const read = shape.safeParse(stored);
  if (read.success) {
    requireWhole(file, read.data, note);
    return factsOf(read.data);
  }
  if (!hasSchema(stored, result.schema)) {
    throw problem('bad-baseline', `'${file}' is no baseline of this command`, {
      note: `${note}; its schema must be '${result.schema}'`,
    });
  }
  const [issue] = read.error.issues;
  const at = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  throw problem('bad-baseline', `the baseline '${file}' is damaged${at}: ${issue?.message}`, {
    note,
  });
}

/** Throws for runs that leave something out, overlap, or name a behaviour that is not there. */
function requireWhole(file: string, result: SweepResult | Comparison, note: string): void {
  if (result.schema === schemas.sweep) {
    requireWholeSweep(file, result, note);
    return;
  }
  for (const { rows, behaviours } of [result.a, result.b]) {
    const names = new Set<string>();
    for (const { table, caller, slot, selector, runs } of rows) {
      const name = `${table} ${slot ?? caller} ${selector.register} ${selector.value ?? selector.name}`;
      const isWhole =
        runs.length > 0 &&
        !names.has(name) &&
        runs.every(
          ([from, to, index], at) =>
            from <= to &&
            index < behaviours.length &&
            (at === 0 || from === (runs[at - 1]?.[1] ?? 0) + 1),
        );
      if (!isWhole) {
        throw problem('bad-baseline', `the baseline '${file}' is damaged in the runs of ${name}`, {
          note,
        });
      }
      names.add(name);
    }
  }
}

/** Throws for a caller that is there twice, and for a class whose behaviour is not there. */
function requireWholeSweep(file: string, { callers, behaviours }: SweepResult, note: string): void {
  const names = new Set<string>();
  for (const { table, caller, slot, classes } of callers) {
    const name = `${table} ${slot ?? caller}`;
    const isWhole =
      !names.has(name) && classes.every(({ behaviour }) => behaviour < behaviours.length);
    if (!isWhole) {
      throw problem('bad-baseline', `the baseline '${file}' is damaged in the classes of ${name}`, {
        note,
      });
    }
    names.add(name);
  }
}

function parse(file: string, note: string): unknown {
  try {
    return JSON.parse(readRegularText(file, fileLimits.record));
  } catch (error) {
    throw problem('bad-baseline', `cannot read the baseline '${file}': ${reasonOf(error)}`, {
      note,
    });
  }
}

function hasSchema(stored: unknown, schema: string): boolean {
  return (
    typeof stored === 'object' && stored !== null && 'schema' in stored && stored.schema === schema
  );
}

/** A result as it is stored. */
export function storedText(result: StoredResult): string {
  return `${JSON.stringify(result, undefined, 1)}\n`;
}

/** Everything in which a result differs from a stored one. */
export function baselineChanges(stored: BaselineFacts, result: StoredResult): BaselineChange[] {
  const now = factsOf(result);
  return [...rowChanges(stored.rows, now.rows), ...valueChanges(stored.values, now.values)];
}

function valueChanges(
  before: BaselineFacts['values'],
  after: BaselineFacts['values'],
): BaselineChange[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((about) => {
    const [was = absent, is = absent] = [before.get(about), after.get(about)];
    return was === is ? [] : [{ about, before: was, after: is }];
  });
}

/** The same change of the same immediates with several selector values is one; those of several callers are not. */
function rowChanges(before: BaselineFacts['rows'], after: BaselineFacts['rows']): BaselineChange[] {
  const all = [...new Map([...before, ...after])].flatMap(([name, { caller, selector }]) => {
    const [was, is] = [before, after].map((rows) => rows.get(name)?.ranges ?? []);
    return rangeChanges(was ?? [], is ?? []).map((change) => ({ caller, selector, change }));
  });
  const alike = groupBy(all, ({ caller, change }) => JSON.stringify([caller, change]));
  return [...alike.values()].map((changes) => {
    const [{ caller, selector, change }] = changes as [(typeof changes)[number]];
    const [from, to, was, is] = change;
    const range = from === to ? immediateText(from) : `${immediateText(from)}-${immediateText(to)}`;
    const count = changes.length - 1;
    const others = count === 0 ? '' : `; and ${count} more ${count === 1 ? 'value' : 'values'}`;
    return { about: `${range}: ${caller}, ${selector}${others}`, before: was, after: is };
  });
}

/** The ranges in which two rows differ, cut where either changes. */
function rangeChanges(
  before: readonly FactRange[],
  after: readonly FactRange[],
): (readonly [number, number, string, string])[] {
  const starts = new Set<number>();
  for (const [from, to] of [...before, ...after]) {
    starts.add(from).add(to + 1);
  }
  const cuts = [...starts].toSorted((one, other) => one - other);
  return cuts.slice(0, -1).flatMap((from, index) => {
    const [was, is] = [textAt(before, from), textAt(after, from)];
    const to = (cuts[index + 1] ?? from + 1) - 1;
    return was === is ? [] : [[from, to, was, is] as const];
  });
}

function textAt(ranges: readonly FactRange[], immediate: number): string {
  return ranges.find(([from, to]) => immediate >= from && immediate <= to)?.[2] ?? absent;
}

function immediateText(immediate: number): string {
  return `0x${immediate.toString(16).padStart(4, '0')}`;
}
