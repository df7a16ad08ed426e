import { describe, expect, test } from '@jest/globals';
import { a32Nop, encodeA32Hvc } from '../architecture/aarch32.ts';
import { callOf, hvc64 } from './encodings.ts';

/** Words as GNU as 2.40 assembles them. */
describe('encodings', () => {
  test.each([
    [0, 0xd4000002],
    [1, 0xd4000022],
    [0xea1, 0xd401d422],
    [0xffff, 0xd41fffe2],
  ])('hvc64 %i', (immediate, word) => {
    expect(hvc64(immediate)).toBe(word);
  });

  test.each([
    [0, 0xe1400070],
    [1, 0xe1400071],
    [0xea1, 0xe140ea71],
    [0xffff, 0xe14fff7f],
  ])('hvc in A32 %i', (immediate, word) => {
    expect(encodeA32Hvc(immediate)).toBe(word);
  });

  test('nop in A32', () => {
    expect(a32Nop).toBe(0xe320f000);
  });

  test.each([
    [0x4000_0000n, 0x4000_0008n, 0x94000002],
    [0x4000_0008n, 0x4000_0000n, 0x97fffffe],
    [0x4000_0000n, 0x47ff_fffcn, 0x95ffffff],
  ])('bl from %i to %i', (from, to, word) => {
    expect(callOf(from, to)).toEqual([word]);
  });

  // movz x30, movk lsl 16, lsl 32, lsl 48; blr x30
  test.each([
    [0x4000_0000n, 0x4800_0000n, [0xd280001e, 0xf2a9001e, 0xf2c0001e, 0xf2e0001e, 0xd63f03c0]],
    [
      0x1_4000_0000n,
      0x89abcdef_01234568n,
      [0xd288ad1e, 0xf2a0247e, 0xf2d9bdfe, 0xf2f1357e, 0xd63f03c0],
    ],
  ])('blr from %i to %i, beyond 128 MiB', (from, to, words) => {
    expect(callOf(from, to)).toEqual(words);
  });
});
