import { expect, test } from '@jest/globals';
import { memoryMap, regionAt, regions } from './memory-map.ts';

/** The first and the last address of each region. */
const ranges = regions.map(({ name, address, size }) => ({
  name,
  first: address,
  last: address + BigInt(size) - 1n,
}));

test('regions are whole pages, sorted and apart from each other', () => {
  const pages = regions.every(
    ({ address, size }) => address % 0x1000n === 0n && size > 0 && size % 0x1000 === 0,
  );
  const apart = ranges.every(({ last }, index) => last < (ranges[index + 1]?.first ?? 1n << 39n));
  expect([pages, apart]).toEqual([true, true]);
});

test('what code holds pointers to lies above 4 GiB', () => {
  const low = ranges.filter(({ first }) => first < 1n << 32n).map(({ name }) => name);
  expect(low).toEqual(['data', 'aarch32-callers', 'aarch32-regions']);
});

test('the low half of an address is that of no other one', () => {
  const halves = ranges
    .map(({ first, last }) => [first & 0xffff_ffffn, last & 0xffff_ffffn] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const apart = halves.every(([, last], index) => last < (halves[index + 1]?.[0] ?? 1n << 32n));
  expect(apart).toBe(true);
});

test('ADRP reaches the data from the image', () => {
  expect(memoryMap.image.address - memoryMap.data.address).toBe(0xffd0_0000n);
});

test.each([
  [0x1_4000_0000n, 'image'],
  [0x1_4001_0000n, 'stubs'],
  [0x1_506f_ffffn, 'el2-stack-guard'],
  [0x1_5070_4000n, undefined],
  [0x4030_0000n, 'data'],
  [0n, undefined],
])('the region at %i', (address, name) => {
  expect(regionAt(address, regions)?.name).toBe(name);
});
