import { expect, test } from '@jest/globals';
import { linkedFile } from '../../testing/image/linked-file.ts';
import { code } from '../../testing/image/object-fixture.ts';
import { symbolTable, elfFile } from '../../testing/image/elf/elf-fixture.ts';
import { elfBytesOf } from './elf-bytes.ts';
import { readImage } from './read-image.ts';

const base = 0xffff_8000_0800_0000n;
const file = 0x04;
const [local, global] = [0x02, 0x12];

/** Symbols as GNU ld 2.40 orders them: each file's local ones behind its name, then all global ones. */
test('the file of a symbol', () => {
  const { symbols, strings } = symbolTable([
    ['hyp-entry.o', file, 0xfff1, 0n],
    ['$x', 0, 1, base + 8n],
    ['el1_sync', local, 1, base + 12n],
    ['hyp-stub.o', file, 0xfff1, 0n],
    ['$x', 0, 1, base],
    ['el1_sync', local, 1, base + 4n],
    ['', file, 0xfff1, 0n],
    ['of_nobody', local, 1, base + 16n],
    ['stub_vectors', global, 1, base],
    ['kvm_vectors', global, 1, base + 8n],
    ['behind', global, 1, base + 16n],
    ['data', global, 2, base + 0x1000n],
  ]);
  const bytes = elfFile('image', [
    { name: '.text', type: 1, flags: 6, address: base, bytes: code(1, 2, 3, 4, 5) },
    { name: '.data', type: 1, flags: 3, address: base + 0x1000n, bytes: code(6) },
    { name: '.symtab', type: 2, bytes: symbols, link: 4, entrySize: 24 },
    { name: '.strtab', type: 3, bytes: strings },
  ]);
  const image = readImage(elfBytesOf('vmlinux', bytes), {});
  expect(image.symbols.map(({ name, unit }) => [name, unit?.name])).toEqual([
    ['el1_sync', 'hyp-entry.o'],
    ['el1_sync', 'hyp-stub.o'],
    ['of_nobody', undefined],
    ['stub_vectors', 'hyp-stub.o'],
    ['kvm_vectors', 'hyp-entry.o'],
    ['behind', undefined],
    ['data', undefined],
  ]);
});

/** A function of its own, and one for all. */
function object(name: string, symbol: string) {
  return {
    name,
    sections: [
      {
        name: '.text',
        type: 'progbits' as const,
        flags: { alloc: true, write: false, execute: true },
        alignment: 4,
        size: 4,
        bytes: code(1),
      },
    ],
    symbols: (['local', 'global'] as const).map((binding) => ({
      name: binding === 'local' ? 'own' : symbol,
      section: 0,
      value: 0n,
      size: 4n,
      binding,
      type: 'function' as const,
      visibility: 'default' as const,
    })),
    relocations: [],
    lines: [],
  };
}

test('a linked file of tests has them, too', () => {
  const bytes = linkedFile([object('a.S', 'first'), object('b.S', 'second')], base);
  const image = readImage(elfBytesOf('vmlinux', bytes), {});
  expect(image.symbols.map(({ name, unit, address }) => [name, unit?.name, address])).toEqual([
    ['own', 'a.S', base],
    ['own', 'b.S', base + 4n],
    ['first', 'a.S', base],
    ['second', 'b.S', base + 4n],
  ]);
});
