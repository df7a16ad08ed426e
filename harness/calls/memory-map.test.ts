import { expect, test } from '@jest/globals';
import { regionAt, regions } from './memory-map.ts';

test('regions are whole pages, sorted and apart from each other', () => {
  const pages = regions.every(
    ({ address, size }) => address % 0x1000n === 0n && size > 0 && size % 0x1000 === 0,
  );
  const apart = regions.every(
    ({ address, size }, index) =>
      address + BigInt(size) <= (regions[index + 1]?.address ?? 1n << 39n),
  );
  expect([pages, apart]).toEqual([true, true]);
});

test.each([
  [0x4010_0000n, 'image'],
  [0x4020_0000n, 'stubs'],
  [0x406f_ffffn, 'el2-stack-guard'],
  [0x4070_4000n, undefined],
  [0n, undefined],
])('the region at %i', (address, name) => {
  expect(regionAt(address)?.name).toBe(name);
});
