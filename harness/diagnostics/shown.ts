import { strayByte } from '../collections/byte-text.ts';

/**
 * Control characters, format characters (bidirectional controls, zero-width ones), line and paragraph separators,
 * halves of surrogate pairs, and code points that are no characters: what a terminal obeys, or hides.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

/** What the logs of GitHub (`##[`) and Azure (`##vso[`) obey anywhere in a line: the first of the two number signs. */
export const loggingCommand = /#(?=#(?:\[|vso\[))/gi;

/** Text of a stranger, such as a name, as one line in which every character can be seen. Tabs stay. */
export function shown(text: string): string {
  return text.replaceAll(unseen, (character) =>
    character === '\t' ? character : escaped(character),
  );
}

/** The same of a text of several lines. */
export function shownLines(text: string): string {
  return text.replaceAll(unseen, (character) =>
    character === '\t' || character === '\n' ? character : escaped(character),
  );
}

/** Plain data with every text in it replaced, keys included. */
export function mapTexts<T>(data: T, change: (text: string) => string): T {
  return mapped(data, change) as T;
}

/** What a text report is made of, with every text in it shown. */
export function shownData<T>(data: T): T {
  return mapTexts(data, shown);
}

/** Indented JSON text. What `JSON.stringify` leaves raw and a terminal or a log obeys is escaped, too. */
export function jsonText(data: unknown, indent = 1): string {
  return JSON.stringify(data, undefined, indent)
    .replaceAll(unseen, (characters) =>
      characters === '\n' ? characters : unicodeEscapes(characters),
    )
    .replaceAll(loggingCommand, unicodeEscapes);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const byte = strayByte(code) ?? code;
  const digits = byte.toString(16);
  return byte <= 0xff ? String.raw`\x${digits.padStart(2, '0')}` : String.raw`\u{${digits}}`;
}

function unicodeEscapes(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => String.raw`\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}

function mapped(data: unknown, change: (text: string) => string): unknown {
  if (typeof data === 'string') {
    return change(data);
  }
  if (Array.isArray(data)) {
    return data.map((item: unknown) => mapped(item, change));
  }
  if (data instanceof Map) {
    return new Map([...data].map(([key, value]) => [mapped(key, change), mapped(value, change)]));
  }
  if (isPlain(data)) {
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [change(key), mapped(value, change)]),
    );
  }
  return data;
}

function isPlain(data: unknown): data is object {
  return (
    typeof data === 'object' && data !== null && Object.getPrototypeOf(data) === Object.prototype
  );
}
