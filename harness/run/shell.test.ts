import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { shellLine } from './shell.ts';

const words = [
  'a-b_c.S',
  '',
  'two words',
  "it's",
  '$HOME `id` "x" \\ !',
  '*',
  'a\nb\tc\u001B',
  "\u202E'\\",
  '\u{E0041}',
  '漢😀',
];

test('words are quoted where a shell would change them, and shown where a terminal would obey them', () => {
  expect(words.map((word) => shellLine([word]))).toEqual([
    'a-b_c.S',
    "''",
    "'two words'",
    String.raw`'it'\''s'`,
    String.raw`'$HOME ${'`id`'} "x" \ !'`,
    "'*'",
    String.raw`$'a\x0ab\x09c\x1b'`,
    String.raw`$'\u202e\'\\'`,
    String.raw`$'\U000e0041'`,
    "'漢😀'",
  ]);
});

test('a shell reads the same words', () => {
  const script = `printf '%s\\0' ${shellLine(words)}`;
  const text = execFileSync('bash', ['-c', script], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  expect(text.split('\0').slice(0, -1)).toEqual(words);
});
