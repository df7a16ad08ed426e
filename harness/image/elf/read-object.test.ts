import { describe, expect, test } from '@jest/globals';
import { HcallError } from '../../diagnostics/diagnostic.ts';
import { firstAddress, lineUnit, program } from '../../testing/image/dwarf/line-fixture.ts';
import { code } from '../../testing/image/object-fixture.ts';
import { elfBytesOf } from './elf-bytes.ts';
import type { SectionPlan } from '../../testing/image/elf/elf-fixture.ts';
import { elfFile, relocationTable, symbolTable } from '../../testing/image/elf/elf-fixture.ts';
import { readObject, readObjectFile } from './read-object.ts';

const { symbols, strings } = symbolTable([
  ['', 3, 1, 0n],
  ['$x', 0, 1, 0n],
  ['get', 0, 1, 4n],
  ['note', 0, 2, 0n],
  ['vectors', 0x12, 1, 0n, 8n],
  ['helper', 0x10, 0, 0n],
  ['maybe', 0x20, 0, 0n],
  ['ABSOLUTE', 0x10, 0xfff1, 0x16n],
  ['shared', 0x11, 0xfff2, 8n, 64n],
]);

const text: SectionPlan = {
  name: '.text',
  type: 1,
  flags: 6,
  bytes: code(0x94000000, 0xd65f03c0),
  alignment: 2048n,
};
const plans: readonly SectionPlan[] = [
  text,
  { name: '.comment', type: 1, bytes: new Uint8Array(3) },
  { name: '.bss', type: 8, flags: 3, bytes: new Uint8Array(), size: 0x1000n, alignment: 16n },
  { name: '.symtab', type: 2, bytes: symbols, link: 5, entrySize: 24 },
  { name: '.strtab', type: 3, bytes: strings },
  { name: '.rela.text', type: 4, bytes: relocationTable([[0n, 283, 6, -4n]]), link: 4, info: 1 },
];
const file = elfFile('object', plans);

const read = (bytes: Uint8Array) => readObject(elfBytesOf('stub.o', bytes));

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

/** A copy with little-endian 16, 32 or 64 bits changed. */
function changed(offset: number, value: bigint, size: 2 | 4 | 8): Uint8Array {
  const bytes = file.slice();
  const view = new DataView(bytes.buffer);
  if (size === 2) {
    view.setUint16(offset, Number(value), true);
  } else if (size === 4) {
    view.setUint32(offset, Number(value), true);
  } else {
    view.setBigUint64(offset, value, true);
  }
  return bytes;
}

/** Where a field of a section header is. */
function headerField(section: number, offset: number): number {
  return Number(new DataView(file.buffer).getBigUint64(40, true)) + section * 64 + offset;
}

describe('a sound object', () => {
  const object = read(file);

  test('gives the sections that are loaded', () => {
    expect(object.sections).toEqual([
      {
        name: '.text',
        alignment: 2048,
        flags: { alloc: true, write: false, execute: true },
        type: 'progbits',
        bytes: text.bytes,
        size: 8,
      },
      {
        name: '.bss',
        alignment: 16,
        flags: { alloc: true, write: true, execute: false },
        type: 'nobits',
        bytes: new Uint8Array(),
        size: 0x1000,
      },
    ]);
  });

  test('gives its symbols', () => {
    expect(
      object.symbols.map(({ name, section, value, binding, type }) => [
        name,
        section,
        value,
        binding,
        type,
      ]),
    ).toEqual([
      ['', 'undefined', 0n, 'local', 'none'],
      ['', 0, 0n, 'local', 'section'],
      ['$x', 0, 0n, 'local', 'none'],
      ['get', 0, 4n, 'local', 'none'],
      ['note', 'undefined', 0n, 'local', 'none'],
      ['vectors', 0, 0n, 'global', 'function'],
      ['helper', 'undefined', 0n, 'global', 'none'],
      ['maybe', 'undefined', 0n, 'weak', 'none'],
      ['ABSOLUTE', 'absolute', 0x16n, 'global', 'none'],
      ['shared', 'common', 8n, 'global', 'object'],
    ]);
  });

  test('gives its relocations', () => {
    expect(object.relocations).toEqual([
      { section: 0, offset: 0, type: 283, symbol: 6, addend: -4n },
    ]);
  });
});

test('the lines of an object are found through its relocations', () => {
  const opcodes = [
    ...program.setAddress(0n),
    program.copy,
    program.step(1, 2),
    ...program.advanceWords(1),
    ...program.endSequence,
  ];
  const unit = lineUnit(4, opcodes);
  const address = BigInt(firstAddress(unit, opcodes));
  const object = read(
    elfFile('object', [
      ...plans,
      { name: '.debug_line', type: 1, bytes: unit },
      // against the section's symbol
      {
        name: '.rela.debug_line',
        type: 4,
        bytes: relocationTable([[address, 257, 1, 0n]]),
        link: 4,
        info: 7,
      },
    ]),
  );
  expect(object.lines).toEqual([
    { section: 0, offset: 0, place: { file: 'src/entry.S', line: 1, column: 1 } },
    { section: 0, offset: 4, place: { file: 'src/entry.S', line: 3, column: 1 } },
  ]);
});

