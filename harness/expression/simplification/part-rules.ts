import type { Expression, Operation } from '../expression.ts';
import { carryOut } from './carry.ts';
import { joined } from './join.ts';
import type { Maker, Rule } from './maker.ts';
import { allOnes, deepest, isJoined, isOperation, operandOf, partsOf, valueOf } from './maker.ts';

/** The most operands of a sum that are looked at: those of AddWithCarry and some more. */
const mostTerms = 6;

/** Whether the low bits of a sum are the sum of operands that are no wider. */
function isLowSum<Name>(expression: Expression<Name>, width: number, terms = mostTerms): boolean {
  if (expression.kind !== 'operation') {
    return expression.kind === 'constant';
  }
  switch (expression.operator) {
    case 'zero-extend':
    case 'sign-extend':
      return operandOf(expression, 0).width <= width;
    case 'add':
    case 'sub':
    case 'mul':
    case 'neg':
      return (
        terms > 0 && expression.operands.every((operand) => isLowSum(operand, width, terms - 1))
      );
    default:
      return false;
  }
}

function extractOfSum<Name>(
  maker: Maker<Name>,
  sum: Operation<Name>,
  low: number,
  width: number,
): Expression<Name> | undefined {
  if (low === 0 && isLowSum(sum, width)) {
    const [left, right] = sum.operands.map((operand) => maker.extract(operand, 0, width));
    if (left === undefined) {
      return undefined;
    }
    if (sum.operator === 'neg' || right === undefined) {
      return maker.unary('neg', left);
    }
    return maker.binary(sum.operator as 'add' | 'sub' | 'mul', left, right);
  }
  if (sum.operator !== 'add') {
    return undefined;
  }
  const addend = valueOf(operandOf(sum, 1));
  if (addend !== undefined && low > 0 && (addend & allOnes(low)) === 0n) {
    // Nothing is carried into the bits.
    return maker.binary(
      'add',
      maker.extract(operandOf(sum, 0), low, width),
      maker.constant(addend >> BigInt(low), width),
    );
  }
  return width === 1 && low === sum.width - 1 ? carryOut(maker, sum) : undefined;
}

/** Of `x op y`, where one of both is constant there; of `x ^ 3` and `~x` always. */
function extractOfBits<Name>(
  maker: Maker<Name>,
  bits: Operation<Name>,
  low: number,
  width: number,
): Expression<Name> | undefined {
  const operator = bits.operator as 'and' | 'or' | 'xor';
  const left = maker.extract(operandOf(bits, 0), low, width);
  const right = maker.extract(operandOf(bits, 1), low, width);
  return left.kind === 'constant' || right.kind === 'constant'
    ? maker.binary(operator, left, right)
    : undefined;
}

const isSliceOf = <Name>(expression: Expression<Name>, whole: Expression<Name>): boolean =>
  isOperation(expression, 'extract') && operandOf(expression, 0) === whole;

function extractOfChoice<Name>(
  maker: Maker<Name>,
  choice: Operation<Name>,
  low: number,
  width: number,
): Expression<Name> | undefined {
  const arms = [operandOf(choice, 1), operandOf(choice, 2)] as const;
  const yes = maker.extract(arms[0], low, width);
  const no = maker.extract(arms[1], low, width);
  return isSliceOf(yes, arms[0]) && isSliceOf(no, arms[1])
    ? undefined
    : maker.ite(operandOf(choice, 0), yes, no);
}

function extractOfSign<Name>(
  maker: Maker<Name>,
  inner: Expression<Name>,
  low: number,
  width: number,
): Expression<Name> {
  if (low + width <= inner.width) {
    return maker.extract(inner, low, width);
  }
  const from = Math.min(low, inner.width - 1);
  return maker.extend('sign-extend', maker.extract(inner, from, inner.width - from), width);
}

function extractOfParts<Name>(
  maker: Maker<Name>,
  whole: Expression<Name>,
  low: number,
  width: number,
): Expression<Name> {
  const slices: Expression<Name>[] = [];
  let above = whole.width;
  for (const part of partsOf(maker, whole)) {
    const start = above - part.width;
    const from = Math.max(low, start);
    const to = Math.min(low + width, above);
    if (from < to) {
      slices.push(maker.extract(part, from - start, to - from));
    }
    above = start;
  }
  return joined(
    maker,
    slices.flatMap((slice) => partsOf(maker, slice)),
  );
}

export const extractRule: Rule = (maker, { operands, width, parameter: low }) => {
  const [whole] = operands;
  if (whole?.kind !== 'operation') {
    return undefined;
  }
  if (low === 0 && width === whole.width) {
    return whole;
  }
  if (whole.operator === 'extract') {
    return maker.extract(operandOf(whole, 0), whole.parameter + low, width);
  }
  if (isJoined(whole)) {
    return extractOfParts(maker, whole, low, width);
  }
  if (whole.operator === 'sign-extend') {
    return extractOfSign(maker, operandOf(whole, 0), low, width);
  }
  const { zeros, ones } = maker.knownBits(whole);
  const mask = allOnes(width) << BigInt(low);
  if (((zeros | ones) & mask) === mask) {
    return maker.constant(ones >> BigInt(low), width);
  }
  if (maker.depth(whole) > deepest) {
    return undefined;
  }
  switch (whole.operator) {
    case 'not':
      return maker.unary('not', maker.extract(operandOf(whole, 0), low, width));
    case 'and':
    case 'or':
    case 'xor':
      return extractOfBits(maker, whole, low, width);
    case 'add':
    case 'sub':
    case 'mul':
    case 'neg':
      return extractOfSum(maker, whole, low, width);
    case 'ite':
      return extractOfChoice(maker, whole, low, width);
    default:
      return undefined;
  }
};

export const zeroExtendRule: Rule = (maker, { operands: [inner], width }) => {
  if (inner === undefined || inner.width === width) {
    return inner;
  }
  if (inner.kind === 'constant') {
    return maker.constant(inner.value, width);
  }
  return isOperation(inner, 'zero-extend')
    ? maker.extend('zero-extend', operandOf(inner, 0), width)
    : undefined;
};

export const signExtendRule: Rule = (maker, { operands: [inner], width }) => {
  if (inner === undefined || inner.width === width) {
    return inner;
  }
  if (inner.kind === 'constant') {
    return maker.constant(BigInt.asIntN(inner.width, inner.value), width);
  }
  if (isOperation(inner, 'sign-extend')) {
    return maker.extend('sign-extend', operandOf(inner, 0), width);
  }
  const sign = BigInt(inner.width - 1);
  const { zeros, ones } = maker.knownBits(inner);
  if (((zeros >> sign) & 1n) === 1n) {
    return maker.extend('zero-extend', inner, width);
  }
  return ((ones >> sign) & 1n) === 1n
    ? maker.concat(maker.constant(-1n, width - inner.width), inner)
    : undefined;
};
