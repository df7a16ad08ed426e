import { schemas } from '../diagnostics/json-document.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { reasonOf } from '../diagnostics/reason.ts';
import { fileLimits, readRegularText } from '../files/regular-file.ts';
import type { Comparison } from './comparison.ts';
import type { BaselineFacts } from './baseline-facts.ts';
import { factsOf } from './baseline-facts.ts';
import type { z } from 'zod';
import type { ProofResult } from '../proof/result.ts';
import { proofShape } from './proof-shape.ts';
import { comparisonShape } from './result-shape.ts';
import type { SweepResult } from '../sweep/sweep-result.ts';
import { sweepShape } from './sweep-shape.ts';

/** A result that can be stored and compared with. */
export type StoredResult = SweepResult | Comparison | ProofResult;

/** One thing that is not as it was. */
export interface BaselineChange {
  /** `stub, host: VBAR_EL2 = x0` */
  readonly about: string;
  readonly before: string;
  readonly after: string;
}

const absent = 'not there';

const shapes: Readonly<Record<StoredResult['schema'], z.ZodType<StoredResult>>> = {
  [schemas.sweep]: sweepShape,
  [schemas.compare]: comparisonShape,
  [schemas.prove]: proofShape,
};

/** A stored result. Throws `bad-baseline` if it cannot be read or is of another kind than `result`. */
export function readBaseline(file: string, result: Pick<StoredResult, 'schema'>): BaselineFacts {
  const note = 'write it with --update';
  const stored = parse(file, note);
  const read = shapes[result.schema].safeParse(stored);
  if (read.success) {
    if (read.data.schema === schemas.sweep) {
      requireWholeSweep(file, read.data, note);
    }
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
  return [...new Set([...stored.keys(), ...now.keys()])].flatMap((about) => {
    const [before = absent, after = absent] = [stored.get(about), now.get(about)];
    return before === after ? [] : [{ about, before, after }];
  });
}
