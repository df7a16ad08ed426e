import { expect, test } from '@jest/globals';
import { registers } from '../architecture/registers.ts';
import { sentinel } from './sentinel.ts';

const names = registers.map(({ name }) => name);
const families = [0, 1, 2] as const;

test('sentinels are distinct, by register, seed and family', () => {
  const values = [1, 2].flatMap((seed) =>
    families.flatMap((family) => names.map((name) => sentinel(name, seed, family))),
  );
  expect(new Set(values).size).toBe(2 * families.length * names.length);
});

test('a sentinel is the same each time', () => {
  expect(sentinel('x7', 1, 0)).toBe(sentinel('x7', 1, 0));
});

test('no sentinel is an address, or zero in either half', () => {
  const wrong = names
    .map((name) => sentinel(name, 1, 0))
    .filter((value) => value >> 62n !== 1n || (value & 0xffff_ffffn) === 0n || value >> 32n === 0n);
  expect(wrong).toEqual([]);
});
