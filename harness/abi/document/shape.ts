import { z } from 'zod';
import type { HcallError } from '../../diagnostics/diagnostic.ts';
import { Cursor } from './cursor.ts';
import type { Raw } from './document.ts';
import { readDocument } from './document.ts';
import { Problems } from './problems.ts';
import type { SourceText } from './source.ts';
import { suggest, suggestNear } from './suggestion.ts';

type Issue = z.core.$ZodIssue;

/** A whole document of a shape, and where it begins. Its mistakes go to `problems`. Throws an HcallError with all of them. */
export function readShape<S extends z.ZodType>(
  schema: S,
  source: SourceText,
  problems: Problems,
): { readonly cursor: Cursor; readonly shape: z.output<S> } {
  const document = readDocument(source);
  document.issues.forEach(({ diagnostic }) => problems.add(diagnostic));
  problems.throwIfAny();
  const cursor = Cursor.of(document);
  return { cursor, shape: checkShape(schema, cursor) };
}

/** What is said of a key that belongs somewhere else; undefined for any other. */
export type Elsewhere = (key: string) => string | undefined;

/** Checks the shape of what stands at `cursor`. Throws an HcallError with `unknown-key`, `missing-key`, `wrong-kind` or `empty-list`. */
export function checkShape<S extends z.ZodType>(
  schema: S,
  cursor: Cursor,
  elsewhere: Elsewhere = () => undefined,
): z.output<S> {
  const checked = schema.safeParse(cursor.value);
  if (checked.success) {
    return checked.data;
  }
  const problems = new Problems();
  for (const issue of checked.error.issues) {
    for (const error of explain(issue, schema, cursor, elsewhere)) {
      error.diagnostics.forEach((diagnostic) => problems.add(diagnostic));
    }
  }
  problems.throwIfAny();
  throw new Error('a shape that does not fit has at least one issue');
}

function explain(
  issue: Issue,
  schema: z.ZodType,
  from: Cursor,
  elsewhere: Elsewhere,
): HcallError[] {
  const steps = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  const cursor = from.at(...steps);
  const here = schemaAt(schema, steps);
  const found = cursor.value;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      cursor.at(key).key.problem('unknown-key', `unknown key '${key}'`, {
        note:
          misplaced(key, here) ??
          suggestNear(key, keysOf(here)) ??
          elsewhere(key) ??
          suggest(key, keysOf(here)),
      }),
    );
  }
  if (found === undefined) {
    return [
      cursor.problem('missing-key', `missing key '${steps.at(-1) ?? ''}'`, {
        note: here?.description,
      }),
    ];
  }
  if (issue.code === 'too_small') {
    return [cursor.problem('empty-list', 'expected at least one item, found none')];
  }
  if (issue.code === 'invalid_union' && here instanceof z.ZodUnion) {
    const fitting = fittingBranch(issue.errors);
    const branch = here.options[fitting ?? -1];
    if (fitting !== undefined && branch instanceof z.ZodType) {
      return (issue.errors[fitting] ?? []).flatMap((nested) =>
        explain(nested, branch, cursor, elsewhere),
      );
    }
  }
  return [
    cursor.problem('wrong-kind', `expected ${kindsOf(here)}, found ${kindOfValue(found)}`, {
      note: here?.description,
    }),
  ];
}

/** The branch of a union that takes the kind of the value, so that its own complaints are the ones that help. */
function fittingBranch(errors: readonly (readonly Issue[])[]): number | undefined {
  const fitting = errors.flatMap((issues, index) =>
    issues.every(({ path, code }) => path.length > 0 || code !== 'invalid_type') ? [index] : [],
  );
  // One that takes the keys, too, if there is one.
  const knowing = fitting.find((index) =>
    errors[index]?.every(({ path, code }) => path.length > 0 || code !== 'unrecognized_keys'),
  );
  return knowing ?? fitting[0];
}

function schemaAt(schema: z.ZodType, path: readonly (string | number)[]): z.ZodType | undefined {
  let here: z.ZodType | undefined = unwrap(schema);
  for (const step of path) {
    here = unwrap(childOf(here, step));
  }
  return here;
}

function childOf(schema: z.ZodType | undefined, step: string | number): unknown {
  if (schema instanceof z.ZodObject) {
    const shape: Readonly<Record<string, unknown>> = schema.shape;
    return shape[step] ?? schema.def.catchall;
  }
  if (schema instanceof z.ZodArray) {
    return schema.element;
  }
  return schema instanceof z.ZodRecord ? schema.valueType : undefined;
}

function unwrap(schema: unknown): z.ZodType | undefined {
  if (schema instanceof z.ZodOptional) {
    return unwrap(schema.unwrap());
  }
  return schema instanceof z.ZodType ? schema : undefined;
}

/** Where the key is known, if that is one mapping further in. */
function misplaced(key: string, schema: z.ZodType | undefined): string | undefined {
  const home = keysOf(schema).find((candidate) =>
    keysOf(unwrap(childOf(schema, candidate))).includes(key),
  );
  return home && `write it under '${home}'`;
}

function keysOf(schema: z.ZodType | undefined): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function kindsOf(schema: z.ZodType | undefined): string {
  if (schema instanceof z.ZodUnion) {
    return schema.options.map((option) => kindsOf(unwrap(option))).join(' or ');
  }
  if (schema instanceof z.ZodArray) {
    return 'a list';
  }
  return schema instanceof z.ZodObject || schema instanceof z.ZodRecord ? 'a mapping' : 'a value';
}

function kindOfValue(value: Raw): string {
  if (typeof value === 'string') {
    return `'${value}'`;
  }
  return Array.isArray(value) ? 'a list' : 'a mapping';
}
