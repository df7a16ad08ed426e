import type { Expression } from '../expression.ts';
import type { Maker } from './maker.ts';
import { isOperation, operandOf } from './maker.ts';

const orders = ['ult', 'slt'] as const;

/** The operand of a `not`; undefined for what is none. */
function refused<Name>(expression: Expression<Name>): Expression<Name> | undefined {
  return isOperation(expression, 'not') ? operandOf(expression, 0) : undefined;
}

type Pair<Name> = readonly [Expression<Name>, Expression<Name>];

/**
 * What may be compared in two conditions, of which one says `a < b` or its opposite and one `a = b` or its opposite: as
 * either of them has it, as comparisons with constants are brought to forms that do not always have the same operands.
 */
function pairsIn<Name>(
  ordering: Expression<Name>,
  equality: Expression<Name>,
): readonly Pair<Name>[] {
  const pairs: Pair<Name>[] = [];
  const less = refused(ordering) ?? ordering;
  if (isOperation(less, 'ult') || isOperation(less, 'slt')) {
    pairs.push([operandOf(less, 0), operandOf(less, 1)]);
  }
  const same = refused(equality) ?? equality;
  if (isOperation(same, 'eq')) {
    const [a, b] = [operandOf(same, 0), operandOf(same, 1)];
    pairs.push([a, b], [b, a]);
  }
  return pairs;
}

/** Of a >= b and a != b: b < a. Of their opposites, of which one must hold: a <= b. undefined for other conditions. */
function strict<Name>(
  maker: Maker<Name>,
  operator: 'and' | 'or',
  ordering: Expression<Name>,
  equality: Expression<Name>,
): Expression<Name> | undefined {
  const turned = (condition: Expression<Name>): Expression<Name> =>
    operator === 'and' ? maker.unary('not', condition) : condition;
  for (const [a, b] of pairsIn(ordering, equality)) {
    if (equality !== turned(maker.compare('eq', a, b))) {
      continue;
    }
    for (const order of orders) {
      if (ordering === turned(maker.compare(order, a, b))) {
        const greater = maker.compare(order, b, a);
        return operator === 'and' ? greater : maker.unary('not', greater);
      }
    }
  }
  return undefined;
}

/** One comparison for two conditions that must both hold, or of which one must: HI, LS, GT and LE. */
export function simplerConditions<Name>(
  maker: Maker<Name>,
  operator: 'and' | 'or',
  left: Expression<Name>,
  right: Expression<Name>,
): Expression<Name> | undefined {
  return left.kind === 'operation' && right.kind === 'operation'
    ? (strict(maker, operator, left, right) ?? strict(maker, operator, right, left))
    : undefined;
}
