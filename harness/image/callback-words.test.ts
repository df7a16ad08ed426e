import { describe, expect, test } from '@jest/globals';
import { instructionWord } from '../architecture/a64/word.ts';
import type { CallbackWords } from './callback-words.ts';
import { callbackWords } from './callback-words.ts';

/** and x2, x2, #1; ror x2, x2, #1; add x2, x2, #0; add x2, x2, #0, lsl #12; ror x2, x2, #63 */
const template = [0x92400042, 0x93c20442, 0x91000042, 0x91400042, 0x93c2fc42];
const nop = 0xd503201f;

function made(callback: string, patch: CallbackWords, original: readonly number[]): string {
  const words = callbackWords(callback, patch, original.map(instructionWord));
  return 'reason' in words ? words.reason : words.map((word) => word.toString(16)).join(' ');
}

function mask(value: bigint, tag = 0n): CallbackWords {
  return { kind: 'mask', mask: value, tag };
}

/** Words as GNU as 2.40 assembles them. */
describe('kvm_update_va_mask', () => {
  test.each([
    // and x2, x2, #0x7fffffffff
    ['a mask alone', mask(0x7f_ffff_ffffn), [0x92409842, nop, nop, nop, nop]],
    // and x2, x2, #0x7fffffff; ror x2, x2, #31; add x2, x2, #0x345; add x2, x2, #0x12, lsl #12; ror x2, x2, #33
    [
      'a mask and a tag',
      mask(0x7fff_ffffn, 0x1_2345n << 31n),
      [0x92407842, 0x93c27c42, 0x910d1442, 0x91404842, 0x93c28442],
    ],
  ])('makes of %s', (_, patch, words) => {
    expect(made('kvm_update_va_mask', patch, template)).toBe(
      words.map((word) => word.toString(16)).join(' '),
    );
  });

  test('keeps the registers of each instruction', () => {
    // and x9, x5, #1 -> and x9, x5, #0xff
    expect(made('kvm_update_va_mask', mask(0xffn), [0x924000a9])).toBe('92401ca9');
  });

  test.each([
    ['holes', mask(0xf0fn), template, 'the mask 0xf0f is no row of ones from bit 0 on'],
    ['no bit', mask(0n), template, 'the mask 0x0 is no row of ones from bit 0 on'],
    ['all bits', mask((1n << 64n) - 1n), template, 'the mask 0xffffffffffffffff is no row'],
    ['a tag within the mask', mask(0xffn, 0x180n), template, 'the tag 0x180 does not fit'],
    ['a tag of 25 bits', mask(0xffn, 1n << 32n), template, 'the tag 0x100000000 does not fit'],
    ['too few instructions', mask(0xffn), template.slice(1), 'it has 4 instructions, expected 5'],
    ['a tag for one', mask(0xffn, 0x100n), [0x924000a9], 'it has 1 instructions, expected 5'],
    // eret
    [
      'no register',
      mask(0xffn),
      [0xd69f03e0],
      'one of its instructions has no destination register',
    ],
  ])('refuses %s', (_, patch, original, reason) => {
    expect(made('kvm_update_va_mask', patch, original)).toContain(reason);
  });

  test('alone takes a mask', () => {
    expect(made('kvm_patch_vector_branch', mask(0xffn), template)).toBe(
      'only kvm_update_va_mask takes a mask: give its words',
    );
  });
});

describe('a value', () => {
  const value: CallbackWords = { kind: 'value', value: 0x0123_4567_89ab_cdefn };
  // movz x3, #0; movk x3, #0, lsl #16; lsl #32; lsl #48
  const moves = [0xd2800003, 0xf2a00003, 0xf2c00003, 0xf2e00003];

  test.each(['kvm_get_kimage_voffset', 'kvm_compute_final_ctr_el0'])('is moved by %s', (name) => {
    expect(made(name, value, moves)).toBe('d299bde3 f2b13563 f2c8ace3 f2e02463');
  });

  test.each([
    ['kvm_update_va_mask', template, 'only kvm_get_kimage_voffset and'],
    ['kvm_get_kimage_voffset', template, 'it has 5 instructions, expected 4'],
    ['kvm_get_kimage_voffset', [nop, nop, nop, nop], 'its first instruction has no destination'],
  ])('does not fit %s', (name, original, reason) => {
    expect(made(name, value, original)).toContain(reason);
  });
});

describe('words', () => {
  test.each([
    ['stand as they are', [0xd65f03c0, nop], 'd65f03c0 d503201f'],
    ['must be as many', [nop], 'it has 2 instructions, and 1 are given'],
  ])('%s', (_, words, expected) => {
    expect(made('any', { kind: 'words', words }, [nop, nop])).toBe(expected);
  });
});
