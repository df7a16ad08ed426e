import { expect, test } from '@jest/globals';
import { HcallError } from '../../diagnostics/diagnostic.ts';
import { parseYaml } from './parse.ts';
import { SourceText } from './source.ts';

/** `line:column: note` of the mistake. */
function mistakeOf(yaml: string): string {
  try {
    parseYaml(new SourceText('a.yaml', yaml), yaml);
    return '';
  } catch (error) {
    const [diagnostic] = error instanceof HcallError ? error.diagnostics : [];
    const { line, column } = diagnostic?.place ?? {};
    return `${line}:${column}: ${diagnostic?.note}`;
  }
}

const quotes =
  'a value that begins with one of * & ! % @ ` { [ or that holds ": " or " #" needs quotes';
const columns =
  'the keys of one mapping, and the items of one list, begin in the same column: look at the lines around';
const closed =
  'a quote that opens a value is closed on the same line; between single quotes, a quote is written twice';
const brackets = 'close each { with } and each [ with ], in the order in which they open';
const space = 'a key needs ": " behind it, with the space';

test.each([
  ['a tab', 'tests:\n\t- a\n', '2:1: indent with spaces'],
  ['a tab before a key', 'a:\n  b: 1\n\tc: 2\n', '3:1: indent with spaces'],
  ['a key too far to the left', 'a:\n  - b: 1\n   c: 2\n', `3:1: ${columns}`],
  ['a key too far to the right', 'a: 1\n b: 2\n', `1:4: ${columns}`],
  ['a key beside a list', 'a:\n  - b: 1\n  c: 2\n', `3:1: ${columns}`],
  ['an open quote', "a: 'b\nc: 1\n", `1:4: ${closed}`],
  ['an open double quote', 'a:\n  - "b\n', `2:5: ${closed}`],
  ['an open bracket', 'a:\n  b: { c: 1\n', `2:6: ${brackets}`],
  ['brackets in the wrong order', 'a: { b: [1, 2 }\n', `1:15: ${brackets}`],
  ['a colon in a text', 'a: b: c\n', `1:4: ${quotes}`],
  ['a reserved character', 'a: @b\n', `1:4: ${quotes}`],
  [
    'an escape',
    'a: "\\q"\n',
    "1:5: between double quotes a backslash begins an escape: write '\\\\', or use single quotes",
  ],
  ['no colon', 'a:\n  b: 1\n  c 1\n  d: 1\n', `3:3: ${space}`],
  ['no space', 'a:\n  b:1\n  c: 1\n', `2:3: ${space}`],
  [
    'a quote in a quoted text',
    "a: 'it's'\n",
    '1:8: nothing follows the quote that closes a value; between single quotes, a quote is written twice',
  ],
])('%s has its own note', (_, yaml, expected) => {
  expect(mistakeOf(yaml)).toBe(expected);
});
