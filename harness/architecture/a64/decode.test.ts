import { expect, test } from '@jest/globals';
import { formOf } from './decode.ts';
import { forms } from './forms.ts';
import { fieldsOf, fits } from './pattern.ts';
import type { InstructionWord } from './word.ts';
import { instructionWord } from './word.ts';

const wordsOfForm = 200;

/** A linear congruential generator; the same words at each run. */
function* randomWords(seed: number): Generator<InstructionWord> {
  let state = BigInt(seed);
  for (;;) {
    state =
      (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) & 0xffff_ffff_ffff_ffffn;
    yield instructionWord(Number(state >> 32n));
  }
}

test('no word fits two forms', () => {
  const words = randomWords(1);
  const found = new Set<string>();
  for (const { pattern } of forms) {
    for (let index = 0; index < wordsOfForm; index += 1) {
      const random = words.next().value as InstructionWord;
      const word = instructionWord((random & ~pattern.mask) | (pattern.value & pattern.mask));
      const fitting = forms.filter(
        (other) =>
          fits(other.pattern, word) && (other.allocated?.(fieldsOf(other.pattern, word)) ?? true),
      );
      if (fitting.length > 1) {
        found.add(fitting.map(({ name }) => name).join(' and '));
      } else if (formOf(word) !== fitting[0]) {
        found.add(`formOf does not find ${fitting[0]?.name}`);
      }
    }
  }
  expect([...found]).toEqual([]);
});
