import { describe, expect, test } from '@jest/globals';
import { isExpression, isSelected, operandsOf, parseSelection } from './selection-expression.ts';

const parse = (text: string) => parseSelection('--tag', text, (operand) => operand);

describe('an expression of tags', () => {
  /** What is written, and which sets of tags it is true of. */
  test.each([
    ['slow', [['slow'], ['slow', 'kvm']], [[], ['kvm']]],
    ['not slow', [[], ['kvm']], [['slow']]],
    ['not not slow', [['slow']], [[]]],
    ['slow and kvm', [['slow', 'kvm']], [['slow'], ['kvm'], []]],
    ['slow or kvm', [['slow'], ['kvm']], [[]]],
    // `and` binds closer than `or`, and `not` closer than both.
    ['a or b and c', [['a'], ['b', 'c']], [['b'], ['c']]],
    [
      '(a or b) and c',
      [
        ['a', 'c'],
        ['b', 'c'],
      ],
      [['a'], ['b']],
    ],
    ['not a and b', [['b']], [['a', 'b'], []]],
    ['not (a and b)', [['a'], ['b'], []], [['a', 'b']]],
    ['"a and b"', [['a and b']], [['a', 'b']]],
    ["'not'", [['not']], [[]]],
    ['two words', [['two words']], [['two', 'words']]],
  ])('%s', (text, of, notOf) => {
    const expression = parse(text);
    const holds = (tags: readonly string[]) => isSelected(expression, (tag) => tags.includes(tag));
    expect([of.map(holds), notOf.map(holds)]).toEqual([of.map(() => true), notOf.map(() => false)]);
  });

  test('has its operands from left to right', () => {
    expect(operandsOf(parse('a and not (b or "c d")'))).toEqual(['a', 'b', 'c d']);
  });

  test('keeps a regular expression with its spaces and signs', () => {
    expect(operandsOf(parse('/a (b|c) and d/i and not x'))).toEqual(['/a (b|c) and d/i', 'x']);
  });
});

test.each([
  ['a and', 6, 'expected a text, found its end'],
  ['a or not', 9, 'expected a text, found its end'],
  ['not', 4, 'expected a text, found its end'],
  ['or a', 1, "expected a text, found 'or'"],
  ['a and or b', 7, "expected a text, found 'or'"],
  ['(a', 3, "expected ')', found its end"],
  ['a )', 3, "expected its end, or not, and, or, found ')'"],
  ['a not b', 3, "expected its end, or not, and, or, found 'not'"],
  ['"a and b', 1, `expected a " at the end of the text in quotes, found '"a'`],
])('%j is no expression, from column %i on', (text, column, reason) => {
  expect(() => parse(text)).toThrow(
    expect.objectContaining({
      diagnostics: [
        expect.objectContaining({
          message: `the value of --tag is no expression: ${reason}`,
          place: { file: '--tag', line: 1, column },
        }),
      ],
    }),
  );
});

test.each([
  ['a and', `--tag '"a and"' searches for this text as it is`],
  ['say "a" and', String.raw`--tag ''\''say "a" and'\''' searches for this text as it is`],
])('how the text %j is searched for is said', (text, note) => {
  expect(() => parse(text)).toThrow(
    expect.objectContaining({
      diagnostics: [expect.objectContaining({ note: expect.stringContaining(`${note};`) })],
    }),
  );
});

test.each(['', '  '])('%j is empty', (text) => {
  expect(() => parse(text)).toThrow('the value of --tag is empty');
});

test.each([
  ['a', false],
  ['x0 (1)', false],
  ['say "a"', false],
  ['android or', true],
  ['and', true],
  ['"and"', true],
  ['/a and b/', false],
  ['(not)', true],
])('whether %j is an expression: %p', (text, expected) => {
  expect(isExpression(text)).toBe(expected);
});
