import type { TextSpot } from './document/cursor.ts';
import { parseInteger } from './integer.ts';

/** A piece of an expression; `offset` counts UTF-16 code units from the start of the expression's text. */
export type Token = { readonly text: string; readonly offset: number } & (
  | { readonly kind: 'integer'; readonly value: bigint }
  /** A register, an input, or a prefixed name such as `after.x0`. */
  | { readonly kind: 'word' }
  | { readonly kind: 'operator' }
  | { readonly kind: 'end' }
);

const blank = /\s+/y;
const integer = /[0-9][0-9A-Za-z_.]*/y;
const word = /[A-Za-z_.$][A-Za-z0-9_.$]*/y;
const operator = /<<|>>|[-+*&|^~()[\]:,]/y;

/** Splits an expression; the last token is 'end'. Throws `expression-syntax` or what is wrong with an integer. */
export function tokenize(text: string, spot: TextSpot): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    return pattern.exec(text)?.[0];
  };
  while (offset < text.length) {
    const space = match(blank);
    if (space !== undefined) {
      offset += space.length;
      continue;
    }
    const digits = match(integer);
    const found = digits ?? match(word) ?? match(operator);
    if (found === undefined) {
      throw spot.problem('expression-syntax', `unexpected '${text.charAt(offset)}'`, {
        part: { offset, length: 1 },
        note: 'an expression has integers, registers, + - * & | ^ ~ << >>, bits such as x0[31:0], and parentheses',
      });
    }
    if (digits !== undefined) {
      const value = parseInteger(digits);
      if (typeof value !== 'bigint') {
        const { code, message, note } = value;
        throw spot.problem(code, message, { note, part: { offset, length: digits.length } });
      }
      tokens.push({ kind: 'integer', text: digits, offset, value });
    } else {
      tokens.push({ kind: match(word) === undefined ? 'operator' : 'word', text: found, offset });
    }
    offset += found.length;
  }
  tokens.push({ kind: 'end', text: '', offset });
  return tokens;
}
