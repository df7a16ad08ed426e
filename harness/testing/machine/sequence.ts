import { decode, formOf } from '../../architecture/a64/decode.ts';
import type { Decoded } from '../../architecture/a64/decode.ts';
import type { Form, MemoryShape } from '../../architecture/a64/form.ts';
import { forms } from '../../architecture/a64/forms.ts';
import { encodeFields } from '../../architecture/a64/pattern.ts';
import type { Fields } from '../../architecture/a64/pattern.ts';
import { isExact } from '../../expression/expression.ts';
import type { Random } from '../random.ts';
import { withMonitor } from './monitor.ts';

/** Registers of a sequence that hold what its instructions need. */
export const roles = { base: 28, index: 27, target: 26 } as const;

const stackPointer = 31;

/** Where a sequence is, and the data that it loads literals from. */
export interface Place {
  readonly code: bigint;
  readonly data: bigint;
}

/** Fields with a direct branch's distance, in instructions. */
const distances = ['imm26', 'imm19', 'imm14'] as const;

/** Integers, branches, loads and stores of Armv8.0, by what the table says of them. */
function isPlain({ feature, fp, hint, pattern, group }: Form): boolean {
  const isSystem = pattern.fields.has('CRn') || /^(PSTATE|Barriers|Hints|System)/.test(group);
  return feature === undefined && !fp && !hint && !isSystem;
}

const plainForms = forms.filter(isPlain);

/** One size of exclusives: a store that goes with a load of another size is CONSTRAINED UNPREDICTABLE (Arm ARM, B2.9.5). */
const hasOneSize = ({ size, count }: MemoryShape): boolean => size === 8 && count === 1;

/** Whether an instruction may be part of a sequence: it leaves the roles alone, and its meaning gives all values. */
function fits({ meaning, writes }: Decoded): boolean {
  const { memory, control, unpredictable, system } = meaning;
  const kept = [`x${roles.index}`, `x${roles.target}`];
  if (memory?.writeBack === undefined) {
    kept.push(`x${roles.base}`, 'sp');
  }
  return (
    unpredictable === undefined &&
    system === undefined &&
    (control === undefined || control.kind === 'branch') &&
    (memory === undefined || memory.offset % memory.size === 0) &&
    (memory?.exclusive !== true || hasOneSize(memory)) &&
    ![...writes].some((location) => kept.includes(location)) &&
    meaning.writes.every(
      ({ location, value }) => location === 'monitor' || isExact(withMonitor(value, true)),
    )
  );
}

/** The fields of an instruction, by chance, but for those that say where it goes. */
function aimedFields(
  { pattern, group }: Form,
  index: number,
  length: number,
  { code, data }: Place,
  random: Random,
): Fields {
  const fields: Record<string, number> = Object.fromEntries(
    [...pattern.fields].map(([name, { width }]) => [name, random(2 ** width)] as const),
  );
  const isLiteral = group === 'Load register (literal)';
  const toData = Number(data - code) / 4 - index + random(16) * 2;
  for (const name of distances) {
    const width = pattern.fields.get(name)?.width;
    if (width !== undefined) {
      const distance = isLiteral ? toData : random(length + 1) - index;
      fields[name] = (distance & (2 ** width - 1)) >>> 0;
    }
  }
  const set = (name: string, number: number): void => {
    if (pattern.fields.has(name)) {
      fields[name] = number;
    }
  };
  if (/^(Load|Store)/.test(group)) {
    set('Rn', random(4) === 0 ? stackPointer : roles.base);
    if (pattern.fields.has('option')) {
      set('Rm', roles.index);
    }
  } else if (group === 'Unconditional branch (register)') {
    set('Rn', roles.target);
  }
  return fields;
}

/** Instructions by chance, which branch only among themselves and to the address after them. */
export function randomSequence(length: number, place: Place, random: Random): number[] {
  const words: number[] = [];
  while (words.length < length) {
    const form = plainForms[random(plainForms.length)] as Form;
    const fields = aimedFields(form, words.length, length, place, random);
    const word = encodeFields(form.pattern, fields);
    const instruction = formOf(word) === form ? decode(word) : undefined;
    if (instruction !== undefined && fits(instruction)) {
      words.push(word);
    }
  }
  return words;
}
