import { isUtf8 } from 'node:buffer';

/*
 * Sources and names of symbols are bytes, nearly always UTF-8. As text, a byte that belongs to no UTF-8 character is the
 * half of a surrogate pair 0xdc00 + byte, which UTF-8 never gives. So text can be read and shown, and becomes the same bytes again.
 */

const lowestByte = 0xdc80;
const highestByte = 0xdcff;

/** In text of one character a byte: the UTF-8 characters of more than one byte (Unicode 15, table 3-7), else a byte beyond ASCII. */
const beyondAscii =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/** Bytes as text that {@link bytesOfText} turns back. */
export function textOfBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer)) {
    return buffer.toString('utf8');
  }
  return buffer
    .toString('latin1')
    .replaceAll(beyondAscii, (found) =>
      found.length === 1
        ? String.fromCharCode(0xdc00 + found.charCodeAt(0))
        : Buffer.from(found, 'latin1').toString('utf8'),
    );
}

const strayBytes = /([\udc80-\udcff]+)/u;

/** The bytes of a text: UTF-8, and the single bytes that {@link textOfBytes} found. */
export function bytesOfText(text: string): Buffer {
  if (!strayBytes.test(text)) {
    return Buffer.from(text, 'utf8');
  }
  return Buffer.concat(
    text
      .split(strayBytes)
      .map((part, index) =>
        index % 2 === 0
          ? Buffer.from(part, 'utf8')
          : Buffer.from(Array.from(part, (character) => character.charCodeAt(0) & 0xff)),
      ),
  );
}

/** The same bytes, with the characters that bytes side by side make. */
export function joinBytes(text: string): string {
  return strayBytes.test(text) ? textOfBytes(bytesOfText(text)) : text;
}

/** The byte that a code point of such a text stands for; undefined for a character. */
export function strayByte(code: number): number | undefined {
  return code >= lowestByte && code <= highestByte ? code & 0xff : undefined;
}
