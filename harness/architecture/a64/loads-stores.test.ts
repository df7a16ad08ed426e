import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../expression/evaluate.ts';
import { decode } from './decode.ts';
import type { Location, MemoryShape, Value } from './form.ts';
import { instructionWord } from './word.ts';

/** What the engine's processor does not have, and how structures lie in memory. Words from GNU as. */

function meaningOf(word: number) {
  const meaning = decode(instructionWord(word))?.meaning;
  if (meaning === undefined) {
    throw new Error('not in the table');
  }
  return meaning;
}

type Values = Readonly<Partial<Record<Location, bigint>>>;

/** Values of what is written and stored; x1 is 0x1000 and all else 0 where it is not given. */
function effect(word: number, before: Values): Values & { readonly stored: readonly bigint[] } {
  const { writes, stored = [] } = meaningOf(word);
  const valueOf = (value: Value): bigint =>
    evaluate(value, (name) => before[name] ?? (name === 'x1' ? 0x1000n : 0n));
  return {
    ...Object.fromEntries(writes.map(({ location, value }) => [location, valueOf(value)])),
    stored: stored.map(valueOf),
  };
}

const all = 0xffff_ffffn;

test.each<[string, number, Values, ReturnType<typeof effect>]>([
  ['ldadd x0, x1, [x2]', 0xf8200041, { load0: 5n, x0: 3n }, { x1: 5n, stored: [8n] }],
  ['ldaddalb w0, w1, [x2]', 0x38e00041, { load0: 255n, x0: 258n }, { x1: 255n, stored: [1n] }],
  ['ldclr x0, x1, [x2]', 0xf8201041, { load0: 0xffn, x0: 0xfn }, { x1: 0xffn, stored: [0xf0n] }],
  ['ldeora w0, w1, [x2]', 0xb8a02041, { load0: 6n, x0: 3n }, { x1: 6n, stored: [5n] }],
  ['ldseth w0, w1, [x2]', 0x78203041, { load0: 6n, x0: 0x1_0001n }, { x1: 6n, stored: [7n] }],
  ['ldsmax w0, w1, [x2]', 0xb8204041, { load0: all, x0: 1n }, { x1: all, stored: [1n] }],
  ['ldsmin w0, w1, [x2]', 0xb8205041, { load0: all, x0: 1n }, { x1: all, stored: [all] }],
  ['ldumax w0, w1, [x2]', 0xb8206041, { load0: all, x0: 1n }, { x1: all, stored: [all] }],
  ['lduminl w0, w1, [x2]', 0xb8607041, { load0: all, x0: 1n }, { x1: all, stored: [1n] }],
  ['stadd x0, [x2]', 0xf820005f, { load0: 5n, x0: 3n }, { stored: [8n] }],
  ['swpal w0, w1, [x2]', 0xb8e08041, { load0: 5n, x0: 3n }, { x1: 5n, stored: [3n] }],
  ['casa x0, x1, [x2]', 0xc8e07c41, { load0: 5n, x0: 5n }, { x0: 5n, stored: [0x1000n] }],
  ['casl w0, w1, [x2]', 0x88a0fc41, { load0: 5n, x0: 4n }, { x0: 5n, stored: [5n] }],
  [
    'caspal w0, w1, w2, w3, [x4]',
    0x0860fc82,
    { load0: 5n, load1: 0x1000n, x0: 5n, x2: 8n, x3: 9n },
    { x0: 5n, x1: 0x1000n, stored: [8n, 9n] },
  ],
  [
    'casp x0, x1, x2, x3, [sp]',
    0x48207fe2,
    { load0: 5n, load1: 6n, x0: 5n, x2: 8n },
    { x0: 5n, x1: 6n, stored: [5n, 6n] },
  ],
  ['ldapr w0, [x1]', 0xb8bfc020, { load0: all }, { x0: all, stored: [] }],
  [
    'ldapursh x0, [x1, #-1]',
    0x599ff020,
    { load0: 0x8000n },
    { x0: (1n << 64n) - 0x8000n, stored: [] },
  ],
  ['ldapursb w0, [x1]', 0x19c00020, { load0: 0x80n }, { x0: 0xffff_ff80n, stored: [] }],
  ['stlurb w0, [x1, #1]', 0x19001020, { x0: 0x1234n }, { stored: [0x34n] }],
  ['ldraa x0, [x1, #-8]', 0xf87ff420, { load0: 7n }, { x0: 7n, stored: [] }],
  ['ldlar w0, [x1]', 0x88df7c20, { load0: 7n }, { x0: 7n, stored: [] }],
  ['stllrh w0, [x1]', 0x489f7c20, { x0: 0x1_2345n }, { stored: [0x2345n] }],
  [
    'ld2r {v0.4h, v1.4h}, [x1], x2',
    0x0de2c420,
    { load0: 1n, load1: 2n, x2: 0x50n },
    { v0: 0x0001_0001_0001_0001n, v1: 0x0002_0002_0002_0002n, x1: 0x1050n, stored: [] },
  ],
  [
    'ld2 {v31.2d, v0.2d}, [x1], #32',
    0x4cdf8c3f,
    { load0: 1n, load1: 2n, load2: 3n, load3: 4n },
    { v31: (3n << 64n) | 1n, v0: (4n << 64n) | 2n, x1: 0x1020n, stored: [] },
  ],
  [
    'ld1 {v3.h}[2], [x1]',
    0x0d405023,
    { load0: 9n, v3: 1n << 127n },
    { v3: (1n << 127n) | (9n << 32n), stored: [] },
  ],
  [
    'st4 {v0.b-v3.b}[9], [x1]',
    0x4d202420,
    { v0: 1n << 72n, v1: 2n << 72n, v2: 3n << 72n, v3: 4n << 72n },
    { stored: [1n, 2n, 3n, 4n] },
  ],
  ['st64b x2, [x1]', 0xf83f9022, { x2: 2n, x9: 9n }, { stored: [2n, 0n, 0n, 0n, 0n, 0n, 0n, 9n] }],
  [
    'ldclrpal x3, x4, [x1]',
    0x19e41023,
    { load0: 7n, load1: 15n, x3: 2n, x4: 5n },
    { x3: 7n, x4: 15n, stored: [5n, 10n] },
  ],
  [
    'swpp x3, x4, [x1]',
    0x19248023,
    { load0: 7n, load1: 15n, x3: 2n, x4: 5n },
    { x3: 7n, x4: 15n, stored: [2n, 5n] },
  ],
  ['ldtset w3, w4, [x1]', 0x19233424, { load0: 6n, x3: 9n }, { x4: 6n, stored: [15n] }],
  ['cast x3, x4, [x1]', 0xc9837c24, { load0: 6n, x3: 6n, x4: 9n }, { x3: 6n, stored: [9n] }],
  [
    'ldtp q0, q1, [x1], #-32',
    0xecff0420,
    { load0: 1n, load1: 2n },
    { v0: 1n, v1: 2n, x1: 0xfe0n, stored: [] },
  ],
  [
    'ldiapp x3, x4, [x1], #16',
    0xd9440823,
    { load0: 1n, load1: 2n },
    { x3: 1n, x4: 2n, x1: 0x1010n, stored: [] },
  ],
  [
    'stilp w3, w4, [x1, #-8]!',
    0x99040823,
    { x3: 0x1_0000_0001n, x4: 2n },
    { x1: 0xff8n, stored: [1n, 2n] },
  ],
  ['ldapr x3, [x1], #8', 0xd9c00823, { load0: 1n }, { x3: 1n, x1: 0x1008n, stored: [] }],
  ['ldapur q3, [x1, #-1]', 0x1ddff823, { load0: 1n }, { v3: 1n, stored: [] }],
  [
    'ldap1 {v3.d}[1], [x1]',
    0x4d418423,
    { load0: 1n, v3: 5n },
    { v3: (1n << 64n) | 5n, stored: [] },
  ],
])('%s', (_text, word, before, after) => {
  expect(effect(word, before)).toEqual(after);
});

