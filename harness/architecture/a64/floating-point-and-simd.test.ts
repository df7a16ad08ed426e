import { expect, test } from '@jest/globals';
import { decode } from './decode.ts';
import { instructionWord } from './word.ts';

/** What instructions of extensions read and write: the engine's processor does not have them. */
test.each([
  ['fadd h0, h1, h2', 0x1ee22820, 'v1:16 v2:16 fpcr:64 fpsr:64', 'v0 fpsr'],
  ['fadd v0.4h, v1.4h, v2.4h', 0x0e421420, 'v1:64 v2:64 fpcr:64 fpsr:64', 'v0 fpsr'],
  ['fmov w0, h1', 0x1ee60020, 'v1:16', 'x0'],
  ['fmov h0, w1', 0x1ee70020, 'x1:16', 'v0'],
  ['fjcvtzs w0, d1', 0x1e7e0020, 'v1:64 fpcr:64 fpsr:64', 'x0 fpsr n z c v'],
  ['sqrdmlah v0.2s, v1.2s, v2.2s', 0x2e828420, 'v1:64 v2:64 v0:64 fpsr:64', 'v0 fpsr'],
  ['sdot v0.4s, v1.16b, v2.4b[1]', 0x4fa2e020, 'v1:128 v2:64 v0:128', 'v0'],
  ['smmla v0.4s, v1.16b, v2.16b', 0x4e82a420, 'v1:128 v2:128 v0:128', 'v0'],
  ['fcadd v0.2s, v1.2s, v2.2s, #90', 0x2e82e420, 'v1:64 v2:64 fpcr:64 fpsr:64', 'v0 fpsr'],
  [
    'fcmla v0.4s, v1.4s, v2.s[1], #0',
    0x6f821820,
    'v1:128 v2:128 v0:128 fpcr:64 fpsr:64',
    'v0 fpsr',
  ],
  ['fmlal v0.2s, v1.2h, v2.2h', 0x0e22ec20, 'v1:32 v2:32 v0:64 fpcr:64 fpsr:64', 'v0 fpsr'],
  ['fmlal2 v0.4s, v1.4h, v2.4h', 0x6e22cc20, 'v1:128 v2:128 v0:128 fpcr:64 fpsr:64', 'v0 fpsr'],
  ['bfmlalb v0.4s, v1.8h, v2.8h', 0x2ec2fc20, 'v1:112 v2:112 v0:128 fpcr:64 fpsr:64', 'v0 fpsr'],
  ['bfcvt h0, s1', 0x1e634020, 'v1:32 fpcr:64 fpsr:64', 'v0 fpsr'],
  ['sha512h2 q0, q1, v2.2d', 0xce628420, 'v1:64 v2:128 v0:128', 'v0'],
  ['sha512su0 v0.2d, v1.2d', 0xcec08020, 'v1:64 v0:128', 'v0'],
  ['eor3 v0.16b, v1.16b, v2.16b, v3.16b', 0xce020c20, 'v1:128 v2:128 v3:128', 'v0'],
  ['sm3tt1a v0.4s, v1.4s, v2.s[1]', 0xce429020, 'v0:128 v1:128 v2:64', 'v0'],
])('%s', (_, word, reads, writes) => {
  const decoded = decode(instructionWord(word));
  const read = [...(decoded?.reads ?? [])].map(([location, width]) => `${location}:${width}`);
  expect({ reads: read.toSorted(), writes: [...(decoded?.writes ?? [])].toSorted() }).toEqual({
    reads: reads.split(' ').toSorted(),
    writes: writes.split(' ').toSorted(),
  });
});

/** Every group of encodings has some that no instruction has. */
test.each([
  ['FMLAL of doublewords', 0x4e62ec20],
  ['ADD, a vector of one doubleword', 0x0ee28420],
  ['FADD, a vector of one double precision number', 0x0e62d420],
  ['ADD, a scalar word', 0x5ea28420],
  ['MLA of doublewords', 0x4ee29420],
  ['DUP of no element', 0x4e000420],
  ['EXT past the end of 64 bits', 0x2e024020],
  ['ZIP1 of one doubleword', 0x0ec23820],
  ['FMOV of double precision, one', 0x2f00f420],
  ['FMUL by an element past two', 0x4fe29020],
  ['FADD of no precision', 0x1ea22820],
  ['FCVT from single to single precision', 0x1e224020],
  ['SCVTF of 33 fraction bits of a W register', 0x1e420020],
])('not allocated: %s', (_, word) => {
  expect(decode(instructionWord(word))?.form.name).toBeUndefined();
});
