import type { Expression } from '../expression.ts';
import { greatest } from './known-bits.ts';
import type { Maker, Rule } from './maker.ts';
import { allOnes, isJoined, isOperation, operandOf, partsOf, valueOf } from './maker.ts';

/** x < limit, unsigned. */
function isBelow<Name>(
  maker: Maker<Name>,
  x: Expression<Name>,
  limit: bigint,
): Expression<Name> | undefined {
  const { width } = x;
  if (limit === 0n) {
    return maker.constant(0, 1);
  }
  const known = maker.knownBits(x);
  if (greatest(known, width) < limit) {
    return maker.constant(1, 1);
  }
  if (known.ones >= limit) {
    return maker.constant(0, 1);
  }
  if (limit === 1n) {
    return maker.compare('eq', x, maker.constant(0, width));
  }
  if (limit === allOnes(width)) {
    return maker.unary('not', maker.compare('eq', x, maker.constant(limit, width)));
  }
  if (isOperation(x, 'zero-extend')) {
    // The limit is no greater than the greatest value, or all values were below it.
    const inner = operandOf(x, 0);
    return maker.compare('ult', inner, maker.constant(limit, inner.width));
  }
  if (isOperation(x, 'not')) {
    // ~x < limit is ~limit < x.
    return maker.compare('ult', maker.constant(~limit, width), operandOf(x, 0));
  }
  const last = isJoined(x) ? partsOf(maker, x).at(-1) : undefined;
  if (last?.kind === 'constant') {
    // The high part is at most as great as the limit's; as great, where the low part is below the limit's.
    const high = maker.extract(x, last.width, width - last.width);
    const low = limit & allOnes(last.width);
    const limitAbove = (limit >> BigInt(last.width)) + (last.value < low ? 1n : 0n);
    return limitAbove > allOnes(high.width)
      ? maker.constant(1, 1)
      : maker.compare('ult', high, maker.constant(limitAbove, high.width));
  }
  return undefined;
}

export const ultRule: Rule = (maker, operation) => {
  const left = operandOf(operation, 0);
  const right = operandOf(operation, 1);
  const { width } = left;
  if (left === right) {
    return maker.constant(0, 1);
  }
  if (width === 1) {
    return maker.binary('and', maker.unary('not', left), right);
  }
  if (right.kind === 'constant') {
    return isBelow(maker, left, right.value);
  }
  if (left.kind === 'constant') {
    // The constant stands on the right: 3 < x is not x < 4.
    return left.value === allOnes(width)
      ? maker.constant(0, 1)
      : maker.unary('not', maker.compare('ult', right, maker.constant(left.value + 1n, width)));
  }
  if (isOperation(left, 'zero-extend') && isOperation(right, 'zero-extend')) {
    const inner = Math.max(operandOf(left, 0).width, operandOf(right, 0).width);
    return maker.compare('ult', maker.extract(left, 0, inner), maker.extract(right, 0, inner));
  }
  if (isOperation(left, 'not') && isOperation(right, 'not')) {
    return maker.compare('ult', operandOf(right, 0), operandOf(left, 0));
  }
  const a = maker.knownBits(left);
  const b = maker.knownBits(right);
  if (greatest(a, width) < b.ones) {
    return maker.constant(1, 1);
  }
  return a.ones >= greatest(b, width) ? maker.constant(0, 1) : undefined;
};

/** 1 or 0 where the sign is known. */
function knownSign<Name>(maker: Maker<Name>, x: Expression<Name>): bigint | undefined {
  return valueOf(maker.extract(x, x.width - 1, 1));
}

const signOf = <Name>(maker: Maker<Name>, x: Expression<Name>): Expression<Name> =>
  maker.extract(x, x.width - 1, 1);

export const sltRule: Rule = (maker, operation) => {
  const left = operandOf(operation, 0);
  const right = operandOf(operation, 1);
  const { width } = left;
  if (left === right) {
    return maker.constant(0, 1);
  }
  if (width === 1) {
    return maker.binary('and', left, maker.unary('not', right));
  }
  const smallest = 1n << BigInt(width - 1);
  if (valueOf(right) === smallest || valueOf(left) === smallest - 1n) {
    return maker.constant(0, 1);
  }
  if (valueOf(right) === 0n) {
    return signOf(maker, left);
  }
  const signs = [knownSign(maker, left), knownSign(maker, right)] as const;
  if (signs[0] !== undefined && signs[1] !== undefined) {
    return signs[0] === signs[1] ? maker.compare('ult', left, right) : maker.constant(signs[0], 1);
  }
  if (left.kind === 'constant') {
    return maker.unary('not', maker.compare('slt', right, maker.constant(left.value + 1n, width)));
  }
  if (isOperation(left, 'not') && (right.kind === 'constant' || isOperation(right, 'not'))) {
    return maker.compare('slt', maker.unary('not', right), operandOf(left, 0));
  }
  return extendedIsLess(maker, left, right);
};

/** Of values extended from fewer bits, the comparison of those bits. */
function extendedIsLess<Name>(
  maker: Maker<Name>,
  left: Expression<Name>,
  right: Expression<Name>,
): Expression<Name> | undefined {
  if (!isOperation(left, 'sign-extend')) {
    return undefined;
  }
  const inner = operandOf(left, 0);
  const limit = valueOf(right);
  if (limit === undefined) {
    return isOperation(right, 'sign-extend') && operandOf(right, 0).width === inner.width
      ? maker.compare('slt', inner, operandOf(right, 0))
      : undefined;
  }
  const signed = BigInt.asIntN(right.width, limit);
  if (BigInt.asIntN(inner.width, limit) !== signed) {
    return maker.constant(signed > 0n ? 1 : 0, 1);
  }
  return maker.compare('slt', inner, maker.constant(limit, inner.width));
}
