import { expect, test } from '@jest/globals';
import { instructionWord } from './a64/word.ts';
import { choiceOf } from './choice.ts';

/** NZCV: in bits 31:28, as in an SPSR. Words as GNU as 2.40 assembles them. */
const flags = { none: 0n, n: 1n << 31n, z: 1n << 30n, c: 1n << 29n, v: 1n << 28n };

test.each([
  ['b.eq', 0x54000040, flags.z, true],
  ['b.eq', 0x54000040, flags.n | flags.c | flags.v, false],
  ['b.ne', 0x54000041, flags.none, true],
  ['b.cs', 0x54000042, flags.c, true],
  ['b.mi', 0x54000044, flags.n, true],
  ['b.pl', 0x54000045, flags.n, false],
  ['b.vs', 0x54000046, flags.v, true],
  ['b.hi', 0x54000048, flags.c, true],
  ['b.hi', 0x54000048, flags.c | flags.z, false],
  ['b.ls', 0x54000049, flags.c | flags.z, true],
  ['b.ge', 0x5400004a, flags.n | flags.v, true],
  ['b.ge', 0x5400004a, flags.n, false],
  ['b.lt', 0x5400004b, flags.v, true],
  ['b.gt', 0x5400004c, flags.none, true],
  ['b.gt', 0x5400004c, flags.z, false],
  ['b.le', 0x5400004d, flags.z, true],
  ['csel x0, x1, x2, eq', 0x9a820020, flags.z, true],
  ['cset w0, ne (csinc w0, wzr, wzr, eq)', 0x1a9f07e0, flags.none, false],
  ['csneg x0, x1, x2, lt', 0xda82b420, flags.n, true],
  ['ccmp x1, x2, #0, ne', 0xfa421020, flags.z, false],
  ['ccmn w1, #3, #4, eq', 0x3a430824, flags.z, true],
  ['fcsel d0, d1, d2, vc', 0x1e627c20, flags.none, true],
  ['fccmp d1, d2, #0, mi', 0x1e624420, flags.n, true],
])('%s', (_, word, pstate, holds) => {
  const choice = choiceOf(instructionWord(word));
  expect(choice?.kind === 'flags' && choice.holds(pstate)).toBe(holds);
});

test.each([
  ['cbz x0, . + 8', 0xb4000040, 8],
  ['cbnz w3, . - 4', 0x35ffffe3, -4],
  ['tbz x0, #33, . + 16', 0xb6080080, 16],
  ['tbnz w0, #3, . - 4', 0x371fffe0, -4],
])('%s', (_, word, offset) => {
  expect(choiceOf(instructionWord(word))).toEqual({ kind: 'register', offset });
});

test.each([
  ['b . + 8', 0x14000002],
  ['b.al . + 8', 0x5400004e],
  ['cbz xzr, . + 8', 0xb400005f],
  ['casb w0, w1, [x2]', 0x08a07c41],
  ['csel x0, x1, x2, al', 0x9a82e020],
  ['cmp x17, #0x16', 0xf1005a3f],
  ['nop', 0xd503201f],
  ['ldr x0, [x1]', 0xf9400020],
])('%s chooses nothing', (_, word) => {
  expect(choiceOf(instructionWord(word))).toBeUndefined();
});
