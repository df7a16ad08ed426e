import { bytesOfText, textOfBytes } from '../collections/byte-text.ts';

/**
 * Takes one statement of a source text, in the canonical spacing of GNU as: what macros see and split.
 *
 * @param line index of the physical line that it begins on, from 0
 * @param column index of its first character in that line, from 0
 */
type StatementMaker<T> = (text: string, line: number, column: number) => T;

/** Something that ends a text badly. */
interface ScrubProblem {
  readonly code:
    'unterminated-string' | 'unterminated-comment' | 'line-too-long' | 'missing-character';
  readonly line: number;
  readonly column: number;
}

export interface Scrubbed<T> {
  readonly statements: readonly T[];
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
export function scrub<T>(text: string, make: StatementMaker<T>): Scrubbed<T> {
  return new Scrubber(text, make).run();
}

class Scrubber<T> {
  readonly #statements: T[] = [];
  readonly #problems: ScrubProblem[] = [];
  readonly #text: string;
  readonly #make: StatementMaker<T>;
  #index = 0;
  #line = 0;
  #lineStart = 0;
  /** The statement so far: what is made of it, and behind that a run of the text that is taken over as it stands. */
  #out = '';
  #runStart = 0;
  #runEnd = 0;
  /** Whether a space comes before whatever follows the first word. */
  #owesSpace = false;
  #isEmpty = true;
  /** Where it began. */
  #startLine = 0;
  #startColumn = 0;
  #state: State = State.Start;

  constructor(text: string, make: StatementMaker<T>) {
    this.#text = text;
    this.#make = make;
  }

  run(): Scrubbed<T> {
    while (this.#index < this.#text.length) {
      this.#step();
    }
    this.#finish();
    return { statements: this.#statements, problems: this.#problems };
  }

  #step(): void {
    const char = this.#text.charCodeAt(this.#index);
    if (isWordCharacter(char)) {
      let end = this.#index + 1;
      while (isWordCharacter(this.#text.charCodeAt(end))) {
        end++;
      }
      this.#take(end, State.Word);
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

  /** Takes a word or a string over, up to `end`; `after` is the state that it leaves among the operands. */
  #take(end: number, after: State): void {
    this.#begin();
    if (this.#state === State.WordSpace) {
      this.#write(' ');
    }
    this.#takeOver(end);
    this.#state = this.#state <= State.Opcode ? State.Opcode : after;
  }

  /** Takes the text up to `end` over as it stands. */
  #takeOver(end: number): void {
    if (this.#runEnd !== this.#index) {
      this.#endRun();
      this.#runStart = this.#index;
    }
    this.#runEnd = end;
    this.#index = end;
  }

  #write(piece: string): void {
    this.#endRun();
    this.#out += piece;
  }

  /** What is taken over so far becomes text: once for many characters, as each piece costs a string. */
  #endRun(): void {
    if (this.#runEnd > this.#runStart) {
      this.#out += this.#text.slice(this.#runStart, this.#runEnd);
    }
    this.#runStart = 0;
    this.#runEnd = 0;
  }

  /** Something follows. */
  #begin(): void {
    if (this.#isEmpty) {
      this.#isEmpty = false;
      this.#startLine = this.#line;
      this.#startColumn = this.#index - this.#lineStart;
    } else if (this.#owesSpace) {
      this.#write(' ');
      this.#owesSpace = false;
    }
  }

  #finish(): void {
    if (!this.#isEmpty) {
      this.#endRun();
      if (this.#out.length > longestLine) {
        const start = { line: this.#startLine, column: this.#startColumn };
        this.#problems.push({ code: 'line-too-long', ...start });
      } else {
        this.#statements.push(this.#make(this.#out, this.#startLine, this.#startColumn));
      }
    }
    this.#forget();
  }

  #forget(): void {
    this.#out = '';
    this.#runStart = 0;
    this.#runEnd = 0;
    this.#owesSpace = false;
    this.#isEmpty = true;
    this.#state = State.Start;
  }

  #space(): void {
    if (this.#state === State.Opcode) {
      this.#owesSpace = true;
      this.#state = State.Operand;
    } else if (this.#state === State.Word) {
      this.#state = State.WordSpace;
    }
  }

  #other(): void {
    this.#begin();
    // A macro parameter may stand for a word: GNU as keeps the space before it.
    if (this.#state === State.WordSpace && this.#text.charCodeAt(this.#index) === Code.Backslash) {
      this.#write(' ');
    }
    this.#takeOver(this.#index + 1);
    this.#state = this.#state <= State.Opcode ? State.Opcode : State.Operand;
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
      this.#take(end, State.Word);
      return;
    }
    this.#problem('unterminated-string');
    this.#forget();
    this.#index = endOfLine(this.#text, this.#index);
  }

  #character(): void {
    const constant = characterConstant(this.#text, this.#index);
    if (constant === undefined) {
      // GNU as takes the end of the line for the character, and the next line for the rest of this one.
      this.#problem('missing-character');
      this.#index++;
    } else {
      this.#begin();
      if (this.#state === State.WordSpace) {
        this.#write(' ');
      }
      this.#write(constant.text);
      this.#state = this.#state <= State.Opcode ? State.Opcode : State.Operand;
      this.#index = constant.end;
    }
  }

  #colon(): void {
    // "name :" is a label too: the space after the first word goes.
    if (this.#owesSpace) {
      this.#endRun();
      if (/^[\w.$]+$/u.test(this.#out)) {
        this.#owesSpace = false;
        this.#state = State.Opcode;
      }
    }
    this.#begin();
    this.#takeOver(this.#index + 1);
    this.#state = this.#state <= State.Opcode ? State.Start : State.Operand;
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
