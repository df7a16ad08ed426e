import { describe, expect, test } from '@jest/globals';
import type { Image, ImageSymbol } from './image.ts';
import { ImageLookup } from './lookup.ts';
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

test.each([
  [0x1008n, 0x33333333],
  [0x100an, undefined],
  [0x3000n, undefined],
])('the word at 0x%x', (address, word) => {
  expect(lookup.wordAt(address)).toBe(word);
});
