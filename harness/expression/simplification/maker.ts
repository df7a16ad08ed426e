/**
 * Words of this folder. A maker builds expressions, each one once. A rule sees an operation before it is made and may give
 * an equal expression of a simpler form; forms are chosen so that equal values that code makes in different ways become
 * the same expression:
 *
 * - Bits: masks, shifts and rotations by constants are concatenations of slices. `concat` nests to the left; its parts are
 *   neither concatenations nor neighbours that one expression can stand for; zeros on top are a `zero-extend`.
 * - Sums: the constant is the right operand of the outermost `add`; `x - 3` is `x + -3`, and `not`, `neg` and `sub` of sums
 *   are sums.
 * - `not` is outside of `xor`; constants and later operands of operators that commute are on the right.
 * - Truth values: no `eq` of two of them, but `not` and `xor`; `ult` and `slt` have a constant on the right only.
 */
import type { Constant, Expression, Operation } from '../expression.ts';
import type { KnownBits } from './known-bits.ts';
import type { Operator } from '../operator.ts';

/** What rules build with. The methods throw a RangeError for widths that do not fit. */
export interface Maker<Name> {
  constant(value: bigint | number, width: number): Constant;
  binary(
    operator: BinaryOperator,
    left: Expression<Name>,
    right: Expression<Name>,
  ): Expression<Name>;
  unary(operator: 'not' | 'neg' | 'clz' | 'rbit', operand: Expression<Name>): Expression<Name>;
  compare(
    operator: 'eq' | 'ult' | 'slt',
    left: Expression<Name>,
    right: Expression<Name>,
  ): Expression<Name>;
  ite(condition: Expression<Name>, yes: Expression<Name>, no: Expression<Name>): Expression<Name>;
  extract(operand: Expression<Name>, low: number, width: number): Expression<Name>;
  concat(high: Expression<Name>, low: Expression<Name>): Expression<Name>;
  extend(
    operator: 'zero-extend' | 'sign-extend',
    operand: Expression<Name>,
    width: number,
  ): Expression<Name>;
  /** The operation as it is: for rules that know that it has its simplest form. */
  node(
    operator: Operator,
    operands: readonly Expression<Name>[],
    width: number,
    parameter?: number,
  ): Expression<Name>;
  /** Which bits have one value for all inputs. */
  knownBits(expression: Expression<Name>): KnownBits;
  /** A number that is greater the later the expression was made: the order of operands that commute. */
  order(expression: Expression<Name>): number;
  /** The longest way down to an input or a constant. */
  depth(expression: Expression<Name>): number;
}

export type BinaryOperator =
  'add' | 'sub' | 'mul' | 'udiv' | 'sdiv' | 'and' | 'or' | 'xor' | 'shl' | 'lshr' | 'ashr' | 'ror';

/** The simpler form of an operation; undefined where there is none. */
export type Rule = <Name>(
  maker: Maker<Name>,
  operation: Operation<Name>,
) => Expression<Name> | undefined;

/** Rules that push an operation down into operands do not follow longer ways: what is so deep does not fold. */
export const deepest = 40;

export function operandOf<Name>(operation: Operation<Name>, index: number): Expression<Name> {
  const operand = operation.operands[index];
  if (operand === undefined) {
    throw new RangeError(`'${operation.operator}' has no operand ${index}`);
  }
  return operand;
}

export function isOperation<Name, Of extends Operator>(
  expression: Expression<Name>,
  operator: Of,
): expression is Operation<Name> & { readonly operator: Of } {
  return expression.kind === 'operation' && expression.operator === operator;
}

/** The value of a constant; undefined for what is none. */
export function valueOf<Name>(expression: Expression<Name>): bigint | undefined {
  return expression.kind === 'constant' ? expression.value : undefined;
}

export const allOnes = (width: number): bigint => (1n << BigInt(width)) - 1n;

/** The two operands in their order: constants last, else the older first. */
export function ordered<Name>(
  maker: Maker<Name>,
  left: Expression<Name>,
  right: Expression<Name>,
): readonly [Expression<Name>, Expression<Name>] {
  const isTurned =
    right.kind !== 'constant' &&
    (left.kind === 'constant' || maker.order(left) > maker.order(right));
  return isTurned ? [right, left] : [left, right];
}

/** The bits of an expression as they stand side by side, the highest first: zeros on top count as a part. */
export function partsOf<Name>(
  maker: Maker<Name>,
  expression: Expression<Name>,
): readonly Expression<Name>[] {
  if (isOperation(expression, 'zero-extend')) {
    const inner = operandOf(expression, 0);
    return [maker.constant(0, expression.width - inner.width), ...partsOf(maker, inner)];
  }
  const parts: Expression<Name>[] = [];
  let rest: Expression<Name> = expression;
  while (isOperation(rest, 'concat')) {
    parts.push(operandOf(rest, 1));
    rest = operandOf(rest, 0);
  }
  parts.push(rest);
  return parts.toReversed();
}

/** Whether it has parts. */
export function isJoined<Name>(
  expression: Expression<Name>,
): expression is Operation<Name> & { readonly operator: 'concat' | 'zero-extend' } {
  return isOperation(expression, 'concat') || isOperation(expression, 'zero-extend');
}
