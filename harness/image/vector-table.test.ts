import { describe, expect, test } from '@jest/globals';
import type { Image } from './image.ts';
import { ImageLookup } from './lookup.ts';
import { lintVectorTable } from './vector-table.ts';
import { code } from '../testing/image/object-fixture.ts';

const nop = 0xd503201f;
const eret = 0xd69f03e0;

/** A table whose slots are `eret` and padding, except that `changes` are put over it at word indices. */
function table(changes: Record<number, number> = {}, size = 512): Uint8Array {
  const words: number[] = Array.from({ length: size }, (_, index) =>
    index % 32 === 0 ? eret : nop,
  );
  for (const [index, word] of Object.entries(changes)) {
    words[Number(index)] = word;
  }
  return code(...words);
}

function lint(
  bytes: Uint8Array,
  address = 0x4010_0000n,
  more: { link?: bigint; execute?: boolean } = {},
): string[] {
  const { link = address, execute = true } = more;
  const image: Image = {
    sections: [{ name: '.text', address, bytes, flags: { alloc: true, write: false, execute } }],
    symbols: [{ name: 'vectors', address, link, size: 0n, kind: 'label' }],
    lines: [0, 4, 0x7c].map((offset, index) => ({
      address: address + BigInt(offset),
      size: 4,
      place: { file: 'vectors.S', line: index + 1, column: 1 },
    })),
  };
  return lintVectorTable(new ImageLookup(image), 'vectors').map(
    ({ code, message, place }) => `${code}@${place?.line ?? '-'} ${message}`,
  );
}

test('a table of sixteen short slots is right', () => {
  expect(lint(table())).toEqual([]);
});

test('the last slot may end with its section', () => {
  expect(lint(table({}, 15 * 32 + 1))).toEqual([]);
});

test.each([
  ['load', {}, 0x4010_0400n],
  ['link', { link: 0xffff_8000_0000_0400n }, 0x4010_0000n],
])('a misaligned %s address is found', (_, more, address) => {
  expect(lint(table(), address, more)).toEqual([
    expect.stringMatching(/^vector-table-misaligned@1 /),
  ]);
});

test('a table that is too short is found once', () => {
  expect(lint(table({}, 14 * 32))).toEqual([
    "vector-table-short@1 vector table 'vectors' ends before its slot lower-a32/fiq (vectors+0x700)",
  ]);
});

test('a table in data is found', () => {
  expect(lint(table(), 0x4010_0000n, { execute: false })).toEqual([
    "vector-table-not-executable@1 vector table 'vectors' is not in a section of code",
  ]);
});

test('a slot of padding alone is found', () => {
  expect(lint(table({ 32: nop }))).toEqual([
    'vector-slot-empty@- slot current-sp0/irq (vectors+0x80) has no instruction',
  ]);
});

describe('running over the end of a slot', () => {
  const overrun = expect.stringMatching(
    /^vector-slot-overrun@3 slot current-sp0\/sync .* into slot current-sp0\/irq$/,
  );

  test.each([
    ['plain code', { 0: nop, 31: 0x91000400 }, [overrun]],
    ['a branch past the end of the code', { 0: 0x54000040, 1: eret, 2: 0x91000400 }, [overrun]],
    ['a call at the end', { 0: nop, 31: 0x94000010 }, [overrun]],
    ['a conditional branch at the end', { 0: nop, 31: 0x54ffffe0 }, [overrun]],
    ['a branch at the end', { 0: nop, 31: 0x14000010 }, []],
    ['an authenticated return at the end', { 0: nop, 31: 0xd65f0bff }, []],
    ['a loop', { 0: nop, 1: 0x17ffffff }, []],
    ['an HVC at the end', { 0: nop, 31: 0xd4000002 }, [overrun]],
    ['a breakpoint at the end', { 0: nop, 31: 0xd4200000 }, []],
  ])('%s', (_, changes, expected) => {
    expect(lint(table(changes))).toEqual(expected);
  });
});
