import type { Expression, Operation } from '../expression.ts';
import type { Maker } from './maker.ts';
import { isOperation, operandOf } from './maker.ts';

const orders = ['ult', 'slt'] as const;

/** The operand of a `not`; undefined for what is none. */
function refused<Name>(expression: Expression<Name>): Expression<Name> | undefined {
  return isOperation(expression, 'not') ? operandOf(expression, 0) : undefined;
}

/** The operands of `a = b`, both ways round: a value of 1 bit stands for its comparison with 0. */
function equals<Name>(
  expression: Expression<Name> | undefined,
): readonly (readonly [Expression<Name>, Expression<Name>])[] {
  if (expression === undefined || !isOperation(expression, 'eq')) {
    return [];
  }
  const [a, b] = [operandOf(expression, 0), operandOf(expression, 1)];
  return [
    [a, b],
    [b, a],
  ];
}

/** a >= b and a != b is b < a: HI, GT and their opposites. */
function isStrictlyGreater<Name>(
  maker: Maker<Name>,
  atLeast: Expression<Name>,
  differs: Expression<Name>,
): Expression<Name> | undefined {
  for (const [a, b] of equals(refused(differs))) {
    for (const order of orders) {
      if (atLeast === maker.unary('not', maker.compare(order, a, b))) {
        return maker.compare(order, b, a);
      }
    }
  }
  return undefined;
}

/** a < b or a = b is not b < a: LS, LE. */
function isAtMost<Name>(
  maker: Maker<Name>,
  less: Expression<Name>,
  same: Expression<Name>,
): Expression<Name> | undefined {
  for (const [a, b] of equals(same)) {
    for (const order of orders) {
      if (less === maker.compare(order, a, b)) {
        return maker.unary('not', maker.compare(order, b, a));
      }
    }
  }
  return undefined;
}

function isCondition<Name>(expression: Expression<Name>): expression is Operation<Name> {
  return expression.kind === 'operation';
}

/** One comparison for two of them, of 1 bit each, of which both must hold. */
export function simplerAnd<Name>(
  maker: Maker<Name>,
  left: Expression<Name>,
  right: Expression<Name>,
): Expression<Name> | undefined {
  return isCondition(left) && isCondition(right)
    ? (isStrictlyGreater(maker, left, right) ?? isStrictlyGreater(maker, right, left))
    : undefined;
}

/** One comparison for two of them, of 1 bit each, of which one must hold. */
export function simplerOr<Name>(
  maker: Maker<Name>,
  left: Expression<Name>,
  right: Expression<Name>,
): Expression<Name> | undefined {
  return isCondition(left) && isCondition(right)
    ? (isAtMost(maker, left, right) ?? isAtMost(maker, right, left))
    : undefined;
}
