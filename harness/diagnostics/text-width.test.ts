import { expect, test } from '@jest/globals';
import { blankLike, textWidth } from './text-width.ts';

test.each([
  ['', 0],
  ['mov x0, x1', 10],
  ['/* é */', 7],
  ['e\u0301', 1],
  ['漢字', 4],
  ['ｆｕｌｌ', 8],
  ['😀', 2],
  ['§→', 2],
])('%j has %i columns', (text, width) => {
  expect(textWidth(text)).toBe(width);
});

test('white space under a text ends where it ends', () => {
  expect(blankLike('\t漢e\u0301\tx')).toBe('\t   \t ');
});
