import { describe, expect, test } from '@jest/globals';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { listAlternatives } from './alternative.ts';
import { applyAlternatives } from './alternatives.ts';
import type { Image } from './image.ts';
import { code } from '../testing/image/object-fixture.ts';

const text = 0x4010_0000n;
const table = 0x4010_1000n;
const nop = 0xd503201f;

/** struct alt_instr at the start of the table. */
function entry(
  original: bigint,
  replacement: bigint,
  capability: number,
  lengths: [number, number],
): Uint8Array {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, Number(original - table), true);
  view.setInt32(4, Number(replacement - table - 4n), true);
  view.setUint16(8, capability, true);
  view.setUint8(10, lengths[0]);
  view.setUint8(11, lengths[1]);
  return bytes;
}

const place = (line: number) => ({ file: 'a.S', line, column: 1 });

/** Two NOPs at the start, to be replaced by two instructions 0x20 bytes further on. */
function image(
  replacement: readonly number[],
  bytes = entry(text, text + 0x20n, 5, [8, 8]),
): Image {
  const flags = { alloc: true, write: false, execute: true };
  return {
    sections: [
      {
        name: '.text',
        address: text,
        bytes: code(nop, nop, nop, nop, nop, nop, nop, nop, ...replacement),
        flags,
      },
      { name: '.altinstructions', address: table, bytes, flags: { ...flags, execute: false } },
    ],
    symbols: [{ name: 'patched', address: text, link: text, size: 0n, kind: 'label' }],
    lines: [
      { address: text, size: 12, place: place(1) },
      { address: text + 0x20n, size: 4, place: place(8) },
      { address: text + 0x24n, size: 4, place: place(9) },
    ],
  };
}

function patched(replacement: readonly number[]): string[] {
  const { bytes } = applyAlternatives(image(replacement), { numbers: new Set([5]), callbacks: [] })
    .sections[0] ?? {
    bytes: code(),
  };
  const view = new DataView(bytes.buffer);
  return [view.getUint32(0, true), view.getUint32(4, true)].map((word) => word.toString(16));
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof HcallError) {
      return `${error.diagnostics[0]?.code ?? ''}: ${error.message}`;
    }
    throw error;
  }
  return 'applied';
}

test('entries are listed', () => {
  expect(listAlternatives(image([nop, nop]))).toEqual([
    {
      number: 5,
      callback: false,
      entry: table,
      original: text,
      replacement: text + 0x20n,
      length: 8,
      replacementLength: 8,
    },
  ]);
});

describe('instructions are copied so that they do the same', () => {
  test.each([
    ['plain ones', [0xaa0103e0, 0xd5033fdf], ['aa0103e0', 'd5033fdf']],
    // b from +0x20 to +0x120 becomes b from 0 to +0x120; bl from +0x24 to -0xdc
    ['branches out', [0x14000040, 0x97ffffc0], ['14000048', '97ffffc8']],
    // cbz over the second one stays
    ['a branch within', [0xb4000040, nop], ['b4000040', 'd503201f']],
    // b.eq from +0x24 to +0x44, tbz from +0x20 to +0x40
    ['conditional branches out', [0x36000100, 0x54000100], ['36000200', '54000200']],
    // adrp to the next page stays, both are in one page
    ['a page address', [0xb0000000, nop], ['b0000000', 'd503201f']],
  ])('%s', (_, replacement, expected) => {
    expect(patched(replacement)).toEqual(expected);
  });

  test('a page address is kept from another page', () => {
    const far = entry(text, table + 0x20n, 5, [4, 4]);
    const bytes = new Uint8Array(0x24);
    bytes.set(far);
    // adrp x0, . + 0x1000 at 0x40101020: 0x40102000, two pages from 0x40100000
    bytes.set(code(0xb0000000), 0x20);
    const sections = image([nop, nop], bytes.subarray(0, 12)).sections.map((section) =>
      section.name === '.text' ? section : { ...section, bytes: bytes.subarray(0, 12) },
    );
    const code2 = {
      name: '.replacement',
      address: table + 0x20n,
      bytes: bytes.subarray(0x20),
      flags: { alloc: true, write: false, execute: true },
    };
    const result = applyAlternatives(
      { ...image([nop, nop]), sections: [...sections, code2] },
      { numbers: new Set([5]), callbacks: [] },
    );
    expect(
      new DataView(result.sections[0]?.bytes.buffer ?? new ArrayBuffer(4))
        .getUint32(0, true)
        .toString(16),
    ).toBe('d0000000');
  });
});

test('the image that was given stays as it is', () => {
  const before = image([0xaa0103e0, 0xd5033fdf]);
  applyAlternatives(before, { numbers: new Set([5]), callbacks: [] });
  expect(before).toEqual(image([0xaa0103e0, 0xd5033fdf]));
});

