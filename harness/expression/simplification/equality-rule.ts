import type { Expression, Operation } from '../expression.ts';
import type { Maker, Rule } from './maker.ts';
import { allOnes, deepest, isOperation, operandOf, ordered, partsOf, valueOf } from './maker.ts';
import { withoutAddend } from './sum-rules.ts';

/** x = value, of parts: false where a constant part differs, and the rest alone where there is one other part. */
function partsEqual<Name>(
  maker: Maker<Name>,
  x: Expression<Name>,
  value: bigint,
): Expression<Name> | undefined {
  let low = x.width;
  const open: { readonly part: Expression<Name>; readonly value: bigint }[] = [];
  for (const part of partsOf(maker, x)) {
    low -= part.width;
    const wanted = (value >> BigInt(low)) & allOnes(part.width);
    if (part.kind !== 'constant') {
      open.push({ part, value: wanted });
    } else if (part.value !== wanted) {
      return maker.constant(0, 1);
    }
  }
  const [only] = open;
  return only !== undefined && open.length === 1
    ? maker.compare('eq', only.part, maker.constant(only.value, only.part.width))
    : undefined;
}

function choiceEquals<Name>(
  maker: Maker<Name>,
  choice: Operation<Name>,
  value: Expression<Name>,
): Expression<Name> | undefined {
  const [yes, no] = [operandOf(choice, 1), operandOf(choice, 2)];
  return yes.kind === 'constant' || no.kind === 'constant'
    ? maker.ite(
        operandOf(choice, 0),
        maker.compare('eq', yes, value),
        maker.compare('eq', no, value),
      )
    : undefined;
}

function equalsConstant<Name>(
  maker: Maker<Name>,
  x: Operation<Name>,
  constant: Expression<Name>,
  value: bigint,
): Expression<Name> | undefined {
  const { width } = x;
  const { zeros, ones } = maker.knownBits(x);
  if ((zeros & value) !== 0n || (ones & ~value) !== 0n) {
    return maker.constant(0, 1);
  }
  if (maker.depth(x) > deepest) {
    return undefined;
  }
  const equal = (left: Expression<Name>, right: bigint): Expression<Name> =>
    maker.compare('eq', left, maker.constant(right, left.width));
  switch (x.operator) {
    case 'not':
      return equal(operandOf(x, 0), ~value);
    case 'neg':
      return equal(operandOf(x, 0), -value);
    case 'xor':
    case 'sub': {
      const right = valueOf(operandOf(x, 1));
      if (right !== undefined) {
        return equal(operandOf(x, 0), value ^ right);
      }
      if (x.operator === 'sub') {
        const other = maker.binary('add', operandOf(x, 1), constant);
        return maker.compare('eq', operandOf(x, 0), other);
      }
      return value === 0n ? maker.compare('eq', operandOf(x, 0), operandOf(x, 1)) : undefined;
    }
    case 'add': {
      const right = valueOf(operandOf(x, 1));
      return right === undefined ? undefined : equal(operandOf(x, 0), value - right);
    }
    case 'sign-extend': {
      const inner = operandOf(x, 0);
      return BigInt.asUintN(width, BigInt.asIntN(inner.width, value)) === value
        ? equal(inner, value)
        : maker.constant(0, 1);
    }
    case 'zero-extend':
    case 'concat':
      return partsEqual(maker, x, value);
    case 'ite':
      return choiceEquals(maker, x, constant);
    default:
      return undefined;
  }
}

/** x + 3 = y + 5 as x = y + 2, where x is the older one. */
function constantOnOneSide<Name>(
  maker: Maker<Name>,
  left: Expression<Name>,
  right: Expression<Name>,
): Expression<Name> | undefined {
  const a = withoutAddend(left);
  const b = withoutAddend(right);
  const isOlder = maker.order(a.rest) < maker.order(b.rest);
  if (isOlder ? a.addend === 0n : b.addend === 0n) {
    return undefined;
  }
  const [older, younger] = isOlder ? [a, b] : [b, a];
  const addend = maker.constant(younger.addend - older.addend, left.width);
  return maker.compare('eq', older.rest, maker.binary('add', younger.rest, addend));
}

/** x = y, where neither is a constant. */
function equalsOther<Name>(
  maker: Maker<Name>,
  left: Expression<Name>,
  right: Expression<Name>,
): Expression<Name> | undefined {
  if (isOperation(left, 'zero-extend') && isOperation(right, 'zero-extend')) {
    const inner = Math.max(operandOf(left, 0).width, operandOf(right, 0).width);
    return maker.compare('eq', maker.extract(left, 0, inner), maker.extract(right, 0, inner));
  }
  if (isOperation(left, 'not') && isOperation(right, 'not')) {
    return maker.compare('eq', operandOf(left, 0), operandOf(right, 0));
  }
  if (isOperation(left, 'add') || isOperation(right, 'add')) {
    const difference = maker.binary('sub', left, right);
    if (difference.kind === 'constant') {
      return maker.constant(difference.value === 0n ? 1 : 0, 1);
    }
    const moved = constantOnOneSide(maker, left, right);
    if (moved !== undefined) {
      return moved;
    }
  }
  const a = maker.knownBits(left);
  const b = maker.knownBits(right);
  return (a.zeros & b.ones) !== 0n || (a.ones & b.zeros) !== 0n ? maker.constant(0, 1) : undefined;
}

export const eqRule: Rule = (maker, operation) => {
  const [left, right] = ordered(maker, operandOf(operation, 0), operandOf(operation, 1));
  if (left === right) {
    return maker.constant(1, 1);
  }
  if (left.width === 1) {
    return maker.unary('not', maker.binary('xor', left, right));
  }
  const simpler =
    right.kind === 'constant'
      ? left.kind === 'operation'
        ? equalsConstant(maker, left, right, right.value)
        : undefined
      : equalsOther(maker, left, right);
  return simpler ?? maker.node('eq', [left, right], 1);
};
