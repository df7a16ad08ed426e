import { expect, test } from '@jest/globals';
import { formOf } from './decode.ts';
import type { Form } from './form.ts';
import { forms } from './forms.ts';
import { fieldsOf, fits } from './pattern.ts';
import type { InstructionWord } from './word.ts';
import { instructionWord } from './word.ts';

/** A linear congruential generator (Numerical Recipes). */
let seed = 1;
function randomBits(): number {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed ^ (seed >>> 16);
}

/** Words with the fixed bits of both patterns; none where these contradict each other. */
function commonWords(one: Form, other: Form): InstructionWord[] {
  const [a, b] = [one.pattern, other.pattern];
  if ((a.mask & b.mask & (a.value ^ b.value)) !== 0) {
    return [];
  }
  const fixed = a.mask | b.mask;
  const value = (a.value & a.mask) | (b.value & b.mask);
  return Array.from({ length: 200 }, () => instructionWord((randomBits() & ~fixed) | value));
}

function isOf({ pattern, allocated }: Form, word: InstructionWord): boolean {
  return fits(pattern, word) && (allocated === undefined || allocated(fieldsOf(pattern, word)));
}

test('no word fits two forms', () => {
  const both = forms.flatMap((one, index) =>
    forms
      .slice(index + 1)
      .filter((other) =>
        commonWords(one, other).some((word) => isOf(one, word) && isOf(other, word)),
      )
      .map((other) => `${one.name}: ${one.pattern.text} and ${other.name}: ${other.pattern.text}`),
  );
  expect(both).toEqual([]);
});

test('no form stands twice', () => {
  const keys = forms.map(({ name, pattern }) => `${name}: ${pattern.text}`);
  expect(new Set(keys).size).toBe(keys.length);
});

test('the form of a word is found', () => {
  const lost = forms.flatMap(({ name, pattern: { mask, value } }) =>
    Array.from({ length: 20 }, () => instructionWord((randomBits() & ~mask) | (value & mask)))
      .filter((word) => formOf(word) !== forms.find((form) => isOf(form, word)))
      .map((word) => `${name}: 0x${word.toString(16)}`),
  );
  expect(lost).toEqual([]);
});
