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
  more: {
    link?: bigint;
    execute?: boolean;
    /** Of the section, which a linked image does not say. */
    alignment?: number;
    /** Bytes of the section before the table. */
    before?: bigint;
    size?: bigint;
    /** Texts of lines, by their offset. */
    texts?: Record<number, string>;
  } = {},
): string[] {
  const { link = address, execute = true, alignment, before = 0n, size = 0n, texts = {} } = more;
  const image: Image = {
    sections: [
      {
        name: '.text',
        address: address - before,
        bytes: new Uint8Array([...new Uint8Array(Number(before)), ...bytes]),
        flags: { alloc: true, write: false, execute },
        ...(alignment === undefined ? {} : { alignment }),
      },
    ],
    symbols: [{ name: 'vectors', address, link, size, kind: 'label' }],
    lines: [0, 4, 0x7c].map((offset, index) => ({
      address: address + BigInt(offset),
      size: 4,
      place: { file: 'vectors.S', line: index + 1, column: 1 },
      text: texts[offset] ?? '',
    })),
  };
  return lintVectorTable(new ImageLookup(image), 'vectors').map(
    ({ code, severity, message, place }) =>
      `${severity === 'error' ? '' : `${severity} `}${code}@${place?.line ?? '-'} ${message}`,
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
    "note vector-table-short@1 vector table 'vectors' ends before its slot lower-a32/fiq (vectors+0x700)",
  ]);
});

test('a table in data is found', () => {
  expect(lint(table(), 0x4010_0000n, { execute: false })).toEqual([
    "vector-table-not-executable@1 vector table 'vectors' is not in a section of code",
  ]);
});

test('a slot of padding alone is found', () => {
  expect(lint(table({ 32: nop }))).toEqual([
    'note vector-slot-empty@- slot current-sp0/irq (vectors+0x80) has no instruction',
  ]);
});

describe('a table of fewer slots', () => {
  test('ends with the size of its symbol', () => {
    expect(lint(table(), 0x4010_0000n, { size: 0x600n })).toEqual([
      "note vector-table-short@1 vector table 'vectors' ends before its slot lower-a32/sync (vectors+0x600)",
    ]);
  });

  test.each([
    ['a part of the last slot', 0x784n],
    ['one slot, which may have a symbol of its own', 0x80n],
    ['more than a table', 0x900n],
  ])('is none whose symbol has %s', (_, size) => {
    expect(lint(table(), 0x4010_0000n, { size })).toEqual([]);
  });
});

function byLuck(alignment: number): string {
  return `vector-table-misaligned@1 vector table 'vectors' is 2 KiB aligned by luck only: its section '.text' is aligned to ${alignment} bytes, and goes behind other code as it comes`;
}

describe('alignment', () => {
  const marked = { 0: 'vectors: // hcall: aligned: the linker script does it' };

  test.each([
    ['the section guarantees it', { alignment: 0x800 }, []],
    ['the section guarantees more', { alignment: 0x1000, before: 0x800n }, []],
    ['the section has less', { alignment: 128 }, [byLuck(128)]],
    ['a linked image has an address', {}, []],
    ['a marker says who does it', { alignment: 128, texts: marked }, []],
    [
      'a marker is needless',
      { alignment: 0x800, texts: marked },
      ["lint-marker-needless@1 the marker 'aligned' changes nothing here"],
    ],
    [
      'a marker has no reason',
      { alignment: 128, texts: { 0: 'vectors: // hcall: aligned:' } },
      [byLuck(128)],
    ],
  ])('%s', (_, more, expected) => {
    expect(lint(table(), 0x4010_0000n, more)).toEqual(expected);
  });
});

describe('a call that never comes back', () => {
  const call = 0x94000010;
  const marked = { 0x7c: 'bl panic // hcall: no-return: panics' };

  test.each([
    ['at the end of a slot', { 0: nop, 31: call }, marked, []],
    ['where padding follows it', { 0: call }, { 0: 'bl panic // hcall: no-return: panics' }, []],
    [
      'in front of a branch',
      { 0: nop, 30: nop, 31: 0x14000010 },
      marked,
      ["lint-marker-needless@3 the marker 'no-return' changes nothing here"],
    ],
  ])('%s', (_, changes, texts, expected) => {
    expect(lint(table(changes), 0x4010_0000n, { texts })).toEqual(expected);
  });
});

test('the last slot may run on', () => {
  expect(lint(table({ 480: nop, 511: 0x91000400 }))).toEqual([]);
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
