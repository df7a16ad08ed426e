import type { Expression } from '../expression.ts';
import { joined } from './join.ts';
import type { Maker, Rule } from './maker.ts';
import { allOnes, isJoined, isOperation, operandOf, ordered, partsOf, valueOf } from './maker.ts';

/** The constant that a sum ends with; undefined where it has none. */
function addendOf<Name>(expression: Expression<Name>): bigint | undefined {
  return isOperation(expression, 'add') ? valueOf(operandOf(expression, 1)) : undefined;
}

/** A sum without its constant. */
export function withoutAddend<Name>(expression: Expression<Name>): {
  readonly rest: Expression<Name>;
  readonly addend: bigint;
} {
  const addend = addendOf(expression);
  return addend === undefined || !isOperation(expression, 'add')
    ? { rest: expression, addend: 0n }
    : { rest: operandOf(expression, 0), addend };
}

/** x + constant, where x has no constant of its own but may end in constant bits. */
function withConstant<Name>(
  maker: Maker<Name>,
  x: Expression<Name>,
  addend: bigint,
): Expression<Name> {
  const { width } = x;
  if (addend === 0n) {
    return x;
  }
  if (isOperation(x, 'not')) {
    return maker.binary(
      'add',
      maker.unary('neg', operandOf(x, 0)),
      maker.constant(addend - 1n, width),
    );
  }
  if (isOperation(x, 'neg') && addend === allOnes(width)) {
    const turned = operandOf(x, 0);
    if (!isJoined(turned) && !isOperation(turned, 'sign-extend')) {
      return maker.unary('not', turned);
    }
  }
  const last = isJoined(x) ? partsOf(maker, x).at(-1) : undefined;
  if (last?.kind !== 'constant') {
    return maker.node('add', [x, maker.constant(addend, width)], width);
  }
  // The low bits are part of the constant, so that it is found again when it is taken away.
  const sum = BigInt.asUintN(width, last.value + addend);
  const above = partsOf(maker, x).slice(0, -1);
  const isShort = sum <= allOnes(last.width);
  const low = maker.constant(isShort ? sum : 0n, last.width);
  const base = joined(maker, [...above, low]);
  return isShort ? base : maker.node('add', [base, maker.constant(sum, width)], width);
}

/** left + right, both without constants. */
function sumOf<Name>(
  maker: Maker<Name>,
  left: Expression<Name>,
  right: Expression<Name>,
): Expression<Name> {
  for (const [a, b] of [
    [left, right],
    [right, left],
  ] as const) {
    if (isOperation(b, 'neg')) {
      return differenceOf(maker, a, operandOf(b, 0));
    }
    // (x - y) + y
    if (isOperation(b, 'sub') && operandOf(b, 1) === a) {
      return operandOf(b, 0);
    }
  }
  if (left === right) {
    return maker.binary('shl', left, maker.constant(1, left.width));
  }
  return maker.node('add', ordered(maker, left, right), left.width);
}

/** left - right, both without constants. */
function differenceOf<Name>(
  maker: Maker<Name>,
  left: Expression<Name>,
  right: Expression<Name>,
): Expression<Name> {
  const { width } = left;
  if (left === right) {
    return maker.constant(0, width);
  }
  if (isOperation(right, 'neg')) {
    return maker.binary('add', left, operandOf(right, 0));
  }
  if (isOperation(left, 'add')) {
    const index = left.operands.indexOf(right);
    if (index >= 0) {
      return operandOf(left, 1 - index);
    }
  }
  if (isOperation(right, 'add')) {
    const index = right.operands.indexOf(left);
    if (index >= 0) {
      return maker.unary('neg', operandOf(right, 1 - index));
    }
  }
  if (isOperation(left, 'sub') && operandOf(left, 0) === right) {
    return maker.unary('neg', operandOf(left, 1));
  }
  if (isOperation(right, 'sub') && operandOf(right, 0) === left) {
    return operandOf(right, 1);
  }
  return maker.node('sub', [left, right], width);
}

