import { eastAsianWidth } from 'get-east-asian-width';

/** Marks that are drawn over the character before them. */
const combining = /^[\p{Mn}\p{Me}]$/u;

/** Terminal columns of a text without control characters: two for a wide character, none for a combining mark. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    width += combining.test(character) ? 0 : eastAsianWidth(character.codePointAt(0) ?? 0);
  }
  return width;
}

/** White space that ends where the text ends on a terminal; its tabs stay tabs. */
export function blankLike(text: string): string {
  return text
    .split('\t')
    .map((part) => ' '.repeat(textWidth(part)))
    .join('\t');
}
