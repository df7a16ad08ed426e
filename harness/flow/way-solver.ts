import type { Constraint } from '../solver/condition.ts';
import { solveForInputs } from '../solver/solve-inputs.ts';
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

type WayAnswer = ReadonlyMap<Source, bigint> | string | undefined;

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
