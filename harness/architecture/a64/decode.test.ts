import { expect, test } from '@jest/globals';
import { decode, widthOfLocation } from './decode.ts';
import { forms } from './forms.ts';
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

/** Words with the fixed bits of each form. */
function* wordsOfForms(seed: number): Generator<InstructionWord> {
  const words = randomWords(seed);
  for (const { pattern } of forms) {
    for (let index = 0; index < wordsOfForm; index += 1) {
      const random = words.next().value as InstructionWord;
      yield instructionWord((random & ~pattern.mask) | (pattern.value & pattern.mask));
    }
  }
}

test('values have the widths of what they are written to, and each location is written once', () => {
  const found = new Set<string>();
  for (const word of wordsOfForms(1)) {
    const instruction = decode(word);
    if (instruction === undefined) {
      continue;
    }
    const { writes, stored = [], memory } = instruction.meaning;
    const isRight =
      writes.every(({ location, value }) => value.width === widthOfLocation(location)) &&
      stored.every(({ width }) => width === (memory?.size ?? 0) * 8) &&
      [0, memory?.count].includes(stored.length) &&
      writes.length === instruction.writes.size;
    if (!isRight) {
      found.add(`${instruction.form.name}: 0x${word.toString(16)}`);
    }
  }
  expect([...found]).toEqual([]);
});
