import { expect, test } from '@jest/globals';
import { createPalette } from './palette.ts';
import { ShownWriter } from './shown-writer.ts';

function written(...pieces: readonly string[]): string {
  let text = '';
  const writer = new ShownWriter((piece) => (text += piece));
  pieces.forEach(writer.write);
  return text;
}

const { red, bold } = createPalette(true);

test.each<[string, readonly string[], string]>([
  ['plain text', ['a\n\tb: c::d\n'], 'a\n\tb: c::d\n'],
  ['our own colours', [red(bold('a'))], '\u001B[31m\u001B[1ma\u001B[22m\u001B[39m'],
  ["a stranger's colours", [red('\u001B[32ma')], '\u001B[31m\\x1b[32ma\u001B[39m'],
  ["a stranger's mark", ['\uFDD0[31ma'], String.raw`\u{fdd0}[31ma`],
  ['a command at the start', ['::error::a\n'], '\\x3a:error::a\n'],
  ['a command on a later line', ['a\n  ::error::a'], 'a\n  \\x3a:error::a'],
  ['a command behind colour', [red('::error::a')], '\u001B[31m\\x3a:error::a\u001B[39m'],
  ['a command in pieces', ['a\n', '\t', '::stop::'], 'a\n\t\\x3a:stop::'],
  ['no command: the line goes on', ['a', '::error::a'], 'a::error::a'],
  ['an old command anywhere', ['a ##[error]b'], 'a \\x23#[error]b'],
  ["Azure's commands", ['a ##VSO[task.x]b'], 'a \\x23#VSO[task.x]b'],
])('%s', (_, pieces, expected) => {
  expect(written(...pieces)).toBe(expected);
});

test('without colour a palette paints nothing', () => {
  expect(written(createPalette(false).red('a'))).toBe('a');
});
