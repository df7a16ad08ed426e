import { describe, expect, test } from '@jest/globals';
import { isSelected, operandsOf, parseSelection } from './selection-expression.ts';

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
  ['', 'expected a text, found its end'],
  ['a and', 'expected a text, found its end'],
  ['or a', "expected a text, found 'or'"],
  ['(a', "expected ')', found its end"],
  ['a )', "expected its end, or not, and, or, found ')'"],
  ['a not b', "expected its end, or not, and, or, found 'not'"],
])('%j is no expression', (text, reason) => {
  expect(() => parse(text)).toThrow(`the value of --tag is no expression: ${reason}`);
});
