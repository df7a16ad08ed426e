import { describe, expect, test } from '@jest/globals';
import { createAssembler } from '../assembler/assemble.ts';
import { link } from '../image/link.ts';
import { shortestPath } from '../run/paths.ts';
import { wantedWords } from './code-words.ts';

const assembler = await createAssembler();

/** The lines, as `file:line`, of the instructions of a text in given.S that count where these files are wanted. */
function wantedOf(text: string, path: string, wanted: readonly string[]): string[] {
  const image = link([assembler.assemble({ path, text })], { base: 0x1000n });
  const files = new Set(wanted.map(shortestPath));
  return wantedWords(image, (file) => files.has(file)).map(
    ({ place }) => `${place.file}:${place.line}`,
  );
}

describe('the code of a source', () => {
  const plain = 'f:\n\tnop\n\tret\n';
  const preprocessed = '# 1 "origin.c"\n# 1 "<built-in>"\n# 7 "origin.c"\nf:\n\tnop\n\tret\n';

  test.each([
    ['without markers', plain, 'given.s', ['given.s'], ['given.s:2', 'given.s:3']],
    ['without markers, of another', plain, 'given.s', ['origin.c'], []],
    ['with markers', preprocessed, 'given.s', ['given.s'], ['origin.c:8', 'origin.c:9']],
    ['with markers, and again', preprocessed, 'given.S', ['given.S'], ['origin.c:8', 'origin.c:9']],
    ['that markers name', preprocessed, 'given.s', ['origin.c'], ['origin.c:8', 'origin.c:9']],
    ['with markers, of another', preprocessed, 'given.s', ['other.s'], []],
    [
      'with a marker in its midst',
      `${plain}# 3 "t.h"\n\tisb\n`,
      'given.s',
      ['given.s'],
      ['given.s:2', 'given.s:3', 't.h:3'],
    ],
  ])('%s', (_, text, path, wanted, expected) => {
    expect(wantedOf(text, path, wanted)).toEqual(expected);
  });
});

test('an include is no part of the source that names it', () => {
  const text = '#include "asm/include/esr.h"\nf:\tnop\n';
  expect(wantedOf(text, 'given.S', ['asm/include/esr.h'])).toEqual([]);
  expect(wantedOf(text, 'given.S', ['given.S'])).toEqual(['given.S:2']);
});

describe('a macro of a header that makes most of a function', () => {
  const text =
    '#include "asm/include/vectors.h"\nVECTOR_TABLE(table)\n\tventry\tf\nEND_VECTOR_TABLE(table)\nf:\tnop\n';
  const fromHeader = expect.stringMatching(/asm\/include\/vectors\.h:\d+$/);

  test.each([
    ['counts where its user is wanted', ['given.S'], [fromHeader, 'given.S:5']],
    ['counts alone where it is wanted', ['asm/include/vectors.h'], [fromHeader]],
    ['does not count for another', ['other.S'], []],
  ])('%s', (_, wanted, expected) => {
    expect(wantedOf(text, 'given.S', wanted)).toEqual(expected);
  });
});

test('what an alternative is copied from runs elsewhere', () => {
  const entry =
    '.section .altinstructions,"a"\n.word f - .\n.word 2b - .\n.hword 40\n.byte 4\n.byte 4\n';
  const text = `\t.text\nf:\tnop\n\tret\n2:\tisb\n${entry}`;
  expect(wantedOf(text, 'given.s', ['given.s'])).toEqual(['given.s:2', 'given.s:3']);
});
