import type { Expression } from './expression.ts';

const noOperands: readonly never[] = [];

export function operandsOf<Name>(expression: Expression<Name>): readonly Expression<Name>[] {
  return expression.kind === 'operation' || expression.kind === 'opaque'
    ? expression.operands
    : noOperands;
}

/**
 * The result of `calculate` for an expression; that is called once for each expression in it, after all of its operands,
 * and the results are kept in `known`. Without recursion: chains of thousands of operations occur (a checksum of memory).
 */
export function foldUp<Name, Result>(
  expression: Expression<Name>,
  known: Map<Expression<Name>, Result>,
  calculate: (
    expression: Expression<Name>,
    resultOf: (operand: Expression<Name>) => Result,
  ) => Result,
): Result {
  const resultOf = (operand: Expression<Name>): Result => known.get(operand) as Result;
  if (!known.has(expression)) {
    const open = [expression];
    let next = open.at(-1);
    while (next !== undefined) {
      let isReady = true;
      for (const operand of operandsOf(next)) {
        if (!known.has(operand)) {
          open.push(operand);
          isReady = false;
        }
      }
      if (isReady) {
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
