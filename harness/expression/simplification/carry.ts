import type { Expression, Operation } from '../expression.ts';
import type { Maker } from './maker.ts';
import { allOnes, isJoined, isOperation, operandOf, partsOf, valueOf } from './maker.ts';

/** Whether its bits are those of something else turned, apart from constants. */
function isTurned<Name>(maker: Maker<Name>, expression: Expression<Name>): boolean {
  const parts = partsOf(maker, expression).filter((part) => part.kind !== 'constant');
  return (
    parts.length > 0 &&
    parts.every(
      (part) =>
        isOperation(part, 'not') ||
        // ~x of a sum is one as well.
        (isOperation(part, 'add') &&
          (isOperation(operandOf(part, 0), 'neg') ||
            valueOf(operandOf(part, 1)) === allOnes(part.width))),
    )
  );
}

/** Whether a + b + carry is 2^width or more, where `carry` is 0 or 1. */
function carryOfTwo<Name>(
  maker: Maker<Name>,
  a: Expression<Name>,
  b: Expression<Name>,
  carry: boolean,
): Expression<Name> {
  const [other, turned] = isTurned(maker, a) && !isTurned(maker, b) ? [b, a] : [a, b];
  // a + ~b + 1 is a - b, which carries where it does not borrow.
  const subtracted = maker.unary('not', turned);
  if (carry) {
    return maker.unary('not', maker.compare('ult', other, subtracted));
  }
  return isTurned(maker, turned)
    ? maker.compare('ult', subtracted, other)
    : maker.compare('ult', maker.binary('add', a, b), a);
}

/** The carry out of a + addend, where the sum has one bit more than `a`. */
function carryOfConstant<Name>(
  maker: Maker<Name>,
  a: Expression<Name>,
  addend: bigint,
): Expression<Name> | undefined {
  const limit = 1n << BigInt(a.width);
  if (addend >= limit) {
    return addend === limit ? maker.constant(1, 1) : undefined;
  }
  return maker.unary('not', maker.compare('ult', a, maker.constant(limit - addend, a.width)));
}

/**
 * The highest bit of a sum whose operands have it clear: the carry out of their addition (AddWithCarry of the Arm
 * manual), as a comparison. undefined where it is none.
 */
export function carryOut<Name>(
  maker: Maker<Name>,
  sum: Operation<Name>,
): Expression<Name> | undefined {
  const addend = valueOf(operandOf(sum, 1));
  const left = operandOf(sum, 0);
  const terms =
    addend === undefined ? sum.operands : isOperation(left, 'add') ? left.operands : [left];
  if (!terms.every((term) => isJoined(term) && term.operator === 'zero-extend')) {
    return undefined;
  }
  const [a, b] = terms.map((term) => maker.extract(term, 0, sum.width - 1));
  if (a === undefined) {
    return undefined;
  }
  if (b === undefined) {
    return carryOfConstant(maker, a, addend ?? 0n);
  }
  return addend === undefined || addend === 1n ? carryOfTwo(maker, a, b, addend === 1n) : undefined;
}
