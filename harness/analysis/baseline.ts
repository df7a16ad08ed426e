import { readFileSync, writeFileSync } from 'node:fs';
import { problem } from '../diagnostics/diagnostic.ts';

/** One thing that is not as it was. */
export interface BaselineChange {
  /** `unconverted/3/gets`: where in the result. */
  readonly path: string;
  /** What it is about, for a person: the nearest names around it. */
  readonly about: string;
  readonly before: string;
  readonly after: string;
}

/** Names that tell a person what a part of a result is about, the most telling first. */
const nameKeys = ['table', 'caller', 'user', 'operation', 'name', 'call', 'side', 'from'] as const;

/** What need not be as it was: how it was found, not what it is. */
const ignoredKeys: ReadonlySet<string> = new Set(['example', 'trace', 'seed', 'by']);

const absent = 'nothing';

/** A stored result. Throws `bad-baseline` if it cannot be read or is of another kind than `result`. */
export function readBaseline(file: string, result: { readonly schema: string }): unknown {
  const note = 'write it with --update';
  let stored: unknown;
  try {
    stored = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw problem('bad-baseline', `cannot read the baseline '${file}': ${reason}`, { note });
  }
  const schema = isObject(stored) ? stored['schema'] : undefined;
  if (schema !== result.schema) {
    throw problem(
      'bad-baseline',
      `'${file}' is no baseline of this command: expected schema '${result.schema}', found '${String(schema)}'`,
      { note },
    );
  }
  return stored;
}

/** Stores a result for later. Throws `output-not-writable`. */
export function writeBaseline(file: string, result: unknown): void {
  try {
    writeFileSync(file, `${JSON.stringify(stripped(result), undefined, 1)}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw problem('output-not-writable', `cannot write '${file}': ${reason}`);
  }
}

/** Everything in which a result differs from a stored one. */
export function baselineChanges(stored: unknown, result: unknown): BaselineChange[] {
  const changes: BaselineChange[] = [];
  collect(stripped(stored), stripped(result), [], [], changes);
  return changes;
}

function collect(
  before: unknown,
  after: unknown,
  path: readonly string[],
  names: readonly string[],
  changes: BaselineChange[],
): void {
  if (isContainer(before) && isContainer(after)) {
    const around = [...names, ...namesOf(after)];
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const key of keys) {
      collect(before[key], after[key], [...path, key], around, changes);
    }
    return;
  }
  if (before !== after) {
    changes.push({
      path: path.join('/'),
      about: names.join(' '),
      before: textOf(before),
      after: textOf(after),
    });
  }
}

function namesOf(part: Readonly<Record<string, unknown>>): string[] {
  return nameKeys.flatMap((key) => {
    const value = part[key];
    return typeof value === 'string' ? [value] : [];
  });
}

function textOf(value: unknown): string {
  if (value === undefined) {
    return absent;
  }
  const text = JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}...` : text;
}

/** A copy without what is ignored, as it would come back from a file. */
function stripped(value: unknown): unknown {
  const text = JSON.stringify(value, (key, part: unknown) =>
    ignoredKeys.has(key) ? undefined : part,
  );
  return JSON.parse(text);
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isContainer(value) && !Array.isArray(value);
}
