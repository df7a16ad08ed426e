import type { Expression } from '../expression.ts';
import type { Maker } from './maker.ts';
import { isOperation, valueOf } from './maker.ts';

/** left + constant < 0, without overflow. */
function isNegativeWith<Name>(
  maker: Maker<Name>,
  left: Expression<Name>,
  constant: bigint,
): Expression<Name> {
  const smallest = 1n << BigInt(left.width - 1);
  return constant === smallest
    ? maker.constant(1, 1)
    : maker.compare('slt', left, maker.constant(-constant, left.width));
}

/**
 * Whether the signed sum of `left`, `right` and a carry is negative when no bit of it is lost, as a comparison: N != V of
 * the Arm manual. undefined where it is none.
 */
export function isNegativeSum<Name>(
  maker: Maker<Name>,
  left: Expression<Name>,
  right: Expression<Name>,
  carry: Expression<Name>,
): Expression<Name> | undefined {
  const carried = valueOf(carry);
  if (carried === undefined) {
    return undefined;
  }
  if (carried === 1n) {
    // left + ~b + 1 is left - b.
    return maker.compare('slt', left, maker.unary('not', right));
  }
  if (right.kind === 'constant') {
    return isNegativeWith(maker, left, right.value);
  }
  if (left.kind === 'constant') {
    return isNegativeWith(maker, right, left.value);
  }
  // left + ~b is left - b - 1.
  return isOperation(right, 'not')
    ? maker.unary('not', maker.compare('slt', maker.unary('not', right), left))
    : undefined;
}
