import { bytesOfText, textOfBytes } from '../collections/byte-text.ts';

/** One statement of a source text, in the canonical spacing of GNU as: what macros see and split. */
interface ScrubbedStatement {
  readonly text: string;
  /** Index of the physical line that it begins on, from 0. */
  readonly line: number;
  /** Index of its first character in that line, from 0. */
  readonly column: number;
}

/** Something that ends a text badly. */
interface ScrubProblem {
  readonly code:
    'unterminated-string' | 'unterminated-comment' | 'line-too-long' | 'missing-character';
  readonly line: number;
  readonly column: number;
}

export interface Scrubbed {
  readonly statements: readonly ScrubbedStatement[];
  readonly problems: readonly ScrubProblem[];
}

/** Characters; a longer statement is no source text. */
const longestLine = 1 << 20;

const Code = {
  Tab: 9,
  NewLine: 10,
  VerticalTab: 11,
  FormFeed: 12,
  Return: 13,
  Space: 32,
  Quote: 34,
  Hash: 35,
  Apostrophe: 39,
  Star: 42,
  Slash: 47,
  Colon: 58,
  Semicolon: 59,
  Backslash: 92,
} as const;

/**
 * How far the statement is, after the states of GNU as's scrubber (binutils 2.40, gas/app.c): they decide which white space means
 * something. It does after the first word, and between two words of the operands.
 */
const State = {
  /** Nothing but labels yet. The order matters: up to Opcode the first word is not over. */
  Start: 0,
  /** In the first word. */
  Opcode: 1,
  /** Among the operands, after something that is no word. */
  Operand: 2,
  /** In or just after a word of the operands. */
  Word: 3,
  /** After a word of the operands and white space. */
  WordSpace: 4,
} as const;

type State = (typeof State)[keyof typeof State];

/**
 * Splits a text into statements at line ends and ';', takes out comments, turns character constants into numbers and makes white
 * space canonical, all as GNU as's scrubber does, so that macro arguments split where it splits them.
 */
export function scrub(text: string): Scrubbed {
  return new Scrubber(text).run();
}

class Scrubber {
  readonly #statements: ScrubbedStatement[] = [];
  readonly #problems: ScrubProblem[] = [];
  readonly #text: string;
  #index = 0;
  #line = 0;
  #lineStart = 0;
  /** The statement so far, and where it began. */
  #out = '';
  #startLine = 0;
  #startColumn = 0;
  #state: State = State.Start;

  constructor(text: string) {
    this.#text = text;
  }

  run(): Scrubbed {
    while (this.#index < this.#text.length) {
      this.#step();
    }
    this.#finish();
    return { statements: this.#statements, problems: this.#problems };
  }

  #step(): void {
    const char = this.#text.charCodeAt(this.#index);
    if (isWordCharacter(char)) {
      const from = this.#index;
      let end = from + 1;
      while (isWordCharacter(this.#text.charCodeAt(end))) {
        end++;
      }
      this.#append(this.#text.slice(from, end), end, State.Word);
      return;
    }
    switch (char) {
      case Code.Space:
      case Code.Tab:
      case Code.VerticalTab:
      case Code.FormFeed:
      case Code.Return:
        this.#space();
        this.#index++;
        return;
      case Code.NewLine:
        this.#finish();
        this.#index++;
        this.#line++;
        this.#lineStart = this.#index;
        return;
      case Code.Semicolon:
        this.#finish();
        this.#index++;
        return;
      case Code.Hash:
        if (this.#state === State.Start) {
          this.#comment();
        } else {
          this.#other();
        }
        return;
      case Code.Slash:
        this.#slash();
        return;
      case Code.Quote:
        this.#string();
        return;
      case Code.Apostrophe:
        this.#character();
        return;
      case Code.Colon:
        this.#colon();
        return;
      default:
        this.#other();
    }
  }

  /** Adds a word, a string or a constant; `after` is the state that it leaves among the operands. */
  #append(piece: string, end: number, after: State): void {
    this.#begin();
    if (this.#state === State.WordSpace) {
      this.#out += ' ';
    }
    this.#out += piece;
    this.#state = this.#state <= State.Opcode ? State.Opcode : after;
    this.#index = end;
  }

