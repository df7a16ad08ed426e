import { expect, test } from '@jest/globals';
import type { PlacedRegion } from './placed-region.ts';
import { isPointerAt, mayChangeAt, regionPlace, regionPlaceText } from './placed-region.ts';

const frame: PlacedRegion = {
  name: 'frame',
  address: 0x1000n,
  size: 0x20,
  mayChange: true,
  pointers: new Map([[0x18, 0x2000n]]),
};
const table: PlacedRegion = {
  name: 'table',
  address: 0x2000n,
  size: 8,
  mayChange: false,
  pointers: new Map(),
};

test.each<[bigint, string | undefined, boolean, boolean]>([
  [0xfffn, undefined, false, false],
  [0x1000n, 'frame', true, false],
  [0x1017n, 'frame + 0x17', true, false],
  [0x1018n, 'frame + 0x18', true, true],
  [0x101fn, 'frame + 0x1f', true, true],
  [0x1020n, undefined, false, false],
  [0x2007n, 'table + 0x7', false, false],
  // The vcpu that there always is.
  [0x1_5040_0108n, 'vcpu + 0x108', false, false],
  [0x1_5041_0000n, undefined, false, false],
])('the byte at %d', (address, name, mayChange, isPointer) => {
  const regions = [frame, table];
  const place = regionPlace(regions, address);
  expect([
    place && regionPlaceText(place),
    mayChangeAt(regions, address),
    isPointerAt(regions, address),
  ]).toEqual([name, mayChange, isPointer]);
});
