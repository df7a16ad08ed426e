import { expect, test } from '@jest/globals';
import { joinedRanges } from './address-range.ts';

test.each([
  ['none', [], []],
  [
    'one inside of another',
    [
      [1, 9],
      [2, 3],
    ],
    [[1, 9]],
  ],
  [
    'neighbours, in any order',
    [
      [4, 8],
      [0, 4],
    ],
    [[0, 8]],
  ],
  [
    'ranges apart',
    [
      [8, 9],
      [0, 4],
    ],
    [
      [0, 4],
      [8, 9],
    ],
  ],
  ['an empty one', [[3, 3]], []],
])('joins %s', (_, ranges, joined) => {
  const made = joinedRanges(
    ranges.map(([from = 0, to = 0]) => ({ from: BigInt(from), to: BigInt(to) })),
  );
  expect(made.map(({ from, to }) => [Number(from), Number(to)])).toEqual(joined);
});
