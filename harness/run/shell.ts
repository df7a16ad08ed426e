/** A command line to paste into a shell. Control characters and the like stand in it as escapes of `$'...'`. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u;

function shellWord(word: string): string {
  if (/^[\w./@%+=:,-]+$/.test(word)) {
    return word;
  }
  if (!unseen.test(word)) {
    return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  }
  const characters = Array.from(word, (character) => {
    if (unseen.test(character)) {
      return escaped(character.codePointAt(0) ?? 0);
    }
    return /['\\]/.test(character) ? `\\${character}` : character;
  });
  return `$'${characters.join('')}'`;
}

function escaped(code: number): string {
  const digits = code.toString(16);
  if (code < 0x80) {
    return String.raw`\x${digits.padStart(2, '0')}`;
  }
  return code <= 0xffff
    ? String.raw`\u${digits.padStart(4, '0')}`
    : String.raw`\U${digits.padStart(8, '0')}`;
}