test.each<[string, number, Partial<MemoryShape>]>([
  ['ldadd x0, x1, [x2]', 0xf8200041, { kind: 'load-store', size: 8, count: 1, atomic: true }],
  ['ldaddalb w0, w1, [x2]', 0x38e00041, { size: 1, acquire: true, release: true }],
  ['lduminl w0, w1, [x2]', 0xb8607041, { size: 4, acquire: false, release: true }],
  ['caspal w0, w1, w2, w3, [x4]', 0x0860fc82, { base: 'x4', size: 4, count: 2, acquire: true }],
  ['casp x0, x1, x2, x3, [sp]', 0x48207fe2, { base: 'sp', size: 8, count: 2, acquire: false }],
  ['ldapursh x0, [x1, #-1]', 0x599ff020, { kind: 'load', offset: -1, size: 2, acquire: true }],
  ['stlurb w0, [x1, #1]', 0x19001020, { kind: 'store', offset: 1, release: true, atomic: false }],
  ['ldraa x0, [x1, #-8]', 0xf87ff420, { base: 'x1', offset: -8, size: 8 }],
  ['ldrab x0, [x1, #16]!', 0xf8a02c20, { offset: 16, writeBack: 'pre-index' }],
  ['stgp x0, x1, [x2, #16]!', 0x69808440, { kind: 'store', offset: 16, size: 8, count: 2 }],
  ['stz2g x0, [x1], #32', 0xd9e02420, { kind: 'store', offset: 0, size: 16, count: 2 }],
  ['stzg sp, [x1, #-16]', 0xd97ff83f, { offset: -16, size: 16, count: 1 }],
  ['ldtr x0, [x1]', 0xf8400820, { unprivileged: true }],
  ['stlxr w0, x1, [x2]', 0xc800fc41, { exclusive: true, release: true, atomic: true }],
  ['ld3 {v0.8b-v2.8b}, [x1]', 0x0c404020, { size: 1, count: 24 }],
  ['ld64b x2, [x1]', 0xf83fd022, { kind: 'load', size: 8, count: 8, atomic: true }],
  ['rcwscasp x2, x3, x4, x5, [x1]', 0x59220c24, { kind: 'load-store', size: 8, count: 2 }],
  ['ldfadd s0, s2, [x1]', 0xbc200022, { kind: 'load-store', size: 4, atomic: true }],
  ['stbfmax h0, [x1]', 0x3c20c03f, { kind: 'load-store', size: 2, release: false }],
  ['sttxr w3, x4, [x1]', 0xc9037c24, { exclusive: true, unprivileged: true, size: 8 }],
  ['sttnp x3, x4, [x1, #16]', 0xe8011023, { kind: 'store', offset: 16, unprivileged: true }],
  ['ldap x3, x4, [x1]', 0xd9445823, { kind: 'load', count: 2, acquire: true }],
  ['gcssttr x3, [x1]', 0xd91f1c23, { kind: 'store', size: 8, unprivileged: true }],
])('the access of %s', (_text, word, shape) => {
  expect(meaningOf(word).memory).toMatchObject(shape);
});

