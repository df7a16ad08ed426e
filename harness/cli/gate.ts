import type { Coverage } from '../coverage/coverage.ts';
import type { MutationReport } from '../mutation/mutate.ts';
import type { TextOutput } from './surroundings.ts';

/** What was asked for: the `sources` as the user wrote them, none for all code. */
export interface Measured {
  readonly sources: readonly string[];
  /** Of `--since`. */
  readonly since?: string;
}

/** Why a gate has nothing to measure, as one line; undefined where it has. */
export function emptyCoverage({ files }: Coverage, { sources }: Measured): string | undefined {
  return files.length === 0 ? withoutCode(sources) : undefined;
}

/**
 * The same for mutants. That no line changed since a commit is nothing that a gate should fail for, where there is code:
 * most changes touch no vectors.
 */
export function emptyMutation(
  { mutants, unreached, hasCode }: MutationReport,
  { sources, since }: Measured,
): string | undefined {
  if (mutants.length > 0) {
    return undefined;
  }
  if (!hasCode) {
    return withoutCode(sources);
  }
  if (unreached.length > 0) {
    return `none of the code ${of(sources)}is executed by a test`;
  }
  return since === undefined ? `no mutant of the code ${of(sources)}can be made` : undefined;
}

function withoutCode(sources: readonly string[]): string {
  return sources.length === 0
    ? 'what the tests run has no line table'
    : `the vectors of the tests hold no code ${of(sources)}`.trimEnd();
}

function of(sources: readonly string[]): string {
  return sources.length === 0 ? '' : `of ${sources.map((path) => `'${path}'`).join(', ')} `;
}

/** Reports why `--fail-under` has nothing to measure; whether there is such a reason. */
export function reportsEmptyGate(
  reason: string | undefined,
  { stderr }: { readonly stderr: TextOutput },
): reason is string {
  if (reason !== undefined) {
    stderr.write(`error: --fail-under has nothing to measure: ${reason}\n`);
  }
  return reason !== undefined;
}
