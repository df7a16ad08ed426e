import type { Form } from './form.ts';
import { forms } from './forms.ts';
import type { Fields } from './pattern.ts';
import { encodeFields } from './pattern.ts';
import type { InstructionWord } from './word.ts';

const byName: ReadonlyMap<string, Form> = new Map(forms.map((form) => [form.name, form]));

/** The form of that name, which the manual gives it. Throws a RangeError where the table has none. */
export function formNamed(name: string): Form {
  const form = byName.get(name);
  if (form === undefined) {
    throw new RangeError(`no form is named '${name}'`);
  }
  return form;
}

/**
 * The instruction of the form of that name, with 0 in every field that is not given. Throws a RangeError as
 * `formNamed`, and for a field that the form has not.
 */
export function encodeForm(name: string, fields: Fields = {}): InstructionWord {
  return encodeFields(formNamed(name).pattern, fields);
}

export const nop = encodeForm('NOP');

const linkRegister = 30;

/** RET to the link register. */
export const ret = encodeForm('BR/BLR/RET', { opc: 2, Rn: linkRegister });

/** Execution stays at it. */
export const branchToSelf = encodeForm('B/BL');

/** B over so many bytes, a multiple of 4. */
export function branch(offset: number): InstructionWord {
  return encodeForm('B/BL', { imm26: offset / 4 });
}
