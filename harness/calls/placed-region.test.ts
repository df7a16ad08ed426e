import { expect, test } from '@jest/globals';
import type { PlacedRegion } from './placed-region.ts';
import { isKeptAt, isPointerAt, regionPlace, regionPlaceText } from './placed-region.ts';

const frame: PlacedRegion = {
  name: 'frame',
  address: 0x1000n,
  size: 0x20,
  access: 'may-change',
  pointers: new Map([[0x18, 0x2000n]]),
};
const fixed: PlacedRegion = {
  name: 'fixed',
  address: 0x3000n,
  size: 8,
  access: 'read-only',
  pointers: new Map(),
};
const table: PlacedRegion = {
  name: 'table',
  address: 0x2000n,
  size: 8,
  access: 'kept',
  pointers: new Map(),
};

test.each<[bigint, string | undefined, boolean, boolean]>([
  [0xfffn, undefined, true, false],
  [0x1000n, 'frame', false, false],
  [0x1017n, 'frame + 0x17', false, false],
  [0x1018n, 'frame + 0x18', false, true],
  [0x101fn, 'frame + 0x1f', false, true],
  [0x1020n, undefined, true, false],
  [0x2007n, 'table + 0x7', true, false],
  [0x3000n, 'fixed', false, false],
  // The vcpu that there always is.
  [0x1_5040_0108n, 'vcpu + 0x108', true, false],
  [0x1_5041_0000n, undefined, true, false],
])('the byte at %d', (address, name, isKept, isPointer) => {
  const regions = [frame, table, fixed];
  const place = regionPlace(regions, address);
  expect([
    place && regionPlaceText(place),
    isKeptAt(regions, address),
    isPointerAt(regions, address),
  ]).toEqual([name, isKept, isPointer]);
});
