import type { Fields, Pattern } from '../../architecture/a64/pattern.ts';
import { encodeFields } from '../../architecture/a64/pattern.ts';
import { instructionWord } from '../../architecture/a64/word.ts';
import type { Matcher } from './matchers/miss.ts';
import { isMiss } from './matchers/miss.ts';
import type { Operand } from './operand.ts';

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

/** One operand of a syntax: the bits of operands that it was given before are remembered, or that they do not fit. */
export class OperandPlace {
  readonly #pattern: Pattern;
  readonly #matcher: Matcher;
  readonly #tally: { bits: number };
  readonly #known = new Map<Operand, OperandBits | 'miss'>();

  /** @param tally counts what is remembered */
  constructor(pattern: Pattern, matcher: Matcher, tally: { bits: number }) {
    this.#pattern = pattern;
    this.#matcher = matcher;
    this.#tally = tally;
  }

  bits(operand: Operand, before: Operand | undefined): OperandBits | 'miss' {
    let found = this.#known.get(operand);
    if (found === undefined) {
      const fields = this.#matcher.match(operand, before);
      found = isMiss(fields) ? 'miss' : bitsOf(this.#pattern, fields);
      if (this.#matcher.looksBack !== true) {
        this.#known.set(operand, found);
        this.#tally.bits += 1;
      }
    }
    return found;
  }
}
