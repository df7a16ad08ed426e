import { SourceError } from './source-error.ts';
import type { TextRange } from './text-range.ts';

const word = /[\w.$\u{80}-\u{10ffff}]+/uy;
const quoted = /"(?:[^"\\]|\\.)*"/uy;

/** A position in a statement's text, and the small steps of reading it. */
export class Cursor {
  readonly text: string;
  position: number;
  /** Where a comma could have been. */
  #comma = -1;

  constructor(text: string, position = 0) {
    this.text = text;
    this.position = position;
  }

  get atEnd(): boolean {
    this.skipSpace();
    return this.position >= this.text.length;
  }

  skipSpace(): void {
    while (this.text[this.position] === ' ' || this.text[this.position] === '\t') {
      this.position++;
    }
  }

  /** The next character after white space; empty at the end. */
  peek(): string {
    this.skipSpace();
    return this.text[this.position] ?? '';
  }

  /** The part that was read from `start` on, without the white space at its end. */
  rangeFrom(start: number): TextRange {
    return { start, end: start + this.text.slice(start, this.position).trimEnd().length };
  }

  /** Steps over `expected`, when it is next. */
  accept(expected: string): boolean {
    this.skipSpace();
    if (!this.text.startsWith(expected, this.position)) {
      this.#comma = expected === ',' ? this.position : this.#comma;
      return false;
    }
    this.position += expected.length;
    return true;
  }

  expect(expected: string): void {
    if (!this.accept(expected)) {
      throw this.unexpected(`'${expected}'`);
    }
  }

  /** A name or number: letters, digits, '_', '.', '$'; undefined when something else is next. */
  word(): string | undefined {
    this.skipSpace();
    word.lastIndex = this.position;
    const match = word.exec(this.text)?.[0];
    if (match !== undefined) {
      this.position += match.length;
    }
    return match;
  }

  /** A symbol or section name, which may be quoted. */
  name(what: string): string {
    const name = this.peek() === '"' ? this.quotedName() : this.word();
    if (name === undefined || name === '') {
      throw this.unexpected(what);
    }
    return name;
  }

  /** A symbol's name: one without quotes does not begin with a digit. */
  symbolName(): string {
    const isQuoted = this.peek() === '"';
    const start = this.position;
    const name = this.name('a symbol');
    if (!isQuoted && /^\d/u.test(name)) {
      this.position = start;
      throw this.unexpected('a symbol');
    }
    return name;
  }

  /** The characters between quotes, escapes left alone; undefined when no string is next. */
  quoted(): string | undefined {
    this.skipSpace();
    quoted.lastIndex = this.position;
    const match = quoted.exec(this.text)?.[0];
    if (match === undefined) {
      return undefined;
    }
    this.position += match.length;
    return match.slice(1, -1);
  }

  /**
   * A quoted name: \" and \\ stand for the character; strings side by side are one name (binutils 2.40, gas/expr.c,
   * get_symbol_name). Undefined when no string is next. Throws `syntax-error` at another escape: GNU as reads it in one way
   * in .globl and .set, and in another elsewhere, with a warning that this may change.
   */
  quotedName(): string | undefined {
    let name: string | undefined;
    while (this.peek() === '"') {
      const start = this.position + 1;
      const part = this.quoted();
      if (part === undefined) {
        return undefined;
      }
      const plain = /^(?:[^\\]|\\["\\])*/u.exec(part)?.[0] ?? '';
      if (plain.length < part.length) {
        throw new SourceError(
          'syntax-error',
          `a name may have the escapes \\" and \\\\ alone, found '${part.slice(plain.length, plain.length + 2)}'`,
          start + plain.length,
        );
      }
      name = (name ?? '') + part.replaceAll(/\\(["\\])/gu, '$1');
    }
    return name;
  }

  /** All that is left. */
  rest(): string {
    this.skipSpace();
    const rest = this.text.slice(this.position);
    this.position = this.text.length;
    return rest;
  }

  /** Nothing may follow. */
  end(): void {
    if (!this.atEnd) {
      const comma = this.#comma === this.position ? "',' or " : '';
      throw this.unexpected(`${comma}the end of the statement`);
    }
  }

  unexpected(expected: string): SourceError {
    this.skipSpace();
    const found =
      this.position >= this.text.length
        ? 'the end of the statement'
        : `'${this.text.slice(this.position, this.position + 20)}'`;
    return new SourceError('syntax-error', `expected ${expected}, found ${found}`, this.position);
  }
}
