import { SourceError } from './source-error.ts';

/** Bits; GNU as forgets what is above (binutils 2.40, SIZE_OF_LARGE_NUMBER). */
export const mostBits = 320;

/**
 * Decimal, 0x, 0b or, with a leading 0, octal, of up to {@link mostBits} bits; 128 bits also as 0x0_1_2_3. A suffix of C (U, L, UL,
 * ULL, in any case) changes nothing.
 *
 * @throws SourceError bad-expression
 */
export function parseNumber(word: string, position: number): bigint {
  const value = numberIn(word);
  if (value === undefined) {
    throw new SourceError(
      'bad-expression',
      `expected a number, found '${word}'`,
      position,
      /^0u?l*$/i.test(word)
        ? `GNU as reads no suffix behind a single 0: write 0x${word}`
        : undefined,
    );
  }
  if (value >= 1n << BigInt(mostBits) || losesBits(word, value)) {
    throw new SourceError(
      'bad-expression',
      `the number '${word}' has more bits than GNU as keeps`,
      position,
      'write it in hexadecimal, of at most 320 bits',
    );
  }
  return value;
}

/**
 * A number as GNU as 2.40 reads it (gas/expr.c, integer_constant): behind the digits one U and any number of Ls may stand, but not
 * behind a single 0. Undefined for anything else.
 */
export function numberIn(word: string): bigint | undefined {
  const digits = /^(0x[\da-f]+|0b[01]+|0[0-7]+|[1-9]\d*)u?l*$/i.exec(word)?.[1];
  if (digits !== undefined) {
    return BigInt(/^0\d/u.test(digits) ? `0o${digits}` : digits);
  }
  const words = /^0x([\da-f]{1,8}(?:_[\da-f]{1,8}){3})u?l*$/i.exec(word)?.[1];
  if (words !== undefined) {
    return words.split('_').reduce((sum, part) => (sum << 32n) | BigInt(`0x${part}`), 0n);
  }
  return word === '0' ? 0n : undefined;
}

/** Octal numbers of 22 digits and more than 64 bits: GNU as takes them for small ones. */
function losesBits(word: string, value: bigint): boolean {
  return value >= 1n << 64n && /^0[0-7]{22}(?!\d)/u.test(word);
}
