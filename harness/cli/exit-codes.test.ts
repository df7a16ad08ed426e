import { expect, test } from '@jest/globals';
import type { ExitCode } from './exit-codes.ts';
import { firstThatApplies } from './exit-codes.ts';

test('is the first that applies, in the order of the README', () => {
  const all: ExitCode[] = [0, 1, 2, 3, 4, 70, 130];
  const order: ExitCode[] = [];
  for (let left = all; left.length > 0;) {
    const first = firstThatApplies(left);
    order.push(first);
    left = left.filter((code) => code !== first);
  }
  expect(order).toEqual([70, 130, 3, 2, 1, 4, 0]);
});
