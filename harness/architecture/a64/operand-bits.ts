import type { Fields, Pattern } from './pattern.ts';
import { encodeFields } from './pattern.ts';
import { instructionWord } from './word.ts';

/** What an operand decides of a word: `bits`, and with ones in `others` all that it leaves alone. */
export interface OperandBits {
  readonly bits: number;
  readonly others: number;
}

const emptyWord = instructionWord(0);

/** The bits of these fields. */
export function bitsOf(pattern: Pattern, fields: Fields): OperandBits {
  const ones = Object.fromEntries(Object.keys(fields).map((place) => [place, -1]));
  return {
    bits: encodeFields(pattern, fields, emptyWord) | 0,
    others: ~encodeFields(pattern, ones, emptyWord),
  };
}

/** A word, or what is put together of one so far, with the bits of an operand; signed, which is faster to go on with. */
export function withBits(word: number, operand: OperandBits | undefined): number {
  return operand === undefined ? word : (word & operand.others) | operand.bits;
}
