import type { Expression, Opaque, Operation } from './expression.ts';
import { calculate } from './operator.ts';
import { foldUp } from './walk.ts';

/**
 * Gives the values of expressions for one value of each input; each expression is calculated once, so that shared parts
 * cost nothing. undefined for what depends on an opaque value for which `opaqueValue` has none: the arm of a choice that is
 * not taken does not count.
 */
export function evaluatorOf<Name>(
  valueOf: (name: Name, width: number) => bigint,
  opaqueValue: (opaque: Opaque<Name>) => bigint | undefined,
): (expression: Expression<Name>) => bigint | undefined {
  const known = new Map<Expression<Name>, bigint | undefined>();
  return (expression) =>
    foldUp<Name, bigint | undefined>(expression, known, (part, valueOfOperand) => {
      switch (part.kind) {
        case 'constant':
          return part.value;
        case 'input':
          return BigInt.asUintN(part.width, valueOf(part.name, part.width));
        case 'opaque': {
          const value = opaqueValue(part);
          return value === undefined ? undefined : BigInt.asUintN(part.width, value);
        }
        case 'operation':
          return calculated(part, valueOfOperand);
      }
    });
}

function calculated<Name>(
  { operator, operands, width, parameter }: Operation<Name>,
  valueOf: (operand: Expression<Name>) => bigint | undefined,
): bigint | undefined {
  if (operator === 'ite') {
    const [condition, yes, no] = operands;
    const chosen = condition === undefined ? undefined : valueOf(condition);
    const arm = chosen === 1n ? yes : no;
    return chosen === undefined || arm === undefined ? undefined : valueOf(arm);
  }
  const values: bigint[] = [];
  for (const operand of operands) {
    const value = valueOf(operand);
    if (value === undefined) {
      return undefined;
    }
    values.push(value);
  }
  const widths = operands.map((operand) => operand.width);
  return calculate(operator, values, { width, widths, parameter });
}
