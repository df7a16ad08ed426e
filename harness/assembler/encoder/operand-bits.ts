import type { Fields, Pattern } from '../../architecture/a64/pattern.ts';
import { encodeFields } from '../../architecture/a64/pattern.ts';
import { instructionWord } from '../../architecture/a64/word.ts';

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