describe('a file that cannot be used', () => {
  test.each([
    [
      'another machine',
      changed(18, 62n, 2),
      "elf-unsupported: 'stub.o' cannot be used: it is for x86-64, not for AArch64",
    ],
    [
      '32 bits',
      changed(4, 0x0101n, 2),
      "elf-unsupported: 'stub.o' cannot be used: it is not a 64-bit file",
    ],
    [
      'big-endian',
      changed(4, 0x0202n, 2),
      "elf-unsupported: 'stub.o' cannot be used: it is not little-endian",
    ],
    [
      'a core file',
      changed(16, 4n, 2),
      "elf-unsupported: 'stub.o' cannot be used: it is neither an object nor a linked image",
    ],
    [
      'a linked image',
      changed(16, 2n, 2),
      "elf-unsupported: 'stub.o' cannot be used here: it is linked, expected a relocatable object",
    ],
    [
      'an empty file',
      new Uint8Array(),
      "elf-malformed: 'stub.o' is not a sound ELF file: it has 0 bytes, fewer than the header's 64",
    ],
    [
      'text',
      new TextEncoder().encode('x'.repeat(100)),
      "elf-malformed: 'stub.o' is not a sound ELF file: the magic number is missing",
    ],
  ])('%s', (_, bytes, message) => {
    expect(refusal(bytes)).toBe(message);
  });
});

describe('a field that lies', () => {
  test.each([
    [
      'section headers behind the end',
      changed(40, 0xffff_ffff_ffff_0000n, 8),
      'the table of section headers|section header 0',
    ],
    [
      'more section headers than the file holds',
      changed(60, 0xfffen, 2),
      'the table of section headers',
    ],
    [
      'no count of section headers, and none in section 0',
      changed(60, 0n, 2),
      'which should have the names',
    ],
    ['names in a section that is not there', changed(62, 99n, 2), 'section 99'],
    [
      'a section behind the end',
      changed(headerField(1, 24), 0x7fff_ffff_ffff_ffffn, 8),
      "section '.text'",
    ],
    ['a section of 2^63 bytes', changed(headerField(1, 32), 1n << 63n, 8), 'larger than the file'],
    [
      'a section of zeros that fills the memory',
      changed(headerField(3, 32), 1n << 40n, 8),
      'without bytes',
    ],
    ['an alignment that is no power of two', changed(headerField(1, 48), 3n, 8), 'alignment'],
    ['an alignment of 2^63', changed(headerField(1, 48), 1n << 63n, 8), 'alignment'],
    [
      'a name behind the string table',
      changed(headerField(1, 0), 0xffff_ffffn, 4),
      'not in its string table',
    ],
    ['symbols that are cut', changed(headerField(4, 32), 25n, 8), 'not a whole number of symbols'],
    [
      'strings in a section that is none of strings',
      changed(headerField(4, 40), 1n, 4),
      'not a string table',
    ],
    [
      'relocations that are cut',
      changed(headerField(6, 32), 23n, 8),
      'not a whole number of relocations',
    ],
  ])('%s', (_, bytes, reason) => {
    expect(refusal(bytes)).toMatch(new RegExp(`^elf-malformed: .*(${reason})`));
  });

  test('a symbol in a section that is not there', () => {
    const table = symbolTable([['lost', 0x10, 77, 0n]]);
    const bytes = elfFile('object', [
      { name: '.symtab', type: 2, bytes: table.symbols, link: 2, entrySize: 24 },
      { name: '.strtab', type: 3, bytes: table.strings },
    ]);
    expect(refusal(bytes)).toContain('a symbol is in section 77, but there are 4');
  });

  test.each([
    [
      'a symbol that is not there',
      [0n, 283, 99, 0n] as const,
      'refers to a symbol that is not there',
    ],
    ['an offset behind the section', [8n, 283, 6, 0n] as const, 'changes bytes behind the end'],
  ])('a relocation with %s', (_, row, reason) => {
    const bytes = elfFile(
      'object',
      plans.with(5, {
        ...text,
        name: '.rela.text',
        type: 4,
        flags: 0,
        alignment: 8n,
        bytes: relocationTable([row]),
        link: 4,
        info: 1,
      }),
    );
    expect(refusal(bytes)).toContain(reason);
  });
});

test('a truncated file is refused at every length', () => {
  const read = Array.from({ length: file.length }, (_, length) =>
    refusal(file.subarray(0, length)),
  );
  expect(read.filter((result) => !result.startsWith('elf-malformed: '))).toEqual([]);
});

test('a file that does not exist is refused', () => {
  expect(() => readObjectFile('no-such.o')).toThrow(
    "'no-such.o' cannot be read: no such file or directory",
  );
});

test('a folder is refused', () => {
  expect(() => readObjectFile('.')).toThrow(
    "'.' cannot be read: it is a folder, expected a regular file",
  );
});
