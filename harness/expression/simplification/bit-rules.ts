import type { Expression } from '../expression.ts';
import { joined } from './join.ts';
import type { Maker, Rule } from './maker.ts';
import { allOnes, isJoined, isOperation, operandOf, ordered, partsOf, valueOf } from './maker.ts';
import { simplerConditions } from './truth-rules.ts';

type BitOperator = 'and' | 'or' | 'xor';

/** A mask of more runs of equal bits is not taken apart: one slice for each bit is no simpler. */
const mostRuns = 16;

interface Run {
  readonly width: number;
  readonly low: number;
  readonly bit: boolean;
}

/** The runs of equal bits, the highest first; undefined where they are many. */
function runsOf(mask: bigint, width: number): readonly Run[] | undefined {
  const runs: Run[] = [];
  let low = 0;
  while (low < width) {
    const bit = ((mask >> BigInt(low)) & 1n) === 1n;
    let end = low + 1;
    while (end < width && (((mask >> BigInt(end)) & 1n) === 1n) === bit) {
      end += 1;
    }
    if (runs.length === mostRuns) {
      return undefined;
    }
    runs.push({ low, width: end - low, bit });
    low = end;
  }
  return runs.toReversed();
}

/** `x & mask` or `x | mask` as slices of x, joined with constants. */
function masked<Name>(
  maker: Maker<Name>,
  operator: 'and' | 'or',
  x: Expression<Name>,
  mask: bigint,
): Expression<Name> | undefined {
  const runs = runsOf(mask, x.width);
  if (runs === undefined) {
    return undefined;
  }
  const isKept = operator === 'and';
  const parts = runs.flatMap(({ low, width, bit }) =>
    bit === isKept
      ? partsOf(maker, maker.extract(x, low, width))
      : [maker.constant(isKept ? 0n : -1n, width)],
  );
  return joined(maker, parts);
}

/** The places where parts end, from the lowest bit, without the last. */
function boundaries<Name>(maker: Maker<Name>, expression: Expression<Name>): readonly number[] {
  let low = expression.width;
  return partsOf(maker, expression).map((part) => (low -= part.width));
}

/** Whether a part of it decides bits of the result: 0 for `and`, 1 for `or`. */
function decidesBits<Name>(
  maker: Maker<Name>,
  operator: BitOperator,
  expression: Expression<Name>,
): boolean {
  return (
    operator !== 'xor' &&
    partsOf(maker, expression).some(
      (part) =>
        part.kind === 'constant' && part.value !== (operator === 'and' ? allOnes(part.width) : 0n),
    )
  );
}

/** The operation on each part by itself, where both operands have parts, or the parts of one decide. */
function byParts<Name>(
  maker: Maker<Name>,
  operator: BitOperator,
  left: Expression<Name>,
  right: Expression<Name>,
): Expression<Name> | undefined {
  const joinedOnes = [left, right].filter(isJoined);
  const isSplit =
    joinedOnes.length === 2 ||
    (joinedOnes.length === 1 &&
      (right.kind === 'constant' ||
        joinedOnes.some((operand) => decidesBits(maker, operator, operand))));
  if (!isSplit) {
    return undefined;
  }
  const lows = [...new Set(joinedOnes.flatMap((operand) => boundaries(maker, operand)))];
  lows.sort((a, b) => b - a);
  let end = left.width;
  const parts = lows.flatMap((low) => {
    const width = end - low;
    end = low;
    const part = maker.binary(
      operator,
      maker.extract(left, low, width),
      maker.extract(right, low, width),
    );
    return partsOf(maker, part);
  });
  return joined(maker, parts);
}

/** x op (x op y) and the like. */
function nested<Name>(
  operator: BitOperator,
  x: Expression<Name>,
  other: Expression<Name>,
): Expression<Name> | undefined {
  if (!isOperation(other, operator)) {
    return undefined;
  }
  const index = other.operands.indexOf(x);
  if (index < 0) {
    return undefined;
  }
  return operator === 'xor' ? operandOf(other, 1 - index) : other;
}

