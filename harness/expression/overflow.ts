import type { Expression, Operation } from './expression.ts';

/** A V flag as the table of A64 has it: that of `left + right + carry`. */
export interface Overflow<Name> {
  readonly left: Expression<Name>;
  readonly right: Expression<Name>;
  /** 1 bit. */
  readonly carry: Expression<Name>;
  /** The sum, of the operands' width. */
  readonly result: Expression<Name>;
}

function operands<Name>(
  expression: Expression<Name> | undefined,
  operator: Operation<Name>['operator'],
): readonly Expression<Name>[] {
  return expression?.kind === 'operation' && expression.operator === operator
    ? expression.operands
    : [];
}

/**
 * What an expression is the overflow of, where it is written as AddWithCarry: the sign that both operands have and the
 * result has not, the highest bit of `(left ^ result) & (right ^ result)`. undefined for any other expression.
 */
export function overflowOf<Name>(expression: Expression<Name>): Overflow<Name> | undefined {
  const [both] = operands(expression, 'extract');
  if (expression.width !== 1 || both === undefined) {
    return undefined;
  }
  const [onLeft, onRight] = operands(both, 'and');
  const [left, result] = operands(onLeft, 'xor');
  const [right, again] = operands(onRight, 'xor');
  const [sum] = operands(result, 'extract');
  const [plain, wideCarry] = operands(sum, 'add');
  const [wideLeft, wideRight] = operands(plain, 'add');
  const [carry] = operands(wideCarry, 'zero-extend');
  if (
    left === undefined ||
    right === undefined ||
    result === undefined ||
    carry === undefined ||
    result !== again ||
    operands(wideLeft, 'zero-extend')[0] !== left ||
    operands(wideRight, 'zero-extend')[0] !== right ||
    carry.width !== 1 ||
    result.width !== left.width ||
    lowOf(result) !== 0 ||
    lowOf(expression) !== left.width - 1
  ) {
    return undefined;
  }
  return { left, right, carry, result };
}

function lowOf<Name>(expression: Expression<Name>): number {
  return expression.kind === 'operation' ? expression.parameter : 0;
}
