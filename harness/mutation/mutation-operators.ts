import { isDeepStrictEqual } from 'node:util';
import { displacement } from '../architecture/a64/access-address.ts';
import type { Decoded } from '../architecture/a64/decode.ts';
import { decode } from '../architecture/a64/decode.ts';
import { roleOf } from '../architecture/a64/field-role.ts';
import type { FieldRole, Meaning, MemoryShape } from '../architecture/a64/form.ts';
import { branch, nop, ret } from '../architecture/a64/instructions.ts';
import type { Field, Fields } from '../architecture/a64/pattern.ts';
import { encodeFields } from '../architecture/a64/pattern.ts';
import { siblingsOf } from '../architecture/a64/siblings.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import { otherSystemRegisters } from './mutation-system.ts';

/** What kind of small mistake a mutant is. */
export const operators = {
  delete: 'the instruction is missing',
  'swap-registers': 'source and destination are swapped',
  'other-register': 'a neighbour of the register is used',
  'negate-condition': 'the condition is turned round',
  'drop-condition': 'the branch is always taken',
  'other-immediate': 'an immediate is one off',
  'other-shift': 'a shift, a bit number or the end of a bit field is one off',
  'other-operation': 'a related operation is done instead',
  'other-system-register': 'another system register is meant',
  'read-for-write': 'what should be read is written, or the other way round',
  'other-offset': 'an address is one element off',
  'other-write-back': 'the base is written back at another time, or not at all',
  'other-size': 'more or fewer bytes are accessed',
  'drop-link': 'a call is a jump',
  'swap-order': 'two instructions that depend on each other are swapped',
  'wrong-slot': 'the branch of the next slot is taken',
} as const;
export type Operator = keyof typeof operators;

/** Another word for an instruction. */
export interface Replacement {
  readonly operator: Operator;
  readonly word: InstructionWord;
  /** Which mistake it is: the same for the same instruction in another image, where its distances differ. */
  readonly mistake: string;
}

/** Every single-word mutant of an instruction, without doubles and without the instruction itself. */
export function replacementsOf(word: InstructionWord): Replacement[] {
  const instruction = decode(word);
  const all = [
    { operator: 'delete' as const, word: nop, mistake: 'delete' },
    ...(instruction === undefined ? [] : mistakesOf(instruction)),
  ];
  const seen = new Set([word]);
  return all.filter(({ word: other }) => {
    const fresh = !seen.has(other);
    seen.add(other);
    return fresh;
  });
}

function mistakesOf(instruction: Decoded): Replacement[] {
  const fields = [...instruction.form.pattern.fields].toReversed();
  return [
    ...swappedRegisters(instruction),
    ...fields.flatMap(([name, field]) => fieldMistakes(instruction, name, field)),
    ...otherControl(instruction),
    ...otherMode(instruction),
    ...otherSystemRegisters(instruction).map(({ name, word }): Replacement => ({
      operator: 'other-system-register',
      word,
      mistake: name,
    })),
  ];
}

/** One field that has another value, which gives another instruction of the same form. */
function fieldMistakes(instruction: Decoded, name: string, field: Field): Replacement[] {
  const { meaning, fields } = instruction;
  const role = roleOf(instruction, name);
  if (role === 'bit-field') {
    return bitField(instruction);
  }
  if (role === 'immediate' && meaning.memory !== undefined) {
    return otherOffset(instruction, name, meaning.memory);
  }
  const mistake = fieldOperators[role];
  if (mistake === undefined) {
    return [];
  }
  const { operator, values } = mistake;
  return values(fields[name] ?? 0, field.width).flatMap((value, index) =>
    value < 0 || value >= 2 ** field.width || (role === 'register' && value === register31)
      ? []
      : changed(instruction, { [name]: value })
          .filter(({ meaning: other }) => isMistake(operator, meaning, other))
          .map(({ word }) => ({ operator, word, mistake: `${name} ${index}` })),
  );
}

/** The zero register or SP. */
const register31 = 31;

const neighbours = (value: number): number[] => [value - 1, value + 1];
const lowestBit = (value: number): number[] => [value ^ 1];

const fieldOperators: Readonly<
  Partial<
    Record<
      FieldRole,
      {
        readonly operator: Operator;
        readonly values: (value: number, width: number) => readonly number[];
      }
    >
  >
> = {
  // Register 31 is no neighbour that a slip would give, and has none.
  register: {
    operator: 'other-register',
    values: (value) => (value === register31 ? [] : neighbours(value)),
  },
  immediate: { operator: 'other-immediate', values: neighbours },
  condition: { operator: 'negate-condition', values: lowestBit },
  shift: { operator: 'other-shift', values: (value) => (value === 0 ? [] : neighbours(value)) },
  bit: { operator: 'other-shift', values: neighbours },
  scale: { operator: 'other-shift', values: lowestBit },
  operation: { operator: 'other-operation', values: lowestBit },
  operations: {
    operator: 'other-operation',
    values: (value, width) => Array.from({ length: width }, (_, bit) => value ^ (1 << bit)),
  },
  size: { operator: 'other-size', values: lowestBit },
  direction: { operator: 'read-for-write', values: lowestBit },
  link: { operator: 'drop-link', values: lowestBit },
};

/** Whether the instruction does something else, and what its operator says. */
function isMistake(operator: Operator, meaning: Meaning, other: Meaning): boolean {
  switch (operator) {
    case 'read-for-write':
      return meaning.memory?.kind !== other.memory?.kind;
    case 'drop-link':
      return isCall(meaning) && !isCall(other);
    default:
      return !isDeepStrictEqual(withoutOrder(meaning), withoutOrder(other));
  }
}

