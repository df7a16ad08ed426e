import { describe, expect, test } from '@jest/globals';
import { HcallError } from '../../diagnostics/diagnostic.ts';
import { code } from '../../testing/image/object-fixture.ts';
import { elfBytesOf } from './elf-bytes.ts';
import type { SectionPlan } from '../../testing/image/elf/elf-fixture.ts';
import { elfFile, relocationTable, symbolTable } from '../../testing/image/elf/elf-fixture.ts';
import type { ImageOptions } from './read-image.ts';
import { readImage } from './read-image.ts';

const base = 0xffff_8000_0800_0000n;
const { symbols, strings } = symbolTable([
  ['$x', 0, 1, base],
  ['local', 0, 1, base + 4n],
  ['vectors', 0x12, 1, base, 8n],
  ['counter', 0x11, 2, base + 0x1_0000n, 8n],
  ['NUMBER', 0x10, 0xfff1, 7n],
  ['missing', 0x20, 0, 0n],
]);
const plans: readonly SectionPlan[] = [
  { name: '.text', type: 1, flags: 6, address: base, bytes: code(1, 2) },
  { name: '.bss', type: 8, flags: 3, address: base + 0x1_0000n, bytes: new Uint8Array(), size: 8n },
  { name: '.comment', type: 1, bytes: code(3) },
  { name: '.symtab', type: 2, bytes: symbols, link: 5, entrySize: 24 },
  { name: '.strtab', type: 3, bytes: strings },
];
const file = elfFile('image', plans);

function read(bytes: Uint8Array, options: ImageOptions = {}): ReturnType<typeof readImage> {
  return readImage(elfBytesOf('vmlinux', bytes), options);
}

function refusal(bytes: Uint8Array): string {
  try {
    read(bytes);
  } catch (error) {
    if (error instanceof HcallError) {
      return `${error.diagnostics[0]?.code ?? ''}: ${error.message}`;
    }
    throw error;
  }
  return 'read';
}

describe('an image that is loaded elsewhere', () => {
  const image = read(file, { load: 0x4008_0000n });

  test('has its sections at the load address', () => {
    expect(
      image.sections.map(({ name, address, bytes, flags }) => [
        name,
        address,
        bytes.length,
        flags.execute,
      ]),
    ).toEqual([
      ['.text', 0x4008_0000n, 8, true],
      ['.bss', 0x4009_0000n, 8, false],
    ]);
  });

  test('knows its symbols by both addresses', () => {
    expect(image.symbols).toEqual([
      {
        name: 'local',
        address: 0x4008_0004n,
        link: base + 4n,
        size: 0n,
        kind: 'label',
        local: true,
      },
      { name: 'vectors', address: 0x4008_0000n, link: base, size: 8n, kind: 'function' },
      { name: 'counter', address: 0x4009_0000n, link: base + 0x1_0000n, size: 8n, kind: 'object' },
      { name: 'NUMBER', address: 7n, link: 7n, size: 0n, kind: 'absolute' },
    ]);
  });
});

test('an image is loaded where it was linked unless told otherwise', () => {
  expect(read(file).sections[0]?.address).toBe(base);
});

/** One PT_LOAD of 8 stored bytes at 0x40000, and 16 in memory. */
function segments(change: (header: DataView) => void = () => {}): Uint8Array {
  const bytes = new Uint8Array(64 + 56 + 8);
  bytes.set(file.subarray(0, 64));
  bytes.set(code(5, 6), 120);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(32, 64n, true);
  view.setBigUint64(40, 0n, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 1, true);
  view.setUint16(60, 0, true);
  const header = new DataView(bytes.buffer, 64);
  header.setUint32(0, 1, true);
  header.setUint32(4, 5, true);
  header.setBigUint64(8, 120n, true);
  header.setBigUint64(16, 0x40000n, true);
  header.setBigUint64(32, 8n, true);
  header.setBigUint64(40, 16n, true);
  change(header);
  return bytes;
}

test('pointers that only the dynamic relocations have are stored, as link addresses', () => {
  const relocations = relocationTable([
    [base, 1027, 0, base + 0x123n],
    // not loaded; and a type that needs a dynamic linker
    [base + 0x100n, 1027, 0, 1n],
    [base, 1025, 1, 2n],
  ]);
  const image = read(
    elfFile('image', [
      ...plans,
      { name: '.rela.dyn', type: 4, flags: 2, address: base + 0x2_0000n, bytes: relocations },
    ]),
    { load: 0x4008_0000n },
  );
  expect(image.sections[0]?.bytes).toEqual(code(0x0800_0123, 0xffff_8000));
});

describe('an image without section headers', () => {
  test('is made of its segments', () => {
    expect(read(segments()).sections).toEqual([
      {
        name: 'segment0',
        address: 0x40000n,
        bytes: code(5, 6, 0, 0),
        flags: { alloc: true, write: false, execute: true },
      },
    ]);
  });

  test.each([
    [
      'more bytes than memory',
      (header: DataView) => header.setBigUint64(40, 4n, true),
      'more bytes than its size',
    ],
    [
      'bytes behind the end',
      (header: DataView) => header.setBigUint64(8, 0x1000n, true),
      'segment 0 would be',
    ],
    [
      '2^62 bytes of memory',
      (header: DataView) => header.setBigUint64(40, 1n << 62n, true),
      'bytes of memory',
    ],
    [
      'an end beyond the address space',
      (header: DataView) => header.setBigUint64(16, 0xffff_ffff_ffff_fffcn, true),
      'address space',
    ],
    [
      'no loaded segment',
      (header: DataView) => header.setUint32(0, 4, true),
      'nothing of it is loaded',
    ],
  ])('is refused with %s', (_, change, reason) => {
    expect(refusal(segments(change))).toMatch(new RegExp(`^elf-malformed: .*${reason}`));
  });
});

test('an object is refused', () => {
  expect(refusal(elfFile('object', plans))).toContain('elf-unsupported: ');
});
