import { expect, test } from '@jest/globals';
import { commonSubsequence } from './common-subsequence.ts';

const isSame = (one: string, other: string): boolean => one === other || one === '*';

test.each<[string, string, [number, number][]]>([
  ['', '', []],
  ['ab', '', []],
  [
    'abc',
    'xbc',
    [
      [1, 1],
      [2, 2],
    ],
  ],
  ['ab', 'ba', [[1, 0]]],
  // A star is like anything, and takes what the letter behind it leaves.
  [
    '*b',
    'abb',
    [
      [0, 0],
      [1, 1],
    ],
  ],
  ['b*', 'b', [[0, 0]]],
  ['xyz', 'abc', []],
])('%j and %j', (left, right, expected) => {
  expect(commonSubsequence(left.split(''), right.split(''), isSame)).toEqual(expected);
});
