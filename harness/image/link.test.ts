import { describe, expect, test } from '@jest/globals';
import type { ObjectFile } from '../assembler/object.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { LinkOptions } from './link.ts';
import { link } from './link.ts';
import { code, object, section, symbol } from '../testing/image/object-fixture.ts';

const base = 0x4010_0000n;
const nop = 0xd503201f;
const jump26 = 282;
const call26 = 283;
const abs64 = 257;
const abs32 = 258;
const abs16 = 259;
const adrp = 275;
const addLow12 = 277;

const place = (file: string, line: number) => ({ file, line, column: 1 });

function words(objects: ObjectFile[], options: Partial<LinkOptions> = {}, index = 0): string[] {
  const bytes = link(objects, { base, ...options }).sections[index]?.bytes ?? new Uint8Array();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / 4 }, (_, word) =>
    view.getUint32(word * 4, true).toString(16),
  );
}

interface Complaint {
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly note?: string;
}

function diagnostics(act: () => unknown): Complaint[] {
  try {
    act();
  } catch (error) {
    if (!(error instanceof HcallError)) {
      throw error;
    }
    return error.diagnostics.map((diagnostic) => ({
      code: diagnostic.code,
      message: diagnostic.message,
      ...(diagnostic.place === undefined ? {} : { line: diagnostic.place.line }),
      ...(diagnostic.note === undefined ? {} : { note: diagnostic.note }),
    }));
  }
  return [];
}

/** `bl callee`, and the relocation against it. */
const caller = object('caller.S', {
  sections: [section('.text', code(0x94000000))],
  symbols: [symbol('caller', 0), symbol('callee', 'undefined')],
  relocations: [{ section: 0, offset: 0, type: call26, symbol: 1, addend: 0n }],
  lines: [{ section: 0, offset: 0, place: place('caller.S', 3), text: '\tbl callee' }],
});

const callee = object('callee.S', {
  sections: [section('.text', code(nop, 0xd65f03c0), { alignment: 16 })],
  symbols: [symbol('callee', 0, 4n, { type: 'function' })],
});

describe('layout', () => {
  test('sections follow one another at their alignment, code before data before .bss', () => {
    const data = object('data.S', {
      sections: [
        section('.bss', new Uint8Array(), {
          type: 'nobits',
          size: 8,
          flags: { alloc: true, write: true, execute: false },
        }),
        section('.data', code(1), {
          alignment: 8,
          flags: { alloc: true, write: true, execute: false },
        }),
        section('.comment', code(1), { flags: { alloc: false, write: false, execute: false } }),
      ],
    });
    const { sections } = link([data, caller, callee], { base, externals: new Map() });
    expect(sections.map(({ name, address, bytes }) => [name, address, bytes.length])).toEqual([
      ['.text', 0x4010_0000n, 4],
      ['.text', 0x4010_0010n, 8],
      ['.data', 0x4010_0018n, 4],
      ['.bss', 0x4010_001cn, 8],
    ]);
  });

  test('the section of the wanted symbol goes first', () => {
    const { symbols } = link([caller, callee], { base, first: 'callee' });
    expect(symbols.find(({ name }) => name === 'callee')?.address).toBe(0x4010_0004n);
  });

  test('a section that ends beyond the address space is refused', () => {
    expect(diagnostics(() => link([callee], { base: 0xffff_ffff_ffff_fffcn }))).toMatchObject([
      { code: 'link-address' },
    ]);
  });
});

