import { describe, expect, test } from '@jest/globals';
import { SourceText } from './source.ts';

const source = new SourceText('a.yaml', 'one\ntwo  \r\n\nfour');

describe('a source text', () => {
  test.each([
    [0, 1, 1],
    [3, 1, 4],
    [4, 2, 1],
    [11, 3, 1],
    [12, 4, 1],
    [16, 4, 5],
  ])('places offset %i at line %i, column %i', (offset, line, column) => {
    expect(source.place(offset)).toEqual({ file: 'a.yaml', line, column });
  });

  test.each([
    ['a part of a line', 5, 7, { text: 'two', length: 2 }],
    ['up to the end of the first line only', 1, 16, { text: 'one', length: 2 }],
    ['at least one column', 11, 11, { text: '', length: 1 }],
    ['the last line', 12, 16, { text: 'four', length: 4 }],
  ])('underlines %s', (_, start, end, expected) => {
    expect(source.excerpt(start, end)).toEqual(expected);
  });

  test('underlines from a place on', () => {
    expect(source.excerptAt({ line: 4, column: 3 })).toEqual({ text: 'four', length: 2 });
  });

  test('gives the rest of a line', () => {
    expect([source.restOfLine(1), source.restOfLine(13)]).toEqual(['ne', 'our']);
  });
});
