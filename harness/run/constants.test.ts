import { expect, test } from '@jest/globals';
import type { Image } from '../image/image.ts';
import { constantsIn } from './constants.ts';

function imageOf(words: readonly number[], execute = true): Image {
  const bytes = new Uint8Array(Uint32Array.from(words).buffer);
  const flags = { alloc: true, write: false, execute };
  return { sections: [{ name: '.text', address: 0n, bytes, flags }], symbols: [], lines: [] };
}

/** Words as GNU as 2.40 assembles them. */
test.each([
  ['cmp x18, #1', 0xf100065f, [1n]],
  ['cmp w2, #0x16', 0x7100585f, [0x16n]],
  ['cmp x0, #1, lsl #12', 0xf140041f, [0x1000n]],
  ['subs x1, x0, #1', 0xf1000401, []],
  ['mov w0, #0xa11', 0x52814220, [0xa11n]],
  ['movz x0, #0xbad, lsl #16', 0xd2a175a0, [0xbad0000n]],
  ['movk x0, #0xbad', 0xf28175a0, []],
  ['nop', 0xd503201f, []],
])('%s', (_, word, constants) => {
  expect(constantsIn(imageOf([word]))).toEqual(constants);
});

test('ascending, each once, code only', () => {
  const code = constantsIn(imageOf([0x7100585f, 0xf100065f, 0x7100585f]));
  const data = constantsIn(imageOf([0x7100585f], false));
  expect([code, data]).toEqual([[1n, 0x16n], []]);
});
