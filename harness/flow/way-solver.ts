import type { Constraint } from '../solver/condition.ts';
import { solveForInputs } from '../solver/solve-inputs.ts';
import { solveForInput } from '../solver/solve.ts';
import type { SmtSolver } from '../solver/smt-solver.ts';
import type { FlowLanguage } from './following.ts';
import { compareSources } from './source-order.ts';
import type { Source } from './source.ts';
import { widthOfSource } from './source.ts';

/**
 * Finds values of free sources with which all constraints hold: undefined where there are none, the reason where that
 * is not known. The last constraint is what the known call of `values` and `base` does not fulfil.
 */
export type WaySolver = (
  constraints: readonly Constraint<Source>[],
  known: KnownValues,
) => Promise<WayAnswer>;

export type WayAnswer = ReadonlyMap<Source, bigint> | string | undefined;

/** A call's values: those of its free sources, and what each other source was, by its width in bits. */
export interface KnownValues {
  readonly values: ReadonlyMap<Source, bigint>;
  readonly base: (source: Source, width: number) => bigint;
}

export interface WaySolverSetting {
  readonly language: FlowLanguage;
  /** Sources that may have any value. */
  readonly isFree: (source: Source) => boolean;
  /** Asked where several sources decide together. */
  readonly smt: SmtSolver;
}

/**
 * Solves for all free sources at once. In the order of sources each one stays what it was in the known call where that
 * is possible, else it has the smallest value that is; only those that are other than before are added. Throws as
 * `solveForInputs`.
 */
export function solverOfAll({ language, isFree, smt }: WaySolverSetting): WaySolver {
  const { builder } = language;
  return async (constraints, { values, base }) => {
    const valueOf = (source: Source, width: number): bigint =>
      BigInt.asUintN(width, values.get(source) ?? base(source, width));
    const own = constraints.map(({ expression, holds }) => ({
      expression: builder.substitute(expression, (source, width) =>
        isFree(source)
          ? builder.input(source, width)
          : builder.constant(valueOf(source, width), width),
      ),
      holds,
    }));
    const sources = new Set(own.flatMap(({ expression }) => [...builder.inputsOf(expression)]));
    const inputs = [...sources].toSorted(compareSources).map((source) => {
      const width = widthOfSource(source);
      return { name: source, width, preferred: valueOf(source, width) };
    });
    const solution = await solveForInputs(builder, own, inputs, smt);
    switch (solution.kind) {
      case 'none':
        return undefined;
      case 'unknown':
        return solution.reason;
      case 'values': {
        const changed = inputs.flatMap(({ name, preferred }) => {
          const value = solution.values.get(name) ?? preferred;
          return value === preferred ? [] : [[name, value] as const];
        });
        return new Map([...values, ...changed]);
      }
    }
  };
}

/** Solves for one source at a time; the others stay what they are. */
export function solverOfOne(
  { builder }: FlowLanguage,
  isFree: (source: Source) => boolean,
): (constraints: readonly Constraint<Source>[], known: KnownValues) => WayAnswer {
  return (constraints, { values, base }) => {
    if (constraints.length === 0) {
      return values;
    }
    const ties = constraints.map(({ expression }) =>
      [...builder.inputsOf(expression)].filter(isFree),
    );
    const sources = connected(ties.at(-1) ?? [], ties);
    for (const source of sources) {
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
