import { binary, number, unary } from './constant.ts';
import type { Cursor } from './cursor.ts';
import { numberIn, parseNumber } from './number-text.ts';
import { SourceError } from './source-error.ts';
import type { BinaryOperator, Expression } from './symbol.ts';

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
  // Of MRI's assembler; two signs in a row are one operator, with a space between them, too.
  ['!!', '^'],
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
    const name = cursor.quotedName();
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
  const label = /^0x[\da-f]+$/i.test(word) ? undefined : numberIn(local?.[1] ?? '');
  if (label !== undefined) {
    return scope.numeric(label.toString(), local?.[2] === 'b' ? 'b' : 'f', start);
  }
  const value = parseNumber(word, start);
  return value < 1n << 64n ? number(value) : { kind: 'big', value };
}
