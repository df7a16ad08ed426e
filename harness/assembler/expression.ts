import type { Cursor } from './cursor.ts';
import { SourceError } from './source-error.ts';
import type { BinaryOperator, Expression, UnaryOperator } from './symbol.ts';

/** What the names of an expression mean where it stands. */
export interface Scope {
  /** A name's value: its symbol, or a number for one that has a number now. */
  name(name: string): Expression;
  /** `1b` and `1f`. */
  numeric(label: string, direction: 'b' | 'f', position: number): Expression;
  /** `.` */
  here(): Expression;
}

/** GNU as's precedences (binutils 2.40, "Infix Operators"): the higher binds tighter, all group from the left. */
const precedence: Readonly<Record<BinaryOperator, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '+': 4,
  '-': 4,
  '|': 5,
  '^': 5,
  '&': 5,
  '!': 5,
  '*': 6,
  '/': 6,
  '%': 6,
  '<<': 6,
  '>>': 6,
};

/** Longest first, so that '<' does not hide '<<'. */
const operatorSpellings: readonly (readonly [string, BinaryOperator])[] = [
  ['||', '||'],
  ['&&', '&&'],
  ['==', '=='],
  ['!=', '!='],
  ['<>', '!='],
  ['<=', '<='],
  ['>=', '>='],
  ['<<', '<<'],
  ['>>', '>>'],
  ['<', '<'],
  ['>', '>'],
  ['+', '+'],
  ['-', '-'],
  ['|', '|'],
  ['^', '^'],
  ['&', '&'],
  ['!', '!'],
  ['*', '*'],
  ['/', '/'],
  ['%', '%'],
];

/** Parentheses and signs; deeper ones are a mistake and would exhaust the stack. */
const deepest = 500;

/** Reads an expression at the cursor, in full. */
export function parseExpression(cursor: Cursor, scope: Scope): Expression {
  return parseBinary(cursor, scope, 1, 0);
}

function parseBinary(cursor: Cursor, scope: Scope, lowest: number, depth: number): Expression {
  let left = parseUnary(cursor, scope, depth);
  for (;;) {
    const start = cursor.position;
    const operator = acceptOperator(cursor);
    if (operator === undefined || precedence[operator] < lowest) {
      cursor.position = start;
      return left;
    }
    const right = parseBinary(cursor, scope, precedence[operator] + 1, depth + 1);
    left = binary(operator, left, right, start);
  }
}

function acceptOperator(cursor: Cursor): BinaryOperator | undefined {
  const next = cursor.peek();
  if (next === '' || !'|&=!<>+-^*/%'.includes(next)) {
    return undefined;
  }
  return operatorSpellings.find(([spelling]) => cursor.accept(spelling))?.[1];
}

function parseUnary(cursor: Cursor, scope: Scope, depth: number): Expression {
  if (depth > deepest) {
    throw new SourceError('bad-expression', 'the expression is nested too deeply', cursor.position);
  }
  const next = cursor.peek();
  switch (next) {
    case '-':
    case '~':
    case '!':
      cursor.accept(next);
      return unary(next, parseUnary(cursor, scope, depth + 1));
    case '+':
      cursor.accept(next);
      return parseUnary(cursor, scope, depth + 1);
    case '(': {
      cursor.accept('(');
      const inner = parseBinary(cursor, scope, 1, depth + 1);
      cursor.expect(')');
      return inner;
    }
    default:
      return parsePrimary(cursor, scope);
  }
}

function parsePrimary(cursor: Cursor, scope: Scope): Expression {
  const start = cursor.position;
  if (cursor.peek() === '"') {
    const name = cursor.quoted();
    if (name !== undefined && name !== '') {
      return scope.name(name);
    }
    throw cursor.unexpected('an expression');
  }
  const word = cursor.word();
  if (word === undefined) {
    throw cursor.unexpected('an expression');
  }
  if (word === '.') {
    return scope.here();
  }
  if (!/^\d/u.test(word)) {
    return scope.name(word);
  }
  const local = /^(\w+)([bf])$/u.exec(word);
  // 0x1f is a number; 0b is the label 0, unless binary digits follow.
  const label = /^0x[\da-f]+$/iu.test(word) ? undefined : numberIn(local?.[1] ?? '');
  if (label !== undefined) {
    return scope.numeric(label.toString(), local?.[2] === 'b' ? 'b' : 'f', start);
  }
  return { kind: 'number', value: BigInt.asIntN(64, parseNumber(word, start)) };
}

/**
 * Decimal, 0x, 0b or, with a leading 0, octal; any size. A suffix of C (U, L, UL, ULL, in any case) changes nothing.
 *
 * @throws SourceError bad-expression
 */
export function parseNumber(word: string, position: number): bigint {
  const value = numberIn(word);
  if (value === undefined) {
    throw new SourceError(
      'bad-expression',
      `expected a number, found '${word}'`,
      position,
      /^0u?l*$/iu.test(word)
        ? `GNU as reads no suffix behind a single 0: write 0x${word}`
        : undefined,
    );
  }
  return value;
}

/**
 * A number as GNU as 2.40 reads it (gas/expr.c, integer_constant): behind the digits one U and any number of Ls may stand, but not
 * behind a single 0. Undefined for anything else.
 */
function numberIn(word: string): bigint | undefined {
  const digits = /^(0x[\da-f]+|0b[01]+|0[0-7]+|[1-9]\d*)u?l*$/iu.exec(word)?.[1];
  if (digits === undefined) {
    return word === '0' ? 0n : undefined;
  }
  return BigInt(/^0\d/u.test(digits) ? `0o${digits}` : digits);
}

export function number(value: bigint): Expression {
  return { kind: 'number', value: BigInt.asIntN(64, value) };
}

function unary(operator: UnaryOperator, operand: Expression): Expression {
  if (operand.kind !== 'number') {
    return { kind: 'unary', operator, operand };
  }
  return number(unaryValue(operator, operand.value));
}

export function binary(
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  position?: number,
): Expression {
  if (left.kind !== 'number' || right.kind !== 'number') {
    return { kind: 'binary', operator, left, right };
  }
  return number(binaryValue(operator, left.value, right.value, position));
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
