import type { Cursor } from '../cursor.ts';

const escapes: Readonly<Record<string, number>> = {
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  '"': 34,
  '\\': 92,
};

const escape = /^(?:x([\da-f]*)|([0-7]{1,3})|([\s\S]))/iu;

/** The bytes of the string at the cursor, in UTF-8, with the escapes of GNU as: \n, \", \\, \123, \x7f; \q for an unknown q is q. */
export function stringBytes(cursor: Cursor): readonly number[] {
  const text = cursor.quoted();
  if (text === undefined) {
    throw cursor.unexpected('a string');
  }
  if (!text.includes('\\')) {
    return [...Buffer.from(text, 'utf8')];
  }
  const bytes: number[] = [];
  let position = 0;
  while (position < text.length) {
    const slash = text.indexOf('\\', position);
    const end = slash < 0 ? text.length : slash;
    bytes.push(...Buffer.from(text.slice(position, end), 'utf8'));
    if (slash < 0) {
      break;
    }
    const match = escape.exec(text.slice(slash + 1));
    position = slash + 1 + (match?.[0].length ?? 0);
    if (match?.[1] !== undefined) {
      bytes.push(Number.parseInt(match[1].slice(-2) || '0', 16));
    } else if (match?.[2] !== undefined) {
      bytes.push(Number.parseInt(match[2], 8) & 0xff);
    } else if (match?.[3] !== undefined) {
      bytes.push(escapes[match[3]] ?? match[3].charCodeAt(0));
    }
  }
  return bytes;
}

/** The text of a string, for messages and names. */
export function stringText(cursor: Cursor): string {
  return Buffer.from(stringBytes(cursor)).toString('utf8');
}
