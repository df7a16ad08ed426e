import { expect, test } from '@jest/globals';
import type { Descriptors, Registers } from '../../testing/architecture/translated.ts';
import { inWords, resultOf } from '../../testing/architecture/translated.ts';

/** Runs of 16 entries by the manual (D8.7.1). */

const contiguous = 1n << 52n;
const af = 1n << 10n;

/** 25 bits: level 2 at 0x1000, 3 at 0x2000. */
const registers: Registers = {
  sctlr_el1: 1n,
  tcr_el1: 39n | (4n << 32n),
  ttbr0_el1: 0x1000n,
  mair_el1: 0xffn,
  hcr_el2: 1n << 31n,
};
const table: Descriptors = { 0x1000: 0x2003n };

/** The entries 16 to 31 of level 3 map 64 KiB at 0x5_0000, but for those given. */
function pages(others: Readonly<Record<number, bigint>> = {}): Descriptors {
  const entries = Array.from({ length: 16 }, (_, index) => [
    0x2080 + index * 8,
    others[index] ?? (0x5_0000n + BigInt(index * 0x1000)) | contiguous | af | 3n,
  ]);
  return { ...table, ...(Object.fromEntries(entries) as Descriptors) };
}

const blocks: Descriptors = Object.fromEntries(
  Array.from({ length: 16 }, (_, index) => [
    0x1000 + index * 8,
    (0x4000_0000n + BigInt(index * 0x20_0000)) | contiguous | af | 1n,
  ]),
);

const refused = 'refused: the descriptor at 0x2090';
const third = 0x5_2000n | contiguous | af | 3n;

test.each<[string, bigint, Descriptors, string]>([
  ['16 pages', 0x1_2345n, pages(), '0x52345'],
  ['the last of them', 0x1_ffffn, pages(), '0x5ffff'],
  ['16 blocks', 0x0de_0123n, blocks, '0x40de0123'],
  ['one without access flag', 0x1_2345n, pages({ 5: 0x5_5000n | contiguous | 3n }), '0x52345'],
  ['bits of software in one', 0x1_2345n, pages({ 2: third | (5n << 55n) }), '0x52345'],
  ['one that is not there', 0x1_2345n, pages({ 5: 0n }), refused],
  ['one without the bit', 0x1_2345n, pages({ 5: 0x5_5000n | af | 3n }), refused],
  ['it itself without the bit', 0x1_5000n, pages({ 5: 0x5_5000n | af | 3n }), '0x55000'],
  [
    'one with another permission',
    0x1_2345n,
    pages({ 5: 0x5_5080n | contiguous | af | 3n }),
    refused,
  ],
  ['one elsewhere', 0x1_2345n, pages({ 5: 0x6_5000n | contiguous | af | 3n }), refused],
  [
    'pages at no multiple of 64 KiB',
    0x1_2345n,
    pages({ 2: 0x5_3000n | contiguous | af | 3n }),
    refused,
  ],
])('%s', (_what, address, descriptors, expected) => {
  const access = { address, kind: 'load', level: 1 } as const;
  expect(inWords(resultOf(access, registers, descriptors))).toBe(expected);
});
