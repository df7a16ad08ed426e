import type { TextSpot } from './document/cursor.ts';
import { parseInteger } from './integer.ts';

/** A piece of an expression; `offset` counts UTF-16 code units from the start of the expression's text. */
export type Token = { readonly text: string; readonly offset: number } & (
  | { readonly kind: 'integer'; readonly value: bigint }
  /** A register, an input, a prefixed name such as `after.x0`, or a symbol of a file, `hyp-stub.S:el1_sync`. */
  | { readonly kind: 'word' }
  | { readonly kind: 'operator' }
  | { readonly kind: 'end' }
);

const blank = /\s+/y;
const integer = /[0-9][0-9A-Za-z_.]*/y;
const word = /[A-Za-z_.$][A-Za-z0-9_.$]*/y;
const symbolOfFile = /[A-Za-z_.$][A-Za-z0-9_.$/-]*\.[A-Za-z]+:[A-Za-z_.$][A-Za-z0-9_.$]*/y;
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
    const name = match(symbolOfFile) ?? match(word);
    const found = digits ?? name ?? match(operator);
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
      tokens.push({ kind: name === undefined ? 'operator' : 'word', text: found, offset });
    }
    offset += found.length;
  }
  tokens.push({ kind: 'end', text: '', offset });
  return tokens;
}