describe('tags', () => {
  test.each<[string, number, Location[], Location[]]>([
    ['stg x0, [x1, #16]!', 0xd9201c20, ['x1', 'tags'], ['tags', 'x0', 'x1']],
    ['stz2g x0, [x1], #32', 0xd9e02420, ['x1', 'tags'], ['tags', 'x0', 'x1']],
    ['stgp x0, x1, [x2, #16]!', 0x69808440, ['x2', 'tags'], ['tags', 'x0', 'x1', 'x2']],
    ['ldg x0, [x1]', 0xd9600020, ['x0'], ['tags', 'x0', 'x1']],
    ['ldgm x0, [x1]', 0xd9e00020, ['x0'], ['tags', 'x1']],
    [
      'setge [x0]!, x1!, xzr',
      0x1ddf8420,
      ['x0', 'x1', 'n', 'z', 'c', 'v', 'tags'],
      ['c', 'n', 'tags', 'v', 'x0', 'x1', 'z'],
    ],
  ])('%s', (_text, word, writes, reads) => {
    const instruction = decode(instructionWord(word));
    expect([...(instruction?.writes ?? [])].toSorted()).toEqual(writes.toSorted());
    expect([...(instruction?.reads.keys() ?? [])].toSorted()).toEqual(reads);
  });
});

test.each<[string, number, string | undefined]>([
  ['ldr x1, [x1, #8]!', 0xf8408c21, 'write-back into a register that is loaded or stored'],
  ['str x1, [x1], #8', 0xf8008421, 'write-back into a register that is loaded or stored'],
  ['str xzr, [sp], #16', 0xf80107ff, undefined],
  ['str d1, [x1], #8', 0xfc008421, undefined],
  ['ldp x0, x0, [x1]', 0xa9400020, 'both registers are the same'],
  ['ldp d0, d0, [x1]', 0x6d400020, 'both registers are the same'],
  ['stp x1, x2, [x2], #16', 0xa8810841, 'write-back into a register that is loaded or stored'],
  ['stxr w0, x0, [x1]', 0xc8007c20, 'the status goes into a register that is stored'],
  ['stxr w0, x1, [x0]', 0xc8007c01, 'the status goes into the base register'],
  ['stxr wzr, x1, [sp]', 0xc81f7fe1, undefined],
  ['ldxp x1, x1, [x2]', 0xc87f0441, 'both registers are the same'],
])('%s is unpredictable: %s', (_text, word, why) => {
  expect(meaningOf(word).unpredictable).toBe(why);
});

test.each([
  ['ldnp of opc 01', 0x684d8f24],
  ['prefetch with write-back', 0xf8c62fff],
  ['ld2 of 1d', 0x0c408c20],
  ['st1r', 0x0d00c020],
  ['casp of an odd register', 0x48217c82],
  ['ld64b of an odd register', 0xf83fd021],
  ['ld64b of x24', 0xf83fd038],
  ['cpyfm of one register for two', 0x19400440],
  ['sete of xzr', 0x19c0841f],
  ['swpp of xzr', 0x193f8023],
  ['ldrsw into 32 bits', 0xb9c00020],
  ['extend by UXTB', 0xf8620820],
])('%s is not allocated', (_text, word) => {
  expect(decode(instructionWord(word))).toBeUndefined();
});
