import { problem } from '../diagnostics/diagnostic.ts';
import { reasonOf } from '../diagnostics/reason.ts';
import { fileLimits, readRegularText } from '../files/regular-file.ts';
import type { Comparison } from './comparison.ts';
import type { BaselineFacts } from './baseline-facts.ts';
import { factsOf } from './baseline-facts.ts';
import type { ProofResult } from '../proof/result.ts';
import { readStored, schemaOf } from './stored-result.ts';
import type { SweepResult } from '../sweep/sweep-result.ts';

/** A result that a later one can be compared with. */
export type ComparableResult = SweepResult | Comparison | ProofResult;

/** One thing that is not as it was. */
export interface BaselineChange {
  /** `stub, host: VBAR_EL2 = x0` */
  readonly about: string;
  readonly before: string;
  readonly after: string;
}

const absent = 'not there';

/** Throws `bad-baseline` if it cannot be read or is of another kind than `result`. */
export function readBaseline(
  file: string,
  { schema }: Pick<ComparableResult, 'schema'>,
): BaselineFacts {
  const note = 'write it with --update';
  const document = parse(file, note);
  if (schemaOf(document) !== schema) {
    throw problem('bad-baseline', `'${file}' is no baseline of this command`, {
      note: `${note}; its schema must be '${schema}'`,
    });
  }
  const name = `the baseline '${file}'`;
  return factsOf(
    readStored(document, schema, { code: 'bad-baseline', name, note }) as ComparableResult,
  );
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

/** Everything in which a result differs from a stored one. */
export function baselineChanges(stored: BaselineFacts, result: ComparableResult): BaselineChange[] {
  const now = factsOf(result);
  return [...new Set([...stored.keys(), ...now.keys()])].flatMap((about) => {
    const [before = absent, after = absent] = [stored.get(about), now.get(about)];
    return before === after ? [] : [{ about, before, after }];
  });
}
