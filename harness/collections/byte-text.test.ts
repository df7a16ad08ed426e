import { expect, test } from '@jest/globals';
import { bytesOfText, strayByte, textOfBytes } from './byte-text.ts';

test.each([
  ['plain', [0x61, 0x00, 0x7f], 'a\u0000\u007f'],
  [
    'UTF-8 of two, three and four bytes',
    [0xc3, 0xa4, 0xe6, 0xbc, 0xa2, 0xf0, 0x9f, 0x98, 0x80],
    'ä漢😀',
  ],
  ['a byte order mark', [0xef, 0xbb, 0xbf, 0x61], '\ufeffa'],
  ['Latin-1', [0x68, 0xe4, 0x6c], 'h\udce4l'],
  ['both', [0xc3, 0xa4, 0xe4], 'ä\udce4'],
  ['a character cut short', [0xe6, 0xbc, 0x61], '\udce6\udcbca'],
  ['more than is needed', [0xc0, 0x80, 0xe0, 0x9f, 0xbf], '\udcc0\udc80\udce0\udc9f\udcbf'],
  ['half of a surrogate pair', [0xed, 0xb2, 0x80], '\udced\udcb2\udc80'],
  ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80], '\udcf4\udc90\udc80\udc80'],
])('%s', (_name, bytes, text) => {
  expect(textOfBytes(Uint8Array.from(bytes))).toBe(text);
  expect([...bytesOfText(text)]).toEqual(bytes);
});

test('every pair of bytes comes back', () => {
  const bytes = Uint8Array.from({ length: 0x20000 }, (_, index) =>
    index % 2 === 0 ? index >> 9 : (index >> 1) & 0xff,
  );
  expect(bytesOfText(textOfBytes(bytes)).equals(bytes)).toBe(true);
});

test('a byte is not taken for a character', () => {
  expect([0x61, 0xdc7f, 0xdc80, 0xdcff, 0xdd00].map(strayByte)).toEqual([
    undefined,
    undefined,
    0x80,
    0xff,
    undefined,
  ]);
});
