/** What to put into a macro's body. */
export interface Substitution {
  readonly values: ReadonlyMap<string, string>;
  /** For `\@`: how many macros were expanded before. */
  readonly count: number;
  /** Under .altmacro, bare names are parameters too. */
  readonly alternate: boolean;
}

/** A part of a statement with its parameters filled in, and what of the body it stands for. */
export interface Piece {
  readonly text: string;
  /** Indexes into the body's statement. */
  readonly from: number;
  readonly to: number;
}

const name = /[A-Za-z_.$\u{80}-\u{10ffff}][\w.$\u{80}-\u{10ffff}]*/uy;

function nameAt(text: string, position: number): string {
  name.lastIndex = position;
  return name.exec(text)?.[0] ?? '';
}

/** Replaces `\name`, `&name`, `\@` and `\()` in one statement of a body, as GNU as does (binutils 2.40, gas/macro.c). */
export function substitute(text: string, substitution: Substitution): string {
  let out = '';
  for (let from = 0; from < text.length;) {
    const next = nextReplaced(text, from, substitution);
    out += text.slice(from, next);
    from = next;
    if (next < text.length) {
      const piece = pieceAt(text, next, substitution);
      out += piece.text;
      from = piece.to;
    }
  }
  return out;
}

const marks = /[\\&]/g;

/** Where something begins that may be replaced; the length of the text where nothing does. */
function nextReplaced(text: string, from: number, { alternate }: Substitution): number {
  if (alternate) {
    return from;
  }
  marks.lastIndex = from;
  return marks.exec(text)?.index ?? text.length;
}

/** The same in pieces, for who has to find one in the body again. */
export function pieces(text: string, substitution: Substitution): Piece[] {
  const found: Piece[] = [];
  for (let from = 0; from < text.length;) {
    const piece = pieceAt(text, from, substitution);
    found.push(piece);
    from = piece.to;
  }
  return found;
}

function pieceAt(text: string, from: number, { values, count, alternate }: Substitution): Piece {
  const piece = (replaced: string, to: number): Piece => ({ text: replaced, from, to });
  const behind = (to: number): number => (alternate && text[to] === '&' ? to + 1 : to);
  const char = text[from] ?? '';
  if (char === '&') {
    const found = nameAt(text, from + 1);
    return piece(values.get(found) ?? `&${found}`, from + 1 + found.length);
  }
  if (char === '\\') {
    const next = text[from + 1];
    if (next === '(') {
      const end = text.indexOf(')', from + 1);
      const stop = end < 0 ? text.length : end;
      return piece(text.slice(from + 2, stop), end < 0 ? stop : end + 1);
    }
    if (next === '@') {
      return piece(count.toString(), from + 2);
    }
    if (next === '&') {
      return piece('\\&', from + 2);
    }
    const found = nameAt(text, from + 1);
    return piece(values.get(found) ?? `\\${found}`, behind(from + 1 + found.length));
  }
  const found = alternate ? nameAt(text, from) : '';
  if (found !== '') {
    return piece(values.get(found) ?? found, behind(from + found.length));
  }
  return piece(char, from + 1);
}
