import type { ExpressionBuilder } from '../expression/builder.ts';
import type { Expression } from '../expression/expression.ts';
import { candidatesFor } from './candidates.ts';
import type { Constraint } from './condition.ts';
import { conditionsOf, isOne } from './condition.ts';
import { Search } from './search.ts';
import { opaqueReason } from './values.ts';

export type Solution =
  | { readonly kind: 'value'; readonly value: bigint }
  /** No value fulfils the constraints. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Of the bits that count all values are tried where they are no more than these, and nothing faster leads to an answer. */
const mostTriedBits = 16;

/**
 * A value of one input with which all constraints hold, where the other inputs have the values that `valueOf` gives: the
 * smallest other than `avoid`, or `avoid` where there is no other. After a bounded amount of work it tries likely values,
 * and the smallest of those that fit is the answer; each value is checked before it is given. 'none' is certain.
 */
export function solveForInput<Name>(
  builder: ExpressionBuilder<Name>,
  constraints: readonly Constraint<Name>[],
  name: Name,
  width: number,
  valueOf: (name: Name, width: number) => bigint,
  avoid?: bigint,
): Solution {
  const input = builder.input(name, width);
  const conditions = conditionsOf(
    builder,
    constraints.map(({ expression, holds }) => ({
      expression: builder.substitute(expression, (other, otherWidth) =>
        other === name ? input : builder.constant(valueOf(other, otherWidth), otherWidth),
      ),
      holds,
    })),
  );
  const fits = (value: bigint): boolean =>
    // What is left of the constraints decides sooner; the constraints themselves must hold in any case.
    conditions.every((condition) => isOne(builder, condition, () => value)) &&
    constraints.every(({ expression, holds }) =>
      isOne(builder, holds ? expression : builder.unary('not', expression), (other, otherWidth) =>
        other === name ? value : valueOf(other, otherWidth),
      ),
    );
  if (avoid === undefined) {
    return solve(builder, conditions, width, 0n, fits);
  }
  const avoided = BigInt.asUintN(width, avoid);
  const differs = builder.unary(
    'not',
    builder.compare('eq', input, builder.constant(avoided, width)),
  );
  const solution = solve(
    builder,
    [...conditions, differs],
    width,
    avoided,
    (value) => value !== avoided && fits(value),
  );
  return solution.kind !== 'value' && fits(avoided) ? { kind: 'value', value: avoided } : solution;
}

/** All values of some bits, the smallest first; undefined where they are too many. */
function valuesOf(bits: bigint): readonly bigint[] | undefined {
  const places: bigint[] = [];
  for (let rest = bits; rest !== 0n; rest &= rest - 1n) {
    places.push(rest & -rest);
  }
  return places.length > mostTriedBits
    ? undefined
    : places.reduce<readonly bigint[]>(
        (values, place) => [...values, ...values.map((value) => value | place)],
        [0n],
      );
}

function noneOrUnknown<Name>(
  builder: ExpressionBuilder<Name>,
  conditions: readonly Expression<Name>[],
): Solution {
  return conditions.every((condition) => builder.isExact(condition))
    ? { kind: 'none' }
    : { kind: 'unknown', reason: opaqueReason };
}

function solve<Name>(
  builder: ExpressionBuilder<Name>,
  conditions: readonly Expression<Name>[],
  width: number,
  base: bigint,
  fits: (value: bigint) => boolean,
): Solution {
  const search = new Search(conditions, width);
  const found = search.run();
  switch (found.kind) {
    case 'none':
      return found;
    case 'value':
      if (!fits(found.value)) {
        throw new Error(`a search found ${found.value}, with which a condition does not hold`);
      }
      return found;
    case 'unsure':
      return { kind: 'unknown', reason: opaqueReason };
    case 'too much work':
      break;
  }
  const all = valuesOf(search.relevantBits);
  if (all !== undefined) {
    const value = all.find(fits);
    return value === undefined ? noneOrUnknown(builder, conditions) : { kind: 'value', value };
  }
  const candidate = candidatesFor(conditions, width, base).find(fits);
  return candidate === undefined
    ? { kind: 'unknown', reason: 'no likely value fits, and there are too many to try them all' }
    : { kind: 'value', value: candidate };
}
