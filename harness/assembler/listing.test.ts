import { expect, test } from '@jest/globals';
import type { Place } from '../diagnostics/place.ts';
import { listing } from './listing.ts';

const flags = { alloc: true, write: false, execute: true };

function place(line: number): Place {
  return { file: 'a.s', line, column: 1 };
}

test('a section is cut at lines and labels', () => {
  const sections = [
    { name: '.text', address: 0x100n, flags, bytes: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) },
  ];
  const lines = [
    { address: 0x104n, place: place(2), text: 'b', data: true },
    { address: 0x100n, place: place(1), text: 'a', data: false },
    { address: 0x200n, place: place(9), text: 'elsewhere' },
  ];
  const symbols = [
    { name: 'start', address: 0x100n },
    { name: 'middle', address: 0x106n },
    { name: 'same', address: 0x106n },
    { name: 'end', address: 0x10an },
  ];
  expect(listing({ sections, lines, symbols })).toEqual([
    {
      name: '.text',
      address: 0x100n,
      flags,
      rows: [
        {
          address: 0x100n,
          bytes: Uint8Array.of(1, 2, 3, 4),
          labels: ['start'],
          place: place(1),
          text: 'a',
          data: false,
        },
        {
          address: 0x104n,
          bytes: Uint8Array.of(5, 6),
          labels: [],
          place: place(2),
          text: 'b',
          data: true,
        },
        {
          address: 0x106n,
          bytes: Uint8Array.of(7, 8, 9, 10),
          labels: ['middle', 'same'],
          place: place(2),
          text: 'b',
          data: true,
        },
      ],
    },
  ]);
});

test('bytes without a line are listed too, an empty section has no rows', () => {
  const sections = [
    { name: '.a', address: 0n, flags, bytes: new Uint8Array(0) },
    { name: '.b', address: 0n, flags, bytes: Uint8Array.of(1) },
  ];
  const [empty, full] = listing({ sections, lines: [], symbols: [] });
  expect(empty?.rows).toEqual([]);
  expect(full?.rows).toEqual([{ address: 0n, bytes: Uint8Array.of(1), labels: [] }]);
});
