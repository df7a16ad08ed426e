import { expect, test } from '@jest/globals';
import { Arena } from './arena.ts';

// Sizes that the C library takes from its heap, where it finds what was freed before, and one that it maps.
test.each([0x1000, 0x1_0000, 0x10_0000])(
  '%i bytes are zeros, whatever was there before',
  (size) => {
    for (let round = 0; round < 20; round += 1) {
      const arena = new Arena(size);
      const { view } = arena.bytes(size - 16);
      expect(view.every((byte) => byte === 0)).toBe(true);
      view.fill(0xff);
      arena.free();
    }
  },
);