const isCall = ({ control }: Meaning): boolean => control?.kind === 'branch' && control.call;

/** Nothing shows the order of accesses. */
function withoutOrder({ memory, ...meaning }: Meaning): Meaning {
  return memory === undefined
    ? meaning
    : { ...meaning, memory: { ...memory, acquire: false, release: false } };
}

/** The instruction with other values in its fields; none where that is no instruction of its form. */
function changed({ word, form }: Decoded, values: Fields): Decoded[] {
  const other = decode(encodeFields(form.pattern, values, word));
  return other?.form === form ? [other] : [];
}

/** The destination swapped with each source, or the registers of a pair. */
function swappedRegisters(instruction: Decoded): Replacement[] {
  const { fields } = instruction;
  const swap = (one: string, other: string): Replacement[] =>
    changed(instruction, { [one]: fields[other] ?? 0, [other]: fields[one] ?? 0 }).map(
      ({ word }) => ({ operator: 'swap-registers', word, mistake: `${one} ${other}` }),
    );
  if (fields['Rt2'] !== undefined) {
    return swap('Rt', 'Rt2');
  }
  // Register 31 may be SP in one of them and the zero register in the other.
  return fields['Rd'] === undefined || fields['Rd'] === register31
    ? []
    : ['Rn', 'Rm', 'Ra']
        .filter((source) => (fields[source] ?? register31) !== register31)
        .flatMap((source) => swap('Rd', source));
}

/** Steps of the fields that hold a distance: elements, or bytes. */
function otherOffset(instruction: Decoded, name: string, memory: MemoryShape): Replacement[] {
  const { fields, meaning } = instruction;
  const value = fields[name] ?? 0;
  const here = displacement(meaning, memory);
  return [value - memory.size, value - 1, value + 1, value + memory.size].flatMap((other, index) =>
    (other < 0 ? [] : changed(instruction, { [name]: other }))
      .filter(
        ({ meaning: { memory: there }, meaning: changedMeaning }) =>
          there !== undefined &&
          Math.abs(displacement(changedMeaning, there) - here) === memory.size,
      )
      .map(({ word }) => ({ operator: 'other-offset', word, mistake: `${name} ${index}` })),
  );
}

/**
 * One more and one less of what the source says: the amount of LSL, LSR and ASR, the position and the width of the
 * others (Arm ARM, C6.2 "UBFM", alias conditions).
 */
function bitField(instruction: Decoded): Replacement[] {
  const { sf, immr: rotate = 0, imms: end = 0 } = instruction.fields;
  const last = sf === 1 ? 63 : 31;
  const isRight = end === last;
  const isLeft = !isRight && rotate === end + 1;
  const isInsert = !isLeft && end < rotate;
  return [-1, 1].flatMap((change) => {
    const moved = isRight
      ? { rotate: rotate + change, end }
      : isInsert
        ? { rotate: rotate - change, end }
        : { rotate: rotate + change, end: end + change };
    const widened = isRight || isLeft ? [] : [{ rotate, end: end + change }];
    return [moved, ...widened]
      .filter((fields) => Math.min(fields.rotate, fields.end) >= 0)
      .filter((fields) => Math.max(fields.rotate, fields.end) <= last)
      .flatMap((fields) => changed(instruction, { immr: fields.rotate, imms: fields.end }))
      .map(({ word }, index): Replacement => ({
        operator: 'other-shift',
        word,
        mistake: `bit-field ${change} ${index}`,
      }));
  });
}

/** A conditional branch that is always taken, an exception return that is a return. */
function otherControl({ meaning: { control, condition } }: Decoded): Replacement[] {
  if (control?.kind === 'exception-return') {
    return [{ operator: 'other-operation', word: ret, mistake: 'return' }];
  }
  return control?.kind === 'branch' && control.offset !== undefined && condition !== undefined
    ? [{ operator: 'drop-condition', word: branch(control.offset), mistake: 'branch' }]
    : [];
}

/** The same access with another write-back, or of a system register in the other direction. */
function otherMode(instruction: Decoded): Replacement[] {
  const { meaning } = instruction;
  if (meaning.system?.kind === 'mrs' || meaning.system?.kind === 'msr') {
    return siblingsOf(instruction)
      .filter((other) => /^m(rs|sr)$/.test(other.meaning.system?.kind ?? ''))
      .map(({ word, form }) => ({ operator: 'read-for-write', word, mistake: form.name }));
  }
  if (meaning.memory === undefined || displacement(meaning, meaning.memory) === 0) {
    return [];
  }
  const same = withoutMode(meaning);
  const others = siblingsOf(instruction).filter(
    (other) =>
      other.meaning.memory?.writeBack !== meaning.memory?.writeBack &&
      isDeepStrictEqual(withoutMode(other.meaning), same),
  );
  return others
    .filter(
      (other, index) =>
        others.findIndex(({ meaning: first }) => isDeepStrictEqual(first, other.meaning)) === index,
    )
    .map(({ word, form }) => ({ operator: 'other-write-back', word, mistake: form.name }));
}

/** What an access does, but for when the base changes. */
function withoutMode({ memory, writes, unpredictable: _why, ...meaning }: Meaning): unknown[] {
  if (memory === undefined) {
    return [];
  }
  const { writeBack: _writeBack, offset: _offset, ...shape } = memory;
  const distance = displacement({ ...meaning, writes }, memory);
  const others = writes.filter(({ location }) => location !== memory.base);
  return [shape, distance, others, meaning.stored];
}
