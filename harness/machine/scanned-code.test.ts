import { expect, test } from '@jest/globals';
import { ScannedCode } from './scanned-code.ts';

/** Address and size. */
type Range = readonly [address: number, size: number];

test.each<[string, readonly Range[], Range, boolean]>([
  ['nothing is scanned', [], [0x1000, 4], false],
  ['the last byte', [[0x1000, 8]], [0x1007, 1], true],
  ['the byte after it', [[0x1000, 8]], [0x1008, 1], false],
  ['the byte before the first', [[0x1000, 8]], [0xfff, 1], false],
  ['across the start', [[0x1000, 8]], [0xffc, 8], true],
  [
    'between two',
    [
      [0x1000, 8],
      [0x2000, 8],
    ],
    [0x1800, 8],
    false,
  ],
  [
    'around both',
    [
      [0x2000, 8],
      [0x1000, 8],
    ],
    [0, 0x4000],
    true,
  ],
])('overlap: %s', (_what, ranges, [address, size], expected) => {
  const code = new ScannedCode();
  for (const range of ranges) {
    code.add(...range);
  }
  expect(code.overlaps(address, size)).toBe(expected);
});

test('only what is new is new', () => {
  const code = new ScannedCode();
  const ranges: readonly Range[] = [
    [0x1000, 8],
    [0x1004, 4],
    [0x1004, 8],
    [0x1000, 12],
  ];
  expect(ranges.map((range) => code.add(...range))).toEqual([true, false, true, false]);
});

test.each<[string, readonly Range[], readonly (readonly [begin: number, end: number])[]]>([
  ['nothing is scanned', [], [[0x1000, 0x2000]]],
  ['all of it', [[0x1000, 0x1000]], []],
  ['the start', [[0x1000, 0x10]], [[0x1010, 0x2000]]],
  ['the end, and beyond', [[0x1ff0, 0x20]], [[0x1000, 0x1ff0]]],
  [
    'two that touch',
    [
      [0x1010, 0x10],
      [0x1020, 0x10],
    ],
    [
      [0x1000, 0x1010],
      [0x1030, 0x2000],
    ],
  ],
  ['other memory', [[0x3000, 0x10]], [[0x1000, 0x2000]]],
])('gaps where %s is scanned', (_what, ranges, expected) => {
  const code = new ScannedCode();
  for (const range of ranges) {
    code.add(...range);
  }
  const gaps = code.gaps(0x1000, 0x2000).map(({ begin, end }) => [begin, end]);
  expect(gaps).toEqual(expected);
});
