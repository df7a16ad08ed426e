import { describe, expect, test } from '@jest/globals';
import { randomFrom } from '../../testing/assembler/encoder/sample.ts';
import { HcallError } from '../../diagnostics/diagnostic.ts';
import { link } from '../link.ts';
import { code } from '../../testing/image/object-fixture.ts';
import { firstAddress, lineUnit, program } from '../../testing/image/dwarf/line-fixture.ts';
import { elfBytesOf } from './elf-bytes.ts';
import type { SectionPlan } from '../../testing/image/elf/elf-fixture.ts';
import { elfFile, relocationTable, symbolTable } from '../../testing/image/elf/elf-fixture.ts';
import { readImage } from './read-image.ts';
import { readObject } from './read-object.ts';

const { symbols, strings } = symbolTable([
  ['', 3, 1, 0n],
  ['vectors', 0x12, 1, 0n, 8n],
  ['shared', 0x11, 0xfff2, 8n, 64n],
]);
const opcodes = [
  ...program.setAddress(0n),
  program.copy,
  program.step(2, 3),
  ...program.advanceWords(1),
  ...program.endSequence,
];
const lines = lineUnit(4, opcodes);
const plans: readonly SectionPlan[] = [
  {
    name: '.text',
    type: 1,
    flags: 6,
    bytes: code(0x94000000, 0x90000000, 0xd65f03c0),
    alignment: 8n,
  },
  { name: '.bss', type: 8, flags: 3, address: 0x100n, bytes: new Uint8Array(), size: 64n },
  { name: '.symtab', type: 2, bytes: symbols, link: 4, entrySize: 24 },
  { name: '.strtab', type: 3, bytes: strings },
  {
    name: '.rela.text',
    type: 4,
    bytes: relocationTable([
      [0n, 283, 2, 0n],
      [4n, 275, 3, 8n],
    ]),
    link: 3,
    info: 1,
  },
  { name: '.debug_line', type: 1, bytes: lines },
  {
    name: '.rela.dyn',
    type: 4,
    flags: 2,
    address: 0x200n,
    bytes: relocationTable([[0n, 1027, 0, 0x4000n]]),
  },
  {
    name: '.rela.debug_line',
    type: 4,
    bytes: relocationTable([[BigInt(firstAddress(lines, opcodes)), 257, 1, 0n]]),
    link: 3,
    info: 6,
  },
];

/** What comes of a damaged file: read and linked, or refused with a reason. Anything else is thrown. */
function use(kind: 'object' | 'image', bytes: Uint8Array): 'used' | 'refused' {
  try {
    const file = elfBytesOf('damaged', bytes);
    if (kind === 'object') {
      link([readObject(file)], { base: 0x4010_0000n });
    } else {
      readImage(file, { load: 0x4008_0000n });
    }
    return 'used';
  } catch (error) {
    if (error instanceof HcallError) {
      return 'refused';
    }
    throw error;
  }
}

describe.each(['object', 'image'] as const)('a damaged %s is used or refused, with', (kind) => {
  const sound = elfFile(kind, plans);
  const interesting = [0, 1, 0x7f, 0x80, 0xff];

  test.each([1, 2, 4])('%i bytes changed', (count) => {
    const random = randomFrom(count);
    const results = new Set<string>();
    for (let round = 0; round < 1000; round += 1) {
      const bytes = sound.slice();
      for (let change = 0; change < count; change += 1) {
        const value = random(2) === 0 ? interesting[random(interesting.length)] : random(256);
        bytes[random(bytes.length)] = value ?? 0;
      }
      results.add(use(kind, bytes));
    }
    expect([...results].toSorted()).toEqual(['refused', 'used']);
  });
});
