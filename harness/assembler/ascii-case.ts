const beyondAscii = /[^\0-\x7f]/;

/** In small letters as GNU as makes them: ASCII alone, so that no other letter (U+212A, a Kelvin sign) becomes one of its own. */
export function lowerCase(text: string): string {
  return beyondAscii.test(text)
    ? text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
    : text.toLowerCase();
}

/** In capitals, in the same way. */
export function upperCase(text: string): string {
  return beyondAscii.test(text)
    ? text.replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase())
    : text.toUpperCase();
}
