/** Answers from a word's fixed bits and one field alone, for images of millions of words. */
import { forms } from './forms.ts';
import { formNamed } from './instructions.ts';
import { fieldValue, fits, signed } from './pattern.ts';
import { instructionWord } from './word.ts';

/** Whether a word may be of a form with one of these names. Throws a RangeError for a name that the table has not. */
export function lookFor(...names: readonly string[]): (word: number) => boolean {
  const patterns = names.map((name) => formNamed(name).pattern);
  return (word) => patterns.some((pattern) => fits(pattern, instructionWord(word)));
}

const bytesPerWord = 4;

/** Direct branches, by the group of their form, with the field of their distance. */
const branches = forms
  .filter(({ group }) => group.endsWith(' branch (immediate)'))
  .flatMap(({ pattern }) => {
    const distance = [...pattern.fields].find(([name]) => /^imm\d+$/.test(name));
    return distance === undefined ? [] : [{ pattern, field: distance[1] }];
  });

/** Bytes from a direct branch to its target; undefined for anything else. */
export function branchDistance(word: number): number | undefined {
  const instruction = instructionWord(word);
  const found = branches.find(({ pattern }) => fits(pattern, instruction));
  return found === undefined
    ? undefined
    : signed(fieldValue(instruction, found.field), found.field.width) * bytesPerWord;
}
