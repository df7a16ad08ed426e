import { describe, expect, test } from '@jest/globals';
import { ImageLookup } from '../image/lookup.ts';
import { lintMmuOff } from './mmu-off.ts';

const base = 0x4010_0000n;

/** `code@line` of what is found; each word is a line, the one at `data` is data. */
function lint(words: readonly number[], data = -1): string[] {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of words.entries()) {
    view.setUint32(index * 4, word, true);
  }
  const lookup = new ImageLookup({
    sections: [
      { name: '.text', address: base, bytes, flags: { alloc: true, write: false, execute: true } },
    ],
    symbols: [{ name: 'stub', address: base, link: base, size: 0n, kind: 'label' }],
    lines: words.map((_, index) => ({
      address: base + BigInt(index * 4),
      size: 4,
      place: { file: 'stub.S', line: index + 1, column: 1 },
      ...(index === data ? { data: true } : {}),
    })),
  });
  return lintMmuOff(lookup).map(({ code, place }) => `${code}@${place?.line ?? 0}`);
}

const exclusive = ['mmu-off-exclusive@1'];
const unaligned = ['mmu-off-unaligned@1'];

test.each([
  ['ldxr x0, [x1]', 0xc85f7c20, exclusive],
  ['stlxr w0, x1, [x2]', 0xc800fc41, exclusive],
  ['ldaxp x0, x1, [x2]', 0xc87f8440, exclusive],
  ['cas x0, x1, [x2]', 0xc8a07c41, exclusive],
  ['casp x0, x1, x2, x3, [x4]', 0x48207c82, exclusive],
  ['ldadd x0, x1, [x2]', 0xf8200041, exclusive],
  ['swpal w0, w1, [x2]', 0xb8e08041, exclusive],
  ['ldar x0, [x1]', 0xc8dffc20, []],
  ['stlr w0, [x1]', 0x889ffc20, []],
  ['ldapr x0, [x1]', 0xf8bfc020, []],
  ['dc zva, x0', 0xd50b7420, ['mmu-off-zero@1']],
  ['dc gzva, x0', 0xd50b7480, ['mmu-off-zero@1']],
  ['dc civac, x0', 0xd50b7e20, []],
  ['ldr x0, [x1, #8]', 0xf9400420, []],
  ['ldur x0, [x1, #4]', 0xf8404020, unaligned],
  ['ldur x0, [x1, #-8]', 0xf85f8020, []],
  ['str w0, [x1, #-2]!', 0xb81fec20, unaligned],
  ['ldrh w0, [x1], #1', 0x78401420, unaligned],
  ['ldr x1, [x1, #4]!', 0xf8404c21, unaligned],
  ['ldapur x0, [x1, #4]', 0xd9404020, unaligned],
  ['ldapur w0, [x1, #4]', 0x99404020, []],
  ['ld1 {v0.16b}, [x1], x2', 0x4cc27020, []],
  ['swpb w0, w1, [x2]', 0x38208041, exclusive],
  ['ldrb w0, [x1], #1', 0x38401420, []],
  ['ldur q0, [x1, #8]', 0x3cc08020, unaligned],
  ['ldur d0, [x1, #8]', 0xfc408020, []],
  ['ldr x0, [x1, x2]', 0xf8626820, []],
  ['prfum pldl1keep, [x0, #-1]', 0xf89ff000, []],
  ['ldr x0, . + 4', 0x58000020, unaligned],
  ['ldr x0, . + 8', 0x58000040, []],
  ['ldr w0, . + 4', 0x18000020, []],
  ['ldr q0, . + 8', 0x9c000040, unaligned],
  ['prfm pldl1keep, . + 4', 0xd8000020, []],
])('%s', (_, word, expected) => {
  expect(lint([word])).toEqual(expected);
});

describe('data is not looked at', () => {
  const words = [0xd503201f, 0xc85f7c20];

  test('but the same word as code is', () => {
    expect(lint(words)).toEqual(['mmu-off-exclusive@2']);
    expect(lint(words, 1)).toEqual([]);
  });
});

test('only the ranges that are given are looked at', () => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(0, 0xc85f7c20, true);
  const lookup = new ImageLookup({
    sections: [
      { name: '.text', address: base, bytes, flags: { alloc: true, write: false, execute: true } },
    ],
    symbols: [],
    lines: [],
  });
  expect(lintMmuOff(lookup, [{ start: base + 4n, end: base + 8n }])).toEqual([]);
  expect(lintMmuOff(lookup, [{ start: base, end: base + 4n }])).toHaveLength(1);
});
