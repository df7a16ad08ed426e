import type { Expression } from './expression.ts';

const noOperands: readonly never[] = [];

export function operandsOf<Name>(expression: Expression<Name>): readonly Expression<Name>[] {
  return expression.kind === 'operation' || expression.kind === 'opaque'
    ? expression.operands
    : noOperands;
}

/**
 * The result of `calculate` for an expression; that is called once for each expression in it, after all that
 * is below it, and the results are kept in `known`. Without recursion: chains of thousands of operations occur (a checksum of memory).
 */
export function foldUp<Name, Result>(
  expression: Expression<Name>,
  known: Map<Expression<Name>, Result>,
  calculate: (
    expression: Expression<Name>,
    resultOf: (operand: Expression<Name>) => Result,
  ) => Result,
  below: (expression: Expression<Name>) => readonly Expression<Name>[] = operandsOf,
): Result {
  const resultOf = (operand: Expression<Name>): Result => known.get(operand) as Result;
  if (!known.has(expression)) {
    const open = [expression];
    let next = open.at(-1);
    while (next !== undefined) {
      // The first operand that is not known is on top afterwards.
      const count = open.length;
      const operands = below(next);
      for (let index = operands.length - 1; index >= 0; index -= 1) {
        const operand = operands[index];
        if (operand !== undefined && !known.has(operand)) {
          open.push(operand);
        }
      }
      if (open.length === count) {
        if (!known.has(next)) {
          known.set(next, calculate(next, resultOf));
        }
        open.pop();
      }
      next = open.at(-1);
    }
  }
  return resultOf(expression);
}