describe('resolution', () => {
  test('a call reaches the definition in another object', () => {
    // from 0x40100000 to 0x40100014: 5 words
    expect(words([caller, callee])).toEqual(['94000005']);
  });

  test('a symbol that no object defines comes from the externals', () => {
    const externals = new Map([['callee', 0x4020_0000n]]);
    // 0x100000 bytes: 0x40000 words
    expect(words([caller], { externals })).toEqual(['94040000']);
  });

  test.each([
    ['is not needed where only a local symbol has its name', [], [0x4010_0000n]],
    ['is there for an object that refers to it', [caller], [0x4020_0000n, 0x4010_0004n]],
  ])('an external %s', (_, others, addresses) => {
    const local = object('local.S', {
      sections: [section('.text', code(nop))],
      symbols: [symbol('callee', 0, 0n, { binding: 'local' })],
    });
    const externals = new Map([['callee', 0x4020_0000n]]);
    const { symbols } = link([...others, local], { base, externals });
    const found = symbols.filter(({ name }) => name === 'callee').map(({ address }) => address);
    expect(found).toEqual(addresses);
  });

  test('a strong definition wins over a weak one, in either order', () => {
    const weak = object('weak.S', {
      sections: [section('.text', code(nop), { alignment: 0x100 })],
      symbols: [symbol('callee', 0, 0n, { binding: 'weak' })],
    });
    expect(words([caller, weak, callee])).toEqual(
      words([caller, callee, weak]).with(0, '94000045'),
    );
    expect(words([caller, weak])).toEqual(['94000040']);
  });

  test('two strong definitions are refused', () => {
    const again = { ...callee, name: 'again.S' };
    expect(diagnostics(() => link([callee, again], { base }))).toEqual([
      {
        code: 'symbol-duplicate',
        message: "symbol 'callee' is defined in 'again.S' and in 'callee.S'",
        note: "the other definition is at 'callee.S'",
      },
    ]);
  });

  test('a local symbol is seen by its own object only', () => {
    const local = object('local.S', {
      sections: [section('.text', code(nop))],
      symbols: [symbol('callee', 0, 0n, { binding: 'local' })],
    });
    expect(diagnostics(() => link([caller, local], { base }))).toMatchObject([
      { code: 'symbol-undefined' },
    ]);
  });

  test('all undefined symbols are reported at once, each at its first use', () => {
    const other = object('other.S', {
      sections: [section('.text', code(0x14000000, 0x14000000))],
      symbols: [symbol('panic', 'undefined'), symbol('callee', 'undefined')],
      relocations: [
        { section: 0, offset: 0, type: jump26, symbol: 0, addend: 0n },
        { section: 0, offset: 4, type: jump26, symbol: 1, addend: 0n },
      ],
    });
    expect(diagnostics(() => link([caller, other], { base }))).toEqual([
      {
        code: 'symbol-undefined',
        message: "symbol 'callee' is not defined; needed by caller.S:3:1 and 1 more",
        note: "add the file that defines 'callee', or say under 'stubs:' what stands for it",
        line: 3,
      },
      {
        code: 'symbol-undefined',
        message: "symbol 'panic' is not defined; needed by other.S, .text+0x0",
        note: "add the file that defines 'panic', or say under 'stubs:' what stands for it",
      },
    ]);
  });

  test.each([
    ['callee', "add the file that defines 'callee', or say under 'stubs:' what stands for it"],
    ['.Lend', "'.Lend' is local to its file: define it there, or check the spelling"],
  ])('the note for %s', (name, note) => {
    const unknown = { ...caller, symbols: [symbol('caller', 0), symbol(name, 'undefined')] };
    let found: unknown;
    try {
      link([unknown], { base });
    } catch (error) {
      found = error;
    }
    expect(found).toMatchObject({ diagnostics: [{ note }] });
  });

  test('undefined symbols can be left open', () => {
    expect(words([caller], { unresolved: 'leave' })).toEqual(['94000000']);
  });

  test('a branch to a weak symbol that stays undefined becomes a NOP', () => {
    const weak = {
      ...caller,
      symbols: [symbol('caller', 0), symbol('callee', 'undefined', 0n, { binding: 'weak' })],
    };
    expect(words([weak])).toEqual(['d503201f']);
  });

  test('common symbols of one name share the largest room', () => {
    const small = object('small.S', { symbols: [symbol('shared', 'common', 4n, { size: 4n })] });
    const large = object('large.S', { symbols: [symbol('shared', 'common', 16n, { size: 32n })] });
    const image = link([callee, small, large], { base });
    expect(image.sections.at(-1)).toMatchObject({ name: 'COMMON', address: 0x4010_0010n });
    expect(image.sections.at(-1)?.bytes.length).toBe(32);
    expect(image.symbols.filter(({ name }) => name === 'shared')).toHaveLength(1);
  });

  test('an alignment that is no power of two is the next one', () => {
    const odd = object('odd.S', { symbols: [symbol('shared', 'common', 9n, { size: 4n })] });
    const image = link([callee, odd], { base });
    expect(image.sections.at(-1)).toMatchObject({ name: 'COMMON', address: 0x4010_0010n });
  });
});

