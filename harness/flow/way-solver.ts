import type { Constraint } from '../solver/condition.ts';
import { solveForInput } from '../solver/solve.ts';
import type { FlowLanguage } from './following.ts';
import type { Source } from './source.ts';
import { widthOfSource } from './source.ts';

/**
 * Finds values of free sources with which all constraints hold: undefined where there are none, the reason where that
 * is not known. The last constraint is what the known call of `values` and `base` does not fulfil.
 */
export type WaySolver = (
  constraints: readonly Constraint<Source>[],
  known: KnownValues,
) => ReadonlyMap<Source, bigint> | string | undefined;

/** A call's values: those of its free sources, and what each other source was, by its width in bits. */
export interface KnownValues {
  readonly values: ReadonlyMap<Source, bigint>;
  readonly base: (source: Source, width: number) => bigint;
}

/** Solves for one source at a time; the others stay what they are. */
export function solverOfOne(
  { builder }: FlowLanguage,
  isFree: (source: Source) => boolean,
): WaySolver {
  return (constraints, { values, base }) => {
    if (constraints.length === 0) {
      return values;
    }
    const ties = constraints.map(({ expression }) =>
      [...builder.inputsOf(expression)].filter(isFree),
    );
    const turned = ties.at(-1) ?? [];
    const sources = connected(turned, ties);
    // With another value of what is tied to them alone, the last constraint stays as it is.
    for (const source of turned) {
      const own = constraints.filter(({ expression }) => builder.inputsOf(expression).has(source));
      const valueOf = (other: Source, width: number): bigint =>
        BigInt.asUintN(width, values.get(other) ?? base(other, width));
      const solution = solveForInput(builder, own, source, widthOfSource(source), valueOf);
      if (solution.kind === 'value') {
        return new Map([...values, [source, solution.value]]);
      }
      if (solution.kind === 'none' && sources.length === 1) {
        return undefined;
      }
    }
    return sources.length === 1 ? 'no value is found' : 'several inputs decide together';
  };
}

/** The sources, and those that others tie to them. */
function connected(
  sources: readonly Source[],
  ties: readonly (readonly Source[])[],
): readonly Source[] {
  const found = new Set(sources);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const tied of ties) {
      if (tied.some((source) => found.has(source))) {
        tied.forEach((source) => found.add(source));
      }
    }
  }
  return [...found];
}
