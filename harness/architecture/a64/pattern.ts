import type { InstructionWord } from './word.ts';
import { instructionWord } from './word.ts';

/** Bits of an instruction: `width` of them from `low` up. */
export interface Field {
  readonly low: number;
  readonly width: number;
}

/** The values of a word's fields, by name, unsigned. */
export type Fields = Readonly<Record<string, number>>;

/** The encoding diagram of an instruction: its fixed bits, and its fields. */
export interface Pattern {
  readonly text: string;
  /** Of the fixed bits. */
  readonly mask: number;
  readonly value: number;
  readonly fields: ReadonlyMap<string, Field>;
}

const wordWidth = 32;

/** Widths of the fields that the manual's diagrams name, where the name does not end in it. */
const fieldWidths: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ['Rd', 'Rn', 'Rm', 'Ra', 'Rt', 'Rt2', 'Rs'].map((name) => [name, 5] as const),
  ),
  ...Object.fromEntries(['immr', 'imms', 'imm6'].map((name) => [name, 6] as const)),
  cond: 4,
  nzcv: 4,
  option: 3,
  CRn: 4,
  CRm: 4,
  op1: 3,
  op2: 3,
  size: 2,
  opc: 2,
  shift: 2,
  hw: 2,
  prfop: 5,
};

function widthOf(name: string): number {
  const known = fieldWidths[name];
  if (known !== undefined) {
    return known;
  }
  const digits = /^imm(\d+)$/.exec(name)?.[1];
  return digits === undefined ? 1 : Number(digits);
}

/**
 * Compiles a diagram as the manual draws it, from bit 31 down: `sf 00 100010 sh imm12 Rn Rd`. Digits are fixed bits. A
 * word is a field; `name:width` gives its width where the name does not (imm12 has 12 bits, Rn 5, others 1). `(1)` and
 * `(0)` are bits that should be so and are not checked. Throws a RangeError unless there are 32 bits.
 */
export function compilePattern(text: string): Pattern {
  let low = wordWidth;
  let mask = 0;
  let value = 0;
  const fields = new Map<string, Field>();
  for (const part of text.split(/\s+/)) {
    if (/^[01]+$/.test(part)) {
      for (const digit of part) {
        low -= 1;
        mask |= 1 << low;
        value |= Number(digit) << low;
      }
    } else if (/^(\([01]\))+$/.test(part)) {
      for (const [, digit] of part.matchAll(/\(([01])\)/g)) {
        low -= 1;
        value |= Number(digit) << low;
      }
    } else {
      const [name = '', width] = part.split(':');
      const field = { width: width === undefined ? widthOf(name) : Number(width), low: 0 };
      low -= field.width;
      fields.set(name, { ...field, low });
    }
  }
  if (low !== 0) {
    throw new RangeError(`'${text}' has ${wordWidth - low} bits`);
  }
  return { text, mask: mask >>> 0, value: value >>> 0, fields };
}

/** Whether the fixed bits are those of the pattern. */
export function fits({ mask, value }: Pattern, word: InstructionWord): boolean {
  return agree(mask, value, word);
}

/** Whether two words have the same bits where the mask has ones. */
export function agree(mask: number, one: number, other: number): boolean {
  return ((one ^ other) & mask) === 0;
}

export function fieldValue(word: InstructionWord, { low, width }: Field): number {
  return width === wordWidth ? word : (word >>> low) & (2 ** width - 1);
}

/** The word with other bits in a field; a value that does not fit is cut. */
export function withField(word: InstructionWord, field: Field, value: number): InstructionWord {
  const mask = (2 ** field.width - 1) * 2 ** field.low;
  return instructionWord((word & ~mask) | ((value * 2 ** field.low) & mask));
}

export function fieldsOf(pattern: Pattern, word: InstructionWord): Fields {
  const values: Record<string, number> = {};
  for (const [name, field] of pattern.fields) {
    values[name] = fieldValue(word, field);
  }
  return values;
}

/**
 * Reads the fields of one word after another: what it gives is the same object each time, to be looked at before the next
 * word. For where words are many and few of their fields count.
 */
export function fieldReader(pattern: Pattern): (word: InstructionWord) => Fields {
  let current = instructionWord(0);
  const values: Record<string, number> = {};
  for (const [name, field] of pattern.fields) {
    Object.defineProperty(values, name, {
      enumerable: true,
      get: () => fieldValue(current, field),
    });
  }
  return (word) => {
    current = word;
    return values;
  };
}

/** The field of that name. Throws a RangeError where the pattern has none. */
export function fieldNamed(pattern: Pattern, name: string): Field {
  const field = pattern.fields.get(name);
  if (field === undefined) {
    throw new RangeError(`'${pattern.text}' has no field '${name}'`);
  }
  return field;
}

const places = new WeakMap<Pattern, Map<string, readonly Field[]>>();

/**
 * The bits that a text names, the highest first: a field, some of its bits (`imm5<4:1>`), or several of both, one after
 * the other (`H.L.M`). Throws a RangeError for a field that the pattern has not.
 */
function placeNamed(pattern: Pattern, text: string): readonly Field[] {
  const known = places.get(pattern) ?? new Map<string, readonly Field[]>();
  places.set(pattern, known);
  const found = known.get(text) ?? text.split('.').map((part) => partNamed(pattern, part));
  known.set(text, found);
  return found;
}

function partNamed(pattern: Pattern, text: string): Field {
  const [, name = text, high, last] = /^(\w+)<(\d+):(\d+)>$/.exec(text) ?? [];
  const field = fieldNamed(pattern, name);
  if (high === undefined) {
    return field;
  }
  const end = Number(last);
  return { low: field.low + end, width: Number(high) - end + 1 };
}

/** Bits of a place. */
export function widthOfPlace(pattern: Pattern, text: string): number {
  return placeNamed(pattern, text).reduce((sum, { width }) => sum + width, 0);
}

/** The value in a place of a word, unsigned. Throws as `placeNamed`. */
export function valueAt(pattern: Pattern, text: string, word: InstructionWord): number {
  return placeNamed(pattern, text).reduce(
    (value, field) => value * 2 ** field.width + fieldValue(word, field),
    0,
  );
}

/**
 * The word with these values in the places, which are fields mostly; the others keep what they have in `from`, or are
 * 0. A value that does not fit is cut. Throws as `placeNamed`.
 */
export function encodeFields(
  pattern: Pattern,
  values: Fields,
  from: InstructionWord = instructionWord(pattern.value),
): InstructionWord {
  let word = from;
  for (const name of Object.keys(values)) {
    let value = values[name] as number;
    const parts = placeNamed(pattern, name);
    for (let index = parts.length - 1; index >= 0; index -= 1) {
      const part = parts[index] as Field;
      word = withField(word, part, value);
      value = Math.floor(value / 2 ** part.width);
    }
  }
  return word;
}

/** The two's complement value of a field. */
export function signed(value: number, width: number): number {
  return (value << (wordWidth - width)) >> (wordWidth - width);
}
