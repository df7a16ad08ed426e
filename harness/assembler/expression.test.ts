import { describe, expect, test } from '@jest/globals';
import { Cursor } from './cursor.ts';
import { distanceNow, evaluate } from './evaluate.ts';
import { parseExpression } from './expression.ts';
import type { Scope } from './expression.ts';
import { SourceError } from './source-error.ts';

const numbers: Readonly<Record<string, bigint>> = { one: 1n, top: 1n << 63n };

const scope: Scope = {
  name: (name) => ({ kind: 'number', value: numbers[name] ?? 0n }),
  numeric: (label, direction) => ({
    kind: 'number',
    value: BigInt(label) * (direction === 'b' ? -1n : 1n),
  }),
  here: () => ({ kind: 'number', value: 0x1000n }),
};

function valueOf(text: string): bigint | undefined {
  const cursor = new Cursor(text);
  const expression = parseExpression(cursor, scope);
  cursor.end();
  return evaluate(expression, distanceNow)?.constant;
}

describe('values, worked out by hand', () => {
  test.each([
    ['1+2*3', 7n],
    ['(1+2)*3', 9n],
    // '|' binds tighter than '+', unlike in C.
    ['1|2+4', 7n],
    ['4+1|2', 7n],
    ['1<<2+1', 5n],
    ['8-4-2', 2n],
    ['64/4/2', 8n],
    ['-5/2', -2n],
    ['-5%3', -2n],
    ['2!1', -2n],
    ['!5', 0n],
    ['!0', 1n],
    ['~0', -1n],
    ['- -4', 4n],
    ['3>2', -1n],
    ['3<2', 0n],
    ['5<>5', 0n],
    ['5!=4', -1n],
    ['5==5', -1n],
    ['2>=2', -1n],
    ['2<=1', 0n],
    ['7&3==3', -1n],
    ['1||0', 1n],
    ['2&&1', 1n],
    ['0||0&&1', 0n],
    ['1^3', 2n],
    ['-1>>60', 15n],
    ['1<<63', -(1n << 63n)],
    ['1<<64', 0n],
    ['0x7fffffffffffffff+1', -(1n << 63n)],
    ['0xffffffffffffffff', -1n],
    ['0xffffffffffffffff/2', 0n],
    ['0b101', 5n],
    ['017', 15n],
    ['0', 0n],
    ['one+one', 2n],
    ['"one"*4', 4n],
    ['.+8', 0x1008n],
    ['3f-2b', 5n],
    ['0b', 0n],
    ['1U', 1n],
    ['0xfULL', 15n],
    ['0XFul', 15n],
    ['1LL<<8', 256n],
    ['017uL', 15n],
    ['00U', 0n],
    ['0b11l', 3n],
    ['-1UL', -1n],
    ['18446744073709551615ULL', -1n],
    ['0x1f', 31n],
    ['0x1b', 27n],
    // Behind a suffix too, and in any base, b and f make the reference of a label.
    ['1ULf', 1n],
    ['0x1fUb', -31n],
    ['010b', -8n],
  ])('%s', (text, expected) => {
    expect(valueOf(text)).toBe(expected);
  });
});

describe('refusals, with the position', () => {
  test.each([
    ['', 'syntax-error', 0],
    ['1+', 'syntax-error', 2],
    ['(1', 'syntax-error', 2],
    ['1)', 'syntax-error', 1],
    ['08', 'bad-expression', 0],
    ['0x', 'bad-expression', 0],
    ['12ab', 'bad-expression', 0],
    // GNU as 2.40 refuses each of these.
    ['0U', 'bad-expression', 0],
    ['0UL', 'bad-expression', 0],
    ['1+0ll', 'bad-expression', 2],
    ['1LU', 'bad-expression', 0],
    ['1UU', 'bad-expression', 0],
    ['1U2', 'bad-expression', 0],
    ['1 U', 'syntax-error', 2],
    ['1B', 'bad-expression', 0],
    ['1F', 'bad-expression', 0],
    ['08b', 'bad-expression', 0],
    ['1/0', 'division-by-zero', 1],
    ['1+2%(3-3)', 'division-by-zero', 3],
    ['=', 'syntax-error', 0],
  ])('%j', (text, code, position) => {
    expect(() => valueOf(text)).toThrow(SourceError);
    expect(() => valueOf(text)).toThrow(expect.objectContaining({ code, position }));
  });
});
