import { describe, expect, test } from '@jest/globals';
import type { Image, ImageSymbol } from './image.ts';
import { ImageLookup } from './lookup.ts';
import { withoutPrefix } from './prefix.ts';
import { code } from '../testing/image/object-fixture.ts';

const flags = { alloc: true, write: false, execute: true };

function named(name: string, address: bigint, more: Partial<ImageSymbol> = {}): ImageSymbol {
  return { name, address, link: address, size: 0n, kind: 'label', ...more };
}

const image: Image = {
  sections: [
    { name: '.text', address: 0x1000n, bytes: code(0x11111111, 0x22222222, 0x33333333), flags },
    { name: '.data', address: 0x2000n, bytes: code(0x44444444), flags },
  ],
  symbols: [
    named('start', 0x1000n),
    named('function', 0x1004n, { kind: 'function' }),
    named('alias', 0x1004n),
    named('number', 0x1008n, { kind: 'absolute' }),
    named('twice', 0x1004n, { local: true }),
    named('twice', 0x1008n, { local: true }),
    named('both', 0x1000n, { local: true }),
    named('both', 0x2000n),
  ],
  lines: [
    { address: 0x1000n, size: 4, place: { file: 'a.S', line: 1, column: 1 } },
    { address: 0x1008n, size: 4, place: { file: 'a.S', line: 3, column: 1 } },
  ],
};
const lookup = new ImageLookup(image);

describe('symbolAt', () => {
  test.each([
    [0x0fffn, undefined],
    [0x1000n, 'start'],
    [0x1003n, 'start+0x3'],
    [0x1004n, 'function'],
    [0x1007n, 'function+0x3'],
    [0x1008n, 'twice'],
    [0x100cn, undefined],
    [0x2002n, 'both+0x2'],
  ])('0x%x is %s', (address, text) => {
    expect(lookup.symbolAt(address)?.text).toBe(text);
  });
});

describe('lineAt', () => {
  test.each([
    [0x0fffn, undefined],
    [0x1003n, 1],
    [0x1004n, undefined],
    [0x100bn, 3],
  ])('0x%x is line %s', (address, line) => {
    expect(lookup.lineAt(address)?.place.line).toBe(line);
  });
});

test('a global symbol is found before a local one of its name', () => {
  expect(lookup.find('both')?.address).toBe(0x2000n);
});

test('a name that two files use for themselves is refused', () => {
  expect(() => lookup.find('twice')).toThrow("several local symbols are named 'twice'");
});

describe('a name that several files have', () => {
  const stub = { name: 'kernel/hyp-stub.o', number: 0 };
  const entry = { name: 'kvm/hyp-entry.nvhe.o', number: 1 };
  const other = { name: 'other.S', number: 2 };
  const symbols = [
    named('vectors', 0x1000n, { unit: stub }),
    named('sync', 0x1004n, { unit: stub, local: true }),
    named('sync', 0x1008n, { unit: entry, local: true }),
    named('sync', 0x1008n, { unit: other, local: true }),
    named('irq', 0x1008n, { unit: stub, local: true }),
    named('irq', 0x2000n, { unit: other }),
    named('table', 0x2000n, { unit: other }),
    named('fiq', 0x1004n, { unit: stub, local: true }),
    named('fiq', 0x1008n, { unit: entry, local: true }),
  ];

  test.each([
    ['vectors', 'sync', 0x1004n],
    // What the file has for itself hides what is global, as for its own code.
    ['vectors', 'irq', 0x1008n],
    ['table', 'irq', 0x2000n],
    ['table', 'sync', 0x1008n],
    ['table', 'hyp-stub.S:sync', 0x1004n],
    ['table', 'kernel/hyp-stub.S:sync', 0x1004n],
    ['vectors', 'hyp-entry.S:sync', 0x1008n],
    ['vectors', 'hyp-entry.nvhe.o:sync', 0x1008n],
    // By the source line: the word at 0x1008 is of a.S.
    ['vectors', 'a.S:sync', 0x1008n],
    ['vectors', 'none.S:sync', undefined],
    ['vectors', 'stub.S:sync', undefined],
  ])('is, where %s is tested, as %s at %s', (table, name, address) => {
    expect(new ImageLookup({ ...image, symbols }, table).find(name)?.address).toBe(address);
  });

  test('is refused with all that it may mean, at its place', () => {
    const place = { file: 'a.yaml', line: 4, column: 2 };
    expect(() => new ImageLookup({ ...image, symbols }, 'table').find('fiq', place)).toThrow(
      expect.objectContaining({
        diagnostics: [
          {
            code: 'symbol-ambiguous',
            severity: 'error',
            message:
              "several local symbols are named 'fiq': in hyp-stub.o (0x1004), hyp-entry.nvhe.o (0x1008)",
            place,
            note: "write the file with it, as in 'hyp-stub.o:fiq'",
          },
        ],
      }),
    );
  });
});

describe('a prefix of names', () => {
  const symbols = [
    named('el1_sync', 0x1000n, { local: true }),
    named('__kvm_nvhe_el1_sync', 0x1004n, { local: true }),
    named('__kvm_nvhe_only', 0x1008n),
    named('plain', 0x2000n),
  ];
  const prefixed = new ImageLookup(withoutPrefix({ ...image, symbols }, '__kvm_nvhe_'));

  test.each([
    ['el1_sync', 0x1004n],
    ['only', 0x1008n],
    ['plain', 0x2000n],
    ['__kvm_nvhe_only', undefined],
  ])('%s is found', (name, address) => {
    expect(prefixed.find(name)?.address).toBe(address);
  });

  test('does not stand in reports', () => {
    expect(prefixed.symbolAt(0x1008n)?.text).toBe('only');
  });
});

test.each([
  [0x1008n, 0x33333333],
  [0x100an, undefined],
  [0x3000n, undefined],
])('the word at 0x%x', (address, word) => {
  expect(lookup.wordAt(address)).toBe(word);
});
