import type { z } from 'zod';
import { firstIssue } from '../collections/first-issue.ts';
import type { ContractResult } from '../contract/result.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { schemas } from '../diagnostics/schemas.ts';
import type { ProofResult } from '../proof/result.ts';
import type { SweepResult } from '../sweep/sweep-result.ts';
import type { Comparison } from './comparison.ts';
import { contractShape } from '../contract/result-shape.ts';
import { proofShape } from '../proof/result-shape.ts';
import { sweepShape } from '../sweep/sweep-shape.ts';
import { comparisonShape } from './comparison-shape.ts';

/** A result that is kept as the JSON of its command, and read back. */
export type StoredResult = SweepResult | Comparison | ContractResult | ProofResult;

const shapes: Readonly<Record<StoredResult['schema'], z.ZodType<StoredResult>>> = {
  [schemas.sweep]: sweepShape,
  [schemas.compare]: comparisonShape,
  [schemas.contract]: contractShape,
  [schemas.prove]: proofShape,
};

/** The schema that a document says it has; undefined where it says none. */
export function schemaOf(document: unknown): string | undefined {
  return typeof document === 'object' &&
    document !== null &&
    'schema' in document &&
    typeof document.schema === 'string'
    ? document.schema
    : undefined;
}

/** Whether documents of that schema are results that this file reads. */
export function isStoredSchema(schema: string | undefined): schema is StoredResult['schema'] {
  return schema !== undefined && Object.hasOwn(shapes, schema);
}

/**
 * Reads a document that has one of the schemas. Throws `code`, with `name` and the place in it, for one that no command
 * writes.
 */
export function readStored(
  document: unknown,
  schema: StoredResult['schema'],
  {
    code,
    name,
    note,
  }: {
    readonly code: 'bad-baseline' | 'not-a-result';
    readonly name: string;
    readonly note: string;
  },
): StoredResult {
  const read = shapes[schema].safeParse(document);
  if (!read.success) {
    throw problem(code, `${name} is damaged: ${firstIssue(read.error)}`, { note });
  }
  if (read.data.schema === schemas.sweep) {
    const damaged = damagedCaller(read.data);
    if (damaged !== undefined) {
      throw problem(code, `${name} is damaged in the classes of ${damaged}`, { note });
    }
  }
  return read.data;
}

/** A caller that is there twice, or has a class whose behaviour is not there. */
function damagedCaller({ callers, behaviours }: SweepResult): string | undefined {
  const names = new Set<string>();
  for (const { table, caller, slot, classes } of callers) {
    const name = `${table} ${slot ?? caller}`;
    if (names.has(name) || !classes.every(({ behaviour }) => behaviour < behaviours.length)) {
      return name;
    }
    names.add(name);
  }
  return undefined;
}
