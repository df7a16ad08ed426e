import { expect, test } from '@jest/globals';
import type { Test } from '../fixture/test.ts';
import { shardDigest, testsOfShard } from './shard.ts';

function testsWith(ids: readonly string[]): Test[] {
  return ids.map((id) => ({ id }) as Test);
}

function idsOf(
  ids: readonly string[],
  index: number,
  count: number,
  durations?: [string, number][],
) {
  const shard = {
    index,
    count,
    ...(durations === undefined ? {} : { durations: new Map(durations) }),
  };
  return testsOfShard(testsWith(ids), shard).map(({ id }) => id);
}

const seven = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

test.each([
  ['1 of 3', 1, 3, ['a', 'b']],
  ['2 of 3', 2, 3, ['c', 'd', 'e']],
  ['3 of 3', 3, 3, ['f', 'g']],
  ['all', 1, 1, seven],
  ['more shards than tests', 9, 9, ['g']],
])('%s', (_, index, count, expected) => {
  expect(idsOf(seven, index, count)).toEqual(expected);
});

test('the parts are the same in whatever order the tests come, and keep that order', () => {
  expect(idsOf(seven.toReversed(), 2, 3)).toEqual(['e', 'd', 'c']);
});

test('parts have as much to do by what was recorded; a test that is not known counts as a usual one', () => {
  const durations: [string, number][] = [
    ['a', 60],
    ['b', 10],
    ['c', 10],
    ['d', 10],
    ['e', 10],
    ['f', 10],
  ];
  expect([1, 2].map((index) => idsOf(seven, index, 2, durations))).toEqual([
    ['a'],
    ['b', 'c', 'd', 'e', 'f', 'g'],
  ]);
});

test('the digest tells wholes apart, by tests and by cuts', () => {
  const shard = { index: 1, count: 2 };
  const digest = shardDigest(testsWith(seven), shard);
  expect(shardDigest(testsWith(seven.toReversed()), { index: 2, count: 2 })).toBe(digest);
  expect(shardDigest(testsWith(seven.slice(1)), shard)).not.toBe(digest);
  expect(shardDigest(testsWith(seven), { index: 1, count: 3 })).not.toBe(digest);
  const durations = new Map([
    ['a', 60],
    ['b', 1],
  ]);
  expect(shardDigest(testsWith(seven), { ...shard, durations })).not.toBe(digest);
});