test('the patched instructions have the lines of their replacement', () => {
  const { lines } = applyAlternatives(image([nop, nop]), { numbers: new Set([5]), callbacks: [] });
  expect(
    lines.map(({ address, size, place }) => [Number(address - text), size, place.line]),
  ).toEqual([
    [0, 4, 8],
    [4, 4, 9],
    [8, 4, 1],
    [0x20, 4, 8],
    [0x24, 4, 9],
  ]);
});

describe('what cannot be applied is refused', () => {
  test.each([
    [
      'a number that no entry has',
      image([nop, nop]),
      6,
      'alternative-unknown: no alternative has number 6',
    ],
    [
      'a callback',
      image([nop, nop], entry(text, text, 0x8005, [8, 0])),
      5,
      'alternative-callback: alternative 5 of patched',
    ],
    [
      'an old callback',
      image([nop, nop], entry(text, text, 5, [8, 0])),
      5,
      'alternative-callback: ',
    ],
    [
      'another length',
      image([nop, nop], entry(text, text + 0x20n, 5, [4, 8])),
      5,
      'alternative-invalid: alternative 5 of patched replaces 4 bytes by 8',
    ],
    [
      'half an instruction',
      image([nop, nop], entry(text, text + 0x20n, 5, [6, 6])),
      5,
      'alternative-invalid: ',
    ],
    [
      'what is not in the image',
      image([nop, nop], entry(text - 64n, text, 5, [8, 8])),
      5,
      'alternative-invalid: alternative 5 of 0x400fffc0 is not in the image',
    ],
    [
      'a literal',
      image([0x58000000, nop]),
      5,
      'alternative-invalid: alternative 5 of patched: an instruction that uses a literal',
    ],
    [
      'an entry that is cut',
      image([nop, nop], new Uint8Array(11)),
      5,
      "alternative-invalid: '.altinstructions' has 11 bytes",
    ],
  ])('%s', (_, given, number, expected) => {
    expect(
      refusal(() => applyAlternatives(given, { numbers: new Set([number]), callbacks: [] })),
    ).toContain(expected);
  });
});

describe('callbacks', () => {
  // kvm_update_va_mask at +0x20; two instructions at 0 that it makes.
  const named: Image = {
    ...image([nop, nop], entry(text, text + 0x20n, 0x8005, [8, 0])),
    symbols: [
      { name: 'patched', address: text, link: text, size: 0n, kind: 'label' },
      { name: 'make', address: text + 0x20n, link: text + 0x20n, size: 8n, kind: 'function' },
      { name: '__nvhe_make', address: text + 0x20n, link: text + 0x20n, size: 0n, kind: 'label' },
    ],
  };
  const words = { callback: 'make', kind: 'words', words: [0xaa0103e0, 0xd5033fdf] } as const;

  test('make what is given', () => {
    const { sections, unpatched } = applyAlternatives(named, {
      numbers: new Set(),
      callbacks: [words],
    });
    const view = new DataView(sections[0]?.bytes.buffer ?? new ArrayBuffer(8));
    expect([view.getUint32(0, true), view.getUint32(4, true)]).toEqual(words.words);
    expect(unpatched).toBeUndefined();
  });

  test('are made, too, where their capability is chosen', () => {
    const patches = { numbers: new Set([5]), callbacks: [words] };
    expect(applyAlternatives(named, patches).unpatched).toBeUndefined();
  });

  test('that nothing is given for are listed', () => {
    expect(applyAlternatives(named, { numbers: new Set(), callbacks: [] }).unpatched).toEqual([
      { callback: 'make', start: text, end: text + 8n },
    ]);
  });

  test('of an object have the name that the entry refers to', () => {
    const open = [{ address: table + 4n, name: 'elsewhere' }];
    const patches = { numbers: new Set<number>(), callbacks: [] };
    expect(applyAlternatives({ ...named, openReferences: open }, patches).unpatched).toEqual([
      { callback: 'elsewhere', start: text, end: text + 8n },
    ]);
  });

  test.each([
    [
      'a name that none has',
      { ...words, callback: 'mak' },
      "callback-unknown: no alternative is made by 'mak'",
    ],
    [
      'words that do not fit',
      { ...words, words: [nop] },
      "callback-misfit: what 'make' makes of alternative 5 of patched does not fit: it has 2 instructions, and 1 are given",
    ],
  ])('%s', (_, patch, expected) => {
    const patches = { numbers: new Set<number>(), callbacks: [patch] };
    expect(refusal(() => applyAlternatives(named, patches))).toBe(expected);
  });
});
