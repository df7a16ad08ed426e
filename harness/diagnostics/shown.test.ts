import { expect, test } from '@jest/globals';
import { jsonText, shown, shownData, shownLines } from './shown.ts';

test.each([
  ['a plain name, "quoted" äé漢😀', 'a plain name, "quoted" äé漢😀'],
  ['\u001B[31mred', String.raw`\x1b[31mred`],
  ['a\nb\r\tc', String.raw`a\x0ab\x0d` + '\tc'],
  ['\u0000\u007F\u009B1m', String.raw`\x00\x7f\x9b1m`],
  ['\u202Eabc\u2066', String.raw`\u{202e}abc\u{2066}`],
  ['a\u200Bb\uFEFF\u00AD', String.raw`a\u{200b}b\u{feff}\xad`],
  ['\u2028\u{E0041}\uD800\uFDD0', String.raw`\u{2028}\u{e0041}\u{d800}\u{fdd0}`],
])('%j is shown as %j', (text, expected) => {
  expect(shown(text)).toBe(expected);
});

test('lines stay where there may be several', () => {
  expect(shownLines('a\n\u001Bb\n')).toBe('a\n\\x1bb\n');
});

test('data is shown in all its depth', () => {
  const data = { a: ['\u0007', 1n], '\u0008': { c: new Map([['\n', '\r']]) }, d: undefined };
  expect(shownData(data)).toEqual({
    a: [String.raw`\x07`, 1n],
    [String.raw`\x08`]: { c: new Map([[String.raw`\x0a`, String.raw`\x0d`]]) },
    d: undefined,
  });
});

test('JSON holds the same text and nothing that a terminal obeys', () => {
  const text = jsonText({ a: '\u001B\u009B\u202E\u{E0041}\n##[error]' });
  expect({ text, value: JSON.parse(text) }).toEqual({
    text: '{\n "a": "\\u001b\\u009b\\u202e\\udb40\\udc41\\n\\u0023#[error]"\n}',
    value: { a: '\u001B\u009B\u202E\u{E0041}\n##[error]' },
  });
});
