import { describe, expect, test } from '@jest/globals';
import { scrub } from './scrub.ts';

function texts(source: string): readonly string[] {
  return scrub(source, (text) => text).statements;
}

const statement = (text: string, line: number, column: number) => ({ text, line, column });

describe('the canonical spacing of GNU as', () => {
  test.each([
    ['  add   x0 ,  x1 , #1  ', ['add x0,x1,#1']],
    ['m 1 << 2, 3', ['m 1<<2,3']],
    ['m a b', ['m a b']],
    ['m a - b', ['m a-b']],
    ['m (1) (2)', ['m (1)(2)']],
    ['m "a b"  "c"', ['m "a b" "c"']],
    ['m a \\b', ['m a \\b']],
    ['label :  nop', ['label:nop']],
    ['a: b:\tnop', ['a:b:nop']],
    ['nop; nop // c', ['nop', 'nop']],
    ['nop /* ; */ ; nop', ['nop', 'nop']],
    ['# comment\n  # too\nnop', ['nop']],
    ['mov x0, #1', ['mov x0,#1']],
    [".byte 'a', '\\n, 'b", ['.byte 97,10,98']],
    ['.ascii "; // # /*"', ['.ascii "; // # /*"']],
    ['.ascii "\\""; nop', ['.ascii "\\""', 'nop']],
    ['\r\nnop\r\n', ['nop']],
    ['', []],
  ])('%j', (source, expected) => {
    expect(texts(source)).toEqual(expected);
  });
});

test('statements know their line and column', () => {
  expect(scrub('nop; isb\n/* two\nlines */ ret\n', statement).statements).toEqual([
    { text: 'nop', line: 0, column: 0 },
    { text: 'isb', line: 0, column: 5 },
    { text: 'ret', line: 2, column: 9 },
  ]);
});

test('what has no end is reported, and the rest is read', () => {
  expect(scrub('.ascii "a\nnop\n/* b', statement)).toEqual({
    statements: [{ text: 'nop', line: 1, column: 0 }],
    problems: [
      { code: 'unterminated-string', line: 0, column: 7 },
      { code: 'unterminated-comment', line: 2, column: 0 },
    ],
  });
});
