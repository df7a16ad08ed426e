import type { Form } from './form.ts';
import { forms } from './forms.ts';
import type { Fields } from './pattern.ts';
import { encodeFields } from './pattern.ts';
import type { InstructionWord } from './word.ts';

/** The form of that name. Throws a RangeError for a name that the table has not. */
export function formNamed(name: string): Form {
  const found = forms.find((form) => form.name === name);
  if (found === undefined) {
    throw new RangeError(`no form '${name}'`);
  }
  return found;
}

/** An instruction of the form with that name, with 0 in every field that is not given. */
function instruction(name: string, fields: Fields = {}): InstructionWord {
  return encodeFields(formNamed(name).pattern, fields);
}

export const nop = instruction('NOP');

const linkRegister = 30;

/** RET to the link register. */
export const ret = instruction('BR/BLR/RET', { opc: 2, Rn: linkRegister });

/** B over so many bytes, a multiple of 4. */
export function branch(offset: number): InstructionWord {
  return instruction('B/BL', { imm26: offset / 4 });
}
