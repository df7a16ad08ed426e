import { SourceError } from './source-error.ts';
import type { BinaryOperator, Expression, UnaryOperator } from './symbol.ts';

/**
 * A number of an expression, as GNU as 2.40 keeps one (gas/expr.c): 64 bits, and what keeps a negative number apart from a large one where
 * more bits are written. Comparisons and divisions take the 64 bits as signed.
 */
export type Constant = Expression & { readonly kind: 'number' };

/** A number that has its 64 bits and no history, as a symbol's value. */
export function number(value: bigint): Constant {
  return { kind: 'number', value: BigInt.asIntN(64, value) };
}

export function unary(operator: UnaryOperator, operand: Expression): Expression {
  if (operand.kind === 'big') {
    return bigUnary(operator, operand.value);
  }
  if (operand.kind !== 'number') {
    return { kind: 'unary', operator, operand };
  }
  const result = number(unaryValue(operator, operand.value));
  const beyond = operand.beyond === true;
  switch (operator) {
    case '-':
      return { ...result, negated: true, beyond: (result.value !== 0n) !== beyond };
    case '~':
      return { ...result, negated: operand.negated === true, beyond: !beyond };
    case '!':
      return result;
  }
}

function bigUnary(operator: UnaryOperator, value: bigint): Expression {
  return operator === '!' ? number(0n) : { kind: 'big', value: operator === '-' ? -value : ~value };
}

/**
 * The sum, the difference and so on.
 *
 * @throws SourceError for a division by zero, and for a number of more than 64 bits
 */
export function binary(
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  position?: number,
): Expression {
  if (left.kind === 'big' || right.kind === 'big') {
    throw tooManyBits(position);
  }
  if (left.kind !== 'number' || right.kind !== 'number') {
    return { kind: 'binary', operator, left, right };
  }
  return {
    ...number(binaryValue(operator, left.value, right.value, position)),
    negated: left.negated === true,
    beyond: isBeyond(operator, left, right),
  };
}

/** Bit 64 of a result: sums and differences carry into it, whatever else is worked out leaves the left side's. */
function isBeyond(operator: BinaryOperator, left: Constant, right: Constant): boolean {
  const [a, b] = [left.value, right.value].map((value) => BigInt.asUintN(64, value));
  const own = left.beyond === true;
  if (a === undefined || b === undefined || (operator !== '+' && operator !== '-')) {
    return own;
  }
  const carries = operator === '+' ? a + b >= 1n << 64n : a < b;
  return (own !== (right.beyond === true)) !== carries;
}

/** Whether a number that an expression becomes counts as negative where it is wider than 64 bits. */
export function isNegated(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
      return expression.negated === true;
    case 'unary':
      return (
        expression.operator === '-' ||
        (expression.operator === '~' && isNegated(expression.operand))
      );
    case 'binary':
      return isNegated(expression.left);
    case 'symbol':
    case 'big':
      return false;
  }
}

export function tooManyBits(position?: number): SourceError {
  return new SourceError(
    'bad-expression',
    'a number of more than 64 bits stands alone, as a datum or a literal: nothing else can be made of it',
    position,
  );
}

export function unaryValue(operator: UnaryOperator, value: bigint): bigint {
  switch (operator) {
    case '-':
      return -value;
    case '~':
      return ~value;
    case '!':
      return value === 0n ? 1n : 0n;
  }
}

/** GNU as's arithmetic on 64 bits: comparisons give -1, '>>' shifts in zeros, '/' and '%' are signed, '!' is or-not. */
export function binaryValue(
  operator: BinaryOperator,
  left: bigint,
  right: bigint,
  position?: number,
): bigint {
  switch (operator) {
    case '||':
      return left !== 0n || right !== 0n ? 1n : 0n;
    case '&&':
      return left !== 0n && right !== 0n ? 1n : 0n;
    case '==':
      return left === right ? -1n : 0n;
    case '!=':
      return left === right ? 0n : -1n;
    case '<':
      return left < right ? -1n : 0n;
    case '<=':
      return left <= right ? -1n : 0n;
    case '>':
      return left > right ? -1n : 0n;
    case '>=':
      return left >= right ? -1n : 0n;
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '&':
      return left & right;
    case '!':
      return left | ~right;
    case '*':
      return left * right;
    case '/':
    case '%':
      if (right === 0n) {
        throw new SourceError(
          'division-by-zero',
          `the right side of '${operator}' is zero`,
          position,
        );
      }
      return operator === '/' ? left / right : left % right;
    case '<<':
      return shiftable(right) ? left << right : 0n;
    case '>>':
      return shiftable(right) ? BigInt.asUintN(64, left) >> right : 0n;
  }
}

function shiftable(count: bigint): boolean {
  return count >= 0n && count < 64n;
}
