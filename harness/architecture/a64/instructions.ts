import { forms } from './forms.ts';
import type { Fields } from './pattern.ts';
import { encodeFields, fits } from './pattern.ts';
import type { InstructionWord } from './word.ts';
import { instructionWord } from './word.ts';

/** An instruction of the form with that name, with 0 in every field that is not given. Throws a RangeError for a name that the table has not. */
function instruction(name: string, fields: Fields = {}): InstructionWord {
  return encodeFields(formNamed(name).pattern, fields);
}

function formNamed(name: string): (typeof forms)[number] {
  const found = forms.find((form) => form.name === name);
  if (found === undefined) {
    throw new RangeError(`no form '${name}'`);
  }
  return found;
}

export const nop = instruction('NOP');

const linkRegister = 30;

/** RET to the link register. */
export const ret = instruction('BR/BLR/RET', { opc: 2, Rn: linkRegister });

/** B over so many bytes, a multiple of 4. */
export function branch(offset: number): InstructionWord {
  return instruction('B/BL', { imm26: offset / 4 });
}

/**
 * Whether a word is of one of these forms, by their fixed bits alone: a quick look at images of millions of words,
 * before the few that it finds are decoded. Throws a RangeError for a name that the table has not.
 */
export function lookFor(...names: readonly string[]): (word: number) => boolean {
  const patterns = names.map((name) => formNamed(name).pattern);
  return (word) => patterns.some((pattern) => fits(pattern, instructionWord(word)));
}