/** `~x` as a term of a sum is `-x - 1`. */
function term<Name>(
  maker: Maker<Name>,
  expression: Expression<Name>,
): { readonly rest: Expression<Name>; readonly addend: bigint } {
  return isOperation(expression, 'not')
    ? { rest: maker.unary('neg', operandOf(expression, 0)), addend: -1n }
    : withoutAddend(expression);
}

export const addRule: Rule = (maker, operation) => {
  const [left, right] = ordered(maker, operandOf(operation, 0), operandOf(operation, 1));
  const { width } = operation;
  if (width === 1) {
    return maker.binary('xor', left, right);
  }
  if (right.kind === 'constant') {
    if (left.kind === 'constant') {
      return maker.constant(left.value + right.value, width);
    }
    const { rest, addend } = withoutAddend(left);
    return withConstant(maker, rest, BigInt.asUintN(width, addend + right.value));
  }
  const a = term(maker, left);
  const b = term(maker, right);
  const addend = BigInt.asUintN(width, a.addend + b.addend);
  return plus(maker, sumOf(maker, a.rest, b.rest), addend);
};

/** A sum that may have a constant itself, with another. */
function plus<Name>(maker: Maker<Name>, sum: Expression<Name>, addend: bigint): Expression<Name> {
  return addend === 0n ? sum : maker.binary('add', sum, maker.constant(addend, sum.width));
}

export const subRule: Rule = (maker, operation) => {
  const left = operandOf(operation, 0);
  const right = operandOf(operation, 1);
  const { width } = operation;
  if (width === 1) {
    return maker.binary('xor', left, right);
  }
  if (right.kind === 'constant') {
    return maker.binary('add', left, maker.constant(-right.value, width));
  }
  if (left.kind === 'constant') {
    return maker.binary('add', maker.unary('neg', right), left);
  }
  const a = term(maker, left);
  const b = term(maker, right);
  const addend = BigInt.asUintN(width, a.addend - b.addend);
  return plus(maker, differenceOf(maker, a.rest, b.rest), addend);
};

export const negRule: Rule = (maker, operation) => {
  const operand = operandOf(operation, 0);
  const { width } = operation;
  if (width === 1) {
    return operand;
  }
  if (operand.kind === 'constant') {
    return maker.constant(-operand.value, width);
  }
  if (isOperation(operand, 'neg')) {
    return operandOf(operand, 0);
  }
  if (isOperation(operand, 'sub')) {
    return maker.binary('sub', operandOf(operand, 1), operandOf(operand, 0));
  }
  if (isOperation(operand, 'not')) {
    return maker.binary('add', operandOf(operand, 0), maker.constant(1, width));
  }
  const { rest, addend } = withoutAddend(operand);
  return addend === 0n
    ? undefined
    : maker.binary('add', maker.unary('neg', rest), maker.constant(-addend, width));
};

/** The exponent of a power of two; undefined for other numbers. */
export function exponentOf(value: bigint): number | undefined {
  return value > 0n && (value & (value - 1n)) === 0n ? value.toString(2).length - 1 : undefined;
}

export const mulRule: Rule = (maker, operation) => {
  const [left, right] = ordered(maker, operandOf(operation, 0), operandOf(operation, 1));
  const { width } = operation;
  if (width === 1) {
    return maker.binary('and', left, right);
  }
  const factor = valueOf(right);
  if (factor === undefined) {
    return maker.node('mul', [left, right], width);
  }
  if (left.kind === 'constant') {
    return maker.constant(left.value * factor, width);
  }
  if (factor === 0n) {
    return right;
  }
  const exponent = exponentOf(factor);
  if (exponent !== undefined) {
    return maker.binary('shl', left, maker.constant(exponent, width));
  }
  if (isOperation(left, 'mul')) {
    const inner = valueOf(operandOf(left, 1));
    if (inner !== undefined) {
      return maker.binary('mul', operandOf(left, 0), maker.constant(inner * factor, width));
    }
  }
  return maker.node('mul', [left, right], width);
};
