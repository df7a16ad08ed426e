import { bytesOfText, textOfBytes } from '../../collections/byte-text.ts';
import type { Cursor } from '../cursor.ts';

const escapes: Readonly<Record<string, number>> = {
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};

/** Behind a backslash: hexadecimal digits of any number, up to three digits that count as octal ones, or one character. */
const escape = /^(?:[xX]([\da-fA-F]*)|(\d{1,3})|([\s\S]))/u;

/**
 * The bytes of the string at the cursor, with the escapes of GNU as 2.40 (gas/read.c, next_char_of_string): \b \f \n \r \t \v, \123
 * and \x7f of which the low eight bits count, even \8 and \789; any other character stands for itself.
 */
export function stringBytes(cursor: Cursor): readonly number[] {
  const text = cursor.quoted();
  if (text === undefined) {
    throw cursor.unexpected('a string');
  }
  if (!text.includes('\\')) {
    return [...bytesOfText(text)];
  }
  const bytes: number[] = [];
  let position = 0;
  while (position < text.length) {
    const slash = text.indexOf('\\', position);
    const end = slash < 0 ? text.length : slash;
    bytes.push(...bytesOfText(text.slice(position, end)));
    if (slash < 0) {
      break;
    }
    const match = escape.exec(text.slice(slash + 1));
    const [whole = '', hexadecimal, octal, character] = match ?? [];
    position = slash + 1 + whole.length;
    if (hexadecimal !== undefined) {
      bytes.push(Number.parseInt(hexadecimal.slice(-2) || '0', 16));
    } else if (octal !== undefined) {
      bytes.push(Array.from(octal, Number).reduce((sum, digit) => sum * 8 + digit, 0) & 0xff);
    } else if (character !== undefined) {
      const known = escapes[character];
      bytes.push(...(known === undefined ? bytesOfText(character) : [known]));
    }
  }
  return bytes;
}

/** The text of a string, for messages and names. */
export function stringText(cursor: Cursor): string {
  return textOfBytes(Uint8Array.from(stringBytes(cursor)));
}
