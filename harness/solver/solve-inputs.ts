import type { ExpressionBuilder } from '../expression/builder.ts';
import type { Expression } from '../expression/expression.ts';
import { foldUp } from '../expression/walk.ts';
import type { Constraint } from './condition.ts';
import { conditionsOf, isOne } from './condition.ts';
import { groupsOf } from './groups.ts';
import type { FreeInput } from './input-search.ts';
import { InputSearch, together } from './input-search.ts';
import type { SmtSolver } from './smt-solver.ts';
import type { Values } from './values.ts';

/**
 * Values of the inputs with which all constraints hold: in the order of the inputs, each one has its preferred value
 * where that is possible with those before it, else the smallest value that is. So the answer does not depend on the
 * solver, which is asked only where several inputs decide together. Where nothing but the last input is left, the
 * smallest is as in `solveForInput`. Throws a RangeError where a constraint depends on another input, an HcallError
 * 'solver-missing' where a solver is needed, and an Error where a solver's values are wrong.
 */
export async function solveForInputs<Name>(
  builder: ExpressionBuilder<Name>,
  constraints: readonly Constraint<Name>[],
  inputs: readonly FreeInput<Name>[],
  solver: SmtSolver,
): Promise<Values<Name>> {
  const known = new Set(inputs.map(({ name }) => name));
  const strays = constraints.some(({ expression }) =>
    [...builder.inputsOf(expression)].some((name) => !known.has(name)),
  );
  if (strays) {
    throw new RangeError('a constraint depends on an input that is not among the free ones');
  }
  const preferred = new Map(
    inputs.map(({ name, width, preferred }) => [name, BigInt.asUintN(width, preferred)]),
  );
  const search = new InputSearch(builder, inputs, solver);
  const groups = groupsOf(builder, conditionsOf(builder, constraints));
  const solutions: Values<Name>[] = [];
  // What is decided without a solver may make its work needless.
  for (const group of groups.toSorted((left, right) => left.names.size - right.names.size)) {
    const isPreferred = group.conditions.every((condition) =>
      isOne(builder, condition, (name) => preferred.get(name) ?? 0n),
    );
    const solution = isPreferred
      ? ({ kind: 'values', values: new Map() } as const)
      : await search.canonical(group.conditions);
    if (solution.kind === 'none') {
      return solution;
    }
    solutions.push(solution);
  }
  const found = together(solutions);
  if (found.kind !== 'values') {
    return found;
  }
  const values = new Map([...preferred, ...found.values]);
  const fits = constraints.every(({ expression, holds }) =>
    isOne(
      builder,
      holds ? expression : builder.unary('not', expression),
      (name) => values.get(name) ?? 0n,
    ),
  );
  if (!fits) {
    throw new Error('a constraint does not hold with the values that were found for it');
  }
  return { kind: 'values', values };
}

/**
 * Whether all constraints can hold, with values of all inputs with which they do: some, not certain ones. Cheaper than
 * `solveForInputs`, and throws the same errors.
 */
export function canHold<Name>(
  builder: ExpressionBuilder<Name>,
  constraints: readonly Constraint<Name>[],
  solver: SmtSolver,
): Promise<Values<Name>> {
  const conditions = conditionsOf(builder, constraints);
  return new InputSearch(builder, inputsOf(conditions), solver).possible(conditions);
}

function inputsOf<Name>(conditions: readonly Expression<Name>[]): readonly FreeInput<Name>[] {
  const inputs = new Map<Name, FreeInput<Name>>();
  const seen = new Map<Expression<Name>, undefined>();
  for (const condition of conditions) {
    foldUp<Name, undefined>(condition, seen, (part) => {
      if (part.kind === 'input') {
        inputs.set(part.name, { name: part.name, width: part.width, preferred: 0n });
      }
      return undefined;
    });
  }
  return [...inputs.values()];
}
