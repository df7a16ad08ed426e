import { expect, test } from '@jest/globals';
import { randomFrom, sampleSyntax } from '../../testing/assembler/encoder/sample.ts';
import { syntaxes } from './compiled-syntax.ts';
import { createEncoder } from './create-encoder.ts';
import { instructionWord } from '../../architecture/a64/word.ts';
import { openKeystone } from './keystone.ts';
import { secondOpinion } from './second-encoder.ts';

test('one Keystone serves a process: later instances can refuse what the first takes', async () => {
  expect(await openKeystone()).toBe(await openKeystone());
});

test('every row of Armv8.0 agrees with Keystone where Keystone encodes it', async () => {
  const random = randomFrom(2019);
  const encoder = createEncoder();
  const words = syntaxes
    .filter(([{ feature }]) => feature === undefined)
    .flatMap((syntax) => Array.from({ length: 2 }, () => sampleSyntax(syntax, random)))
    .flatMap((line) => {
      const [, mnemonic = '', operands = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
      const distance = operands.replace(/\.\+\((-?\d+)\)/, '$1');
      const result = encoder.encode({ mnemonic, operands: distance });
      return 'word' in result ? [result.word] : [];
    });
  const { agreed, unknown, disagreements } = await secondOpinion(words);
  expect(disagreements).toEqual([]);
  // It does not know all: spellings with 'lsl #12', AES and SHA, and operations after it was made.
  expect(agreed).toBeGreaterThan(words.length * 0.9);
  expect(agreed + unknown).toBe(words.length);
});

test('a word that Keystone encodes otherwise is a disagreement, one that it does not know is none', async () => {
  // NOP; CTZ of FEAT_CSSC.
  expect(await secondOpinion([0xd503201f, 0xdac01820].map(instructionWord))).toEqual({
    agreed: 1,
    unknown: 1,
    disagreements: [],
  });
});