  #begin(): void {
    if (this.#out !== '') {
      return;
    }
    this.#startLine = this.#line;
    this.#startColumn = this.#index - this.#lineStart;
  }

  #finish(): void {
    const text = this.#out.endsWith(' ') ? this.#out.slice(0, -1) : this.#out;
    this.#out = '';
    this.#state = State.Start;
    if (text === '') {
      return;
    }
    const start = { line: this.#startLine, column: this.#startColumn };
    if (text.length > longestLine) {
      this.#problems.push({ code: 'line-too-long', ...start });
    } else {
      this.#statements.push({ text, ...start });
    }
  }

  #space(): void {
    if (this.#state === State.Opcode) {
      this.#out += ' ';
      this.#state = State.Operand;
    } else if (this.#state === State.Word) {
      this.#state = State.WordSpace;
    }
  }

  #other(): void {
    const char = this.#text[this.#index] ?? '';
    this.#begin();
    // A macro parameter may stand for a word: GNU as keeps the space before it.
    if (this.#state === State.WordSpace && char === '\\') {
      this.#out += ' ';
    }
    this.#out += char;
    this.#state = this.#state <= State.Opcode ? State.Opcode : State.Operand;
    this.#index++;
  }

  #comment(): void {
    const end = endOfLine(this.#text, this.#index);
    // A line marker whose file name does not end would take the lines below along.
    if (/^# ?\d+ "[^"]*$/u.test(this.#text.slice(this.#index, end))) {
      this.#problem('unterminated-string');
    }
    this.#index = end;
  }

  #slash(): void {
    const next = this.#text.charCodeAt(this.#index + 1);
    if (next === Code.Slash) {
      this.#index = endOfLine(this.#text, this.#index);
      return;
    }
    if (next !== Code.Star) {
      this.#other();
      return;
    }
    const end = this.#text.indexOf('*/', this.#index + 2);
    if (end < 0) {
      this.#problem('unterminated-comment');
      this.#index = this.#text.length;
      return;
    }
    let newLine = this.#text.indexOf('\n', this.#index);
    while (newLine >= 0 && newLine < end) {
      this.#line++;
      this.#lineStart = newLine + 1;
      newLine = this.#text.indexOf('\n', newLine + 1);
    }
    this.#index = end + 2;
    this.#space();
  }

  #string(): void {
    const end = endOfString(this.#text, this.#index);
    if (end >= 0) {
      this.#append(this.#text.slice(this.#index, end), end, State.Word);
      return;
    }
    this.#problem('unterminated-string');
    this.#out = '';
    this.#index = endOfLine(this.#text, this.#index);
  }

  #character(): void {
    const constant = characterConstant(this.#text, this.#index);
    if (constant === undefined) {
      // GNU as takes the end of the line for the character, and the next line for the rest of this one.
      this.#problem('missing-character');
      this.#index++;
    } else {
      this.#append(constant.text, constant.end, State.Operand);
    }
  }

  #colon(): void {
    this.#begin();
    // "name :" is a label too: the space after the first word goes.
    if (this.#state === State.Operand && /^[\w.$]+ $/u.test(this.#out)) {
      this.#out = this.#out.slice(0, -1);
      this.#state = State.Opcode;
    }
    this.#out += ':';
    this.#state = this.#state <= State.Opcode ? State.Start : State.Operand;
    this.#index++;
  }

  #problem(code: ScrubProblem['code']): void {
    this.#problems.push({ code, line: this.#line, column: this.#index - this.#lineStart });
  }
}

/** Letters, digits, '_', '.', '$' and all that is not ASCII: what symbol names are made of. */
function isWordCharacter(char: number): boolean {
  return (
    (char >= 97 && char <= 122) ||
    (char >= 48 && char <= 57) ||
    (char >= 65 && char <= 90) ||
    char === 95 ||
    char === 46 ||
    char === 36 ||
    char >= 128
  );
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Index after the closing quote; -1 when the line ends before it. */
function endOfString(text: string, from: number): number {
  for (let index = from + 1; index < text.length; index++) {
    const char = text.charCodeAt(index);
    if (char === Code.Quote) {
      return index + 1;
    }
    if (char === Code.NewLine) {
      return -1;
    }
    if (char === Code.Backslash && text.charCodeAt(index + 1) !== Code.NewLine) {
      index++;
    }
  }
  return -1;
}

const escapes: Readonly<Record<string, number>> = { b: 8, f: 12, n: 10, r: 13, t: 9, '\\': 92 };

/** `'a`, `'a'`, `'\n`: the value of the character in decimal, and the index after it. */
function characterConstant(
  text: string,
  from: number,
): { readonly text: string; readonly end: number } | undefined {
  const isEscaped = text[from + 1] === '\\';
  const index = from + (isEscaped ? 2 : 1);
  const code = text.codePointAt(index);
  if (code === undefined || code === Code.NewLine) {
    return undefined;
  }
  const character = String.fromCodePoint(code);
  // Of a character of several bytes the first counts, and the others are left.
  const [first = 0, ...others] = bytesOfText(character);
  const value = isEscaped ? (escapes[character] ?? first) : first;
  const end = index + character.length;
  return {
    text: value.toString() + textOfBytes(Uint8Array.from(others)),
    end: text.charCodeAt(end) === Code.Apostrophe ? end + 1 : end,
  };
}