describe('relocation', () => {
  const pointers = object('pointers.S', {
    sections: [
      // adrp x0, callee; add x0, x0, :lo12:callee; .quad callee + 8
      section('.text', code(0x90000000, 0x91000000, 0, 0)),
    ],
    symbols: [symbol('callee', 'undefined')],
    relocations: [
      { section: 0, offset: 0, type: adrp, symbol: 0, addend: 0n },
      { section: 0, offset: 4, type: addLow12, symbol: 0, addend: 0n },
      { section: 0, offset: 8, type: abs64, symbol: 0, addend: 8n },
    ],
  });
  const far = object('far.S', {
    sections: [section('.far', code(nop), { alignment: 0x2000 })],
    symbols: [symbol('callee', 0)],
  });

  test('addresses are those that the code is linked at', () => {
    // 2 pages ahead: immlo 2, immhi 0
    expect(words([pointers, far], { link: 0xffff_8000_4010_0000n })).toEqual([
      'd0000000',
      '91000000',
      '40102008',
      'ffff8000',
    ]);
  });

  test('symbols carry both addresses', () => {
    const { symbols } = link([callee], { base, link: 0xffff_8000_0801_0000n });
    expect(symbols).toEqual([
      {
        name: 'callee',
        address: 0x4010_0004n,
        link: 0xffff_8000_0801_0004n,
        size: 0n,
        unit: { name: 'callee.S', number: 0 },
        kind: 'function',
      },
    ]);
  });

  test('a base that differs by a part of a page is refused', () => {
    expect(diagnostics(() => link([callee], { base, link: base + 0x800n }))).toMatchObject([
      { code: 'link-alignment' },
    ]);
  });

  test('a branch beyond 128 MiB is refused at its line', () => {
    const externals = new Map([['callee', 0x5000_0000n]]);
    expect(diagnostics(() => link([caller], { base, externals }))).toMatchObject([
      { code: 'relocation-misfit', line: 3 },
    ]);
  });

  test.each([
    ['is said to fit lower down', abs32, 'place it low'],
    ['that fits nowhere is not', abs16, undefined],
  ])('an address of the image %s', (_, type, note) => {
    const own = {
      ...callee,
      relocations: [{ section: 0, symbol: 0, addend: 0n, offset: 0, type }],
    };
    const lower = { base: 0x4800_0000n, note: 'place it low' };
    const found = diagnostics(() => link([own], { base: 0x1_4000_0000n, lower }));
    expect(found.map((each) => [each.code, each.note])).toEqual([['relocation-misfit', note]]);
  });

  test('an absolute symbol that is too large fits no better lower down', () => {
    const own = object('own.S', {
      sections: [section('.data', code(0))],
      symbols: [symbol('large', 'absolute', 0x1_4000_0010n)],
      relocations: [{ section: 0, symbol: 0, addend: 0n, offset: 0, type: abs32 }],
    });
    const lower = { base: 0x4800_0000n, note: 'place it low' };
    const [found] = diagnostics(() => link([own], { base: 0x1_4000_0000n, lower }));
    expect([found?.code, found?.note]).toEqual(['relocation-misfit', undefined]);
  });

  test.each([
    ['a type that only a dynamic linker applies', { type: 1025, offset: 0 }],
    ['a place outside of the section', { type: abs64, offset: 0 }],
  ])('%s is refused', (_, change) => {
    const odd = { ...caller, relocations: [{ section: 0, symbol: 1, addend: 0n, ...change }] };
    expect(diagnostics(() => link([odd, callee], { base }))).toMatchObject([
      { code: 'relocation-unknown' },
    ]);
  });

  test('data for the boot of a kernel may refer to what is missing', () => {
    const boot = object('boot.S', {
      sections: [section('.altinstructions', code(7, 7))],
      symbols: [symbol('missing', 'undefined')],
      relocations: [{ section: 0, offset: 0, type: abs64, symbol: 0, addend: 0n }],
    });
    expect(words([boot])).toEqual(['0', '0']);
  });
});

test("lines follow their sections, the last one to the section's end", () => {
  const first = object('first.S', {
    sections: [section('.text', code(nop, nop, nop))],
    lines: [
      { section: 0, offset: 0, place: place('first.S', 1), text: 'nop' },
      { section: 0, offset: 4, place: place('first.S', 2), text: '.word', data: true },
    ],
  });
  const holder = 'first.S';
  expect(link([callee, first], { base }).lines).toEqual([
    { address: 0x4010_0008n, size: 4, place: place('first.S', 1), text: 'nop', holder },
    {
      address: 0x4010_000cn,
      size: 8,
      place: place('first.S', 2),
      text: '.word',
      data: true,
      holder,
    },
  ]);
});