/** (x op 3) op y as (x op y) op 3, and op of both constants where y is one. */
function constantOutside<Name>(
  maker: Maker<Name>,
  operator: BitOperator,
  left: Expression<Name>,
  right: Expression<Name>,
): Expression<Name> | undefined {
  for (const [inner, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (isOperation(inner, operator)) {
      const constant = operandOf(inner, 1);
      const rest = operandOf(inner, 0);
      if (constant.kind === 'constant') {
        return other.kind === 'constant'
          ? maker.binary(operator, rest, maker.binary(operator, constant, other))
          : maker.binary(operator, maker.binary(operator, rest, other), constant);
      }
    }
  }
  return undefined;
}

function complements<Name>(left: Expression<Name>, right: Expression<Name>): boolean {
  return (
    (isOperation(left, 'not') && operandOf(left, 0) === right) ||
    (isOperation(right, 'not') && operandOf(right, 0) === left)
  );
}

function withMask<Name>(
  maker: Maker<Name>,
  operator: 'and' | 'or',
  x: Expression<Name>,
  mask: bigint,
): Expression<Name> | undefined {
  const { width } = x;
  const { zeros, ones } = maker.knownBits(x);
  const all = allOnes(width);
  const changed = operator === 'and' ? all & ~mask & ~zeros : mask & ~ones;
  if (changed === 0n) {
    return x;
  }
  if (operator === 'and' && (mask & ~zeros) === 0n) {
    return maker.constant(0, width);
  }
  return masked(maker, operator, x, mask);
}

const andOr =
  (operator: 'and' | 'or'): Rule =>
  (maker, operation) => {
    const [left, right] = ordered(maker, operandOf(operation, 0), operandOf(operation, 1));
    const { width } = operation;
    if (left === right) {
      return left;
    }
    if (complements(left, right)) {
      return maker.constant(operator === 'and' ? 0n : -1n, width);
    }
    const simpler =
      (right.kind === 'constant' ? withMask(maker, operator, left, right.value) : undefined) ??
      constantOutside(maker, operator, left, right) ??
      nested(operator, left, right) ??
      nested(operator, right, left) ??
      byParts(maker, operator, left, right) ??
      (width === 1 ? simplerConditions(maker, operator, left, right) : undefined);
    return simpler ?? maker.node(operator, [left, right], width);
  };

export const andRule = andOr('and');
export const orRule = andOr('or');

export const xorRule: Rule = (maker, operation) => {
  const [left, right] = ordered(maker, operandOf(operation, 0), operandOf(operation, 1));
  const { width } = operation;
  if (left === right) {
    return maker.constant(0, width);
  }
  const value = valueOf(right);
  if (value === 0n) {
    return left;
  }
  if (value === allOnes(width)) {
    return maker.unary('not', left);
  }
  for (const [inner, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (isOperation(inner, 'not')) {
      return maker.unary('not', maker.binary('xor', operandOf(inner, 0), other));
    }
  }
  return (
    constantOutside(maker, 'xor', left, right) ??
    nested('xor', left, right) ??
    nested('xor', right, left) ??
    byParts(maker, 'xor', left, right) ??
    maker.node('xor', [left, right], width)
  );
};

export const notRule: Rule = (maker, operation) => {
  const operand = operandOf(operation, 0);
  const { width } = operation;
  if (operand.kind === 'constant') {
    return maker.constant(~operand.value, width);
  }
  if (operand.kind !== 'operation') {
    return undefined;
  }
  if (isJoined(operand)) {
    return joined(
      maker,
      partsOf(maker, operand).flatMap((part) => partsOf(maker, maker.unary('not', part))),
    );
  }
  switch (operand.operator) {
    case 'not':
      return operandOf(operand, 0);
    case 'sign-extend':
      return maker.extend('sign-extend', maker.unary('not', operandOf(operand, 0)), width);
    case 'add':
    case 'sub':
    case 'neg':
      // ~x is -x - 1.
      return operand.operator === 'add' && operandOf(operand, 1).kind !== 'constant'
        ? undefined
        : maker.binary('add', maker.unary('neg', operand), maker.constant(-1, width));
    case 'xor': {
      const constant = operandOf(operand, 1);
      return constant.kind === 'constant'
        ? maker.binary('xor', operandOf(operand, 0), maker.constant(~constant.value, width))
        : undefined;
    }
    case 'ite': {
      const [yes, no] = [operandOf(operand, 1), operandOf(operand, 2)];
      return yes.kind === 'constant' && no.kind === 'constant'
        ? maker.ite(operandOf(operand, 0), maker.unary('not', yes), maker.unary('not', no))
        : undefined;
    }
    default:
      return undefined;
  }
};
