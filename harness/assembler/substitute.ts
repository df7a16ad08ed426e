/** What to put into a macro's body. */
export interface Substitution {
  readonly values: ReadonlyMap<string, string>;
  /** For `\@`: how many macros were expanded before. */
  readonly count: number;
  /** Under .altmacro, bare names are parameters too. */
  readonly alternate: boolean;
}

const name = /[A-Za-z_.$\u{80}-\u{10ffff}][\w.$\u{80}-\u{10ffff}]*/uy;

function nameAt(text: string, position: number): string {
  name.lastIndex = position;
  return name.exec(text)?.[0] ?? '';
}

/** Replaces `\name`, `&name`, `\@` and `\()` in one statement of a body, as GNU as does (binutils 2.40, gas/macro.c). */
export function substitute(text: string, { values, count, alternate }: Substitution): string {
  if (!alternate && !text.includes('\\') && !text.includes('&')) {
    return text;
  }
  let out = '';
  let position = 0;
  while (position < text.length) {
    const char = text[position] ?? '';
    if (char === '&') {
      const found = nameAt(text, position + 1);
      position += 1 + found.length;
      out += values.get(found) ?? `&${found}`;
    } else if (char === '\\') {
      position++;
      const next = text[position];
      if (next === '(') {
        const end = text.indexOf(')', position);
        out += text.slice(position + 1, end < 0 ? text.length : end);
        position = end < 0 ? text.length : end + 1;
      } else if (next === '@') {
        out += count;
        position++;
      } else if (next === '&') {
        out += '\\&';
        position++;
      } else {
        const found = nameAt(text, position);
        position += found.length;
        out += values.get(found) ?? `\\${found}`;
        if (alternate && text[position] === '&') {
          position++;
        }
      }
    } else if (alternate && nameAt(text, position) !== '') {
      const found = nameAt(text, position);
      position += found.length;
      out += values.get(found) ?? found;
      if (text[position] === '&') {
        position++;
      }
    } else {
      out += char;
      position++;
    }
  }
  return out;
}
