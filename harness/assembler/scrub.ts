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
  readonly code: 'unterminated-string' | 'unterminated-comment' | 'line-too-long';
  readonly line: number;
  readonly column: number;
}

interface Scrubbed {
  readonly statements: readonly ScrubbedStatement[];
  readonly problems: readonly ScrubProblem[];
}

/** Characters; a longer statement is no source text. */
const longestLine = 1 << 20;

const enum Code {
  Tab = 9,
  NewLine = 10,
  VerticalTab = 11,
  FormFeed = 12,
  Return = 13,
  Space = 32,
  Quote = 34,
  Hash = 35,
  Apostrophe = 39,
  Star = 42,
  Slash = 47,
  Colon = 58,
  Semicolon = 59,
  Backslash = 92,
}

/**
 * How far the statement is, after the states of GNU as's scrubber (binutils 2.40, gas/app.c): they decide which white space means
 * something. It does after the first word, and between two words of the operands.
 */
const enum State {
  /** Nothing but labels yet. */
  Start,
  /** In the first word. */
  Opcode,
  /** Among the operands, after something that is no word. */
  Operand,
  /** In or just after a word of the operands. */
  Word,
  /** After a word of the operands and white space. */
  WordSpace,
}

/**
 * Splits a text into statements at line ends and ';', takes out comments, turns character constants into numbers and makes white
 * space canonical, all as GNU as's scrubber does, so that macro arguments split where it splits them.
 */
function scrub(text: string): Scrubbed {
  const statements: ScrubbedStatement[] = [];
  const problems: ScrubProblem[] = [];
  const length = text.length;
  let line = 0;
  let lineStart = 0;
  let index = 0;
  let out = '';
  let state = State.Start;
  let startLine = 0;
  let startColumn = 0;
  let tooLong = false;

  const finish = (): void => {
    const trimmed = out.endsWith(' ') ? out.slice(0, -1) : out;
    if (trimmed !== '') {
      if (trimmed.length > longestLine) {
        if (!tooLong) problems.push({ code: 'line-too-long', line: startLine, column: startColumn });
        tooLong = true;
      } else {
        statements.push({ text: trimmed, line: startLine, column: startColumn });
      }
    }
    out = '';
    state = State.Start;
  };

  const begin = (): void => {
    if (out === '') {
      startLine = line;
      startColumn = index - lineStart;
    }
  };

  const space = (): void => {
    if (state === State.Opcode) {
      out += ' ';
      state = State.Operand;
    } else if (state === State.Word) {
      state = State.WordSpace;
    }
  };

  while (index < length) {
    const char = text.charCodeAt(index);
    if (isWordCharacter(char)) {
      begin();
      const from = index;
      do index++;
      while (index < length && isWordCharacter(text.charCodeAt(index)));
      if (state === State.WordSpace) out += ' ';
      out += text.slice(from, index);
      state = state === State.Start || state === State.Opcode ? State.Opcode : State.Word;
      continue;
    }
    switch (char) {
      case Code.Space:
      case Code.Tab:
      case Code.VerticalTab:
      case Code.FormFeed:
      case Code.Return:
        space();
        index++;
        continue;
      case Code.NewLine:
        finish();
        index++;
        line++;
        lineStart = index;
        continue;
      case Code.Semicolon:
        finish();
        index++;
        continue;
      case Code.Hash:
        if (state === State.Start) {
          index = endOfLine(text, index);
          continue;
        }
        break;
      case Code.Slash: {
        const next = text.charCodeAt(index + 1);
        if (next === Code.Slash) {
          index = endOfLine(text, index);
          continue;
        }
        if (next === Code.Star) {
          const end = text.indexOf('*/', index + 2);
          if (end < 0) {
            problems.push({ code: 'unterminated-comment', line, column: index - lineStart });
            index = length;
            continue;
          }
          for (let at = text.indexOf('\n', index); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) {
            line++;
            lineStart = at + 1;
          }
          index = end + 2;
          space();
          continue;
        }
        break;
      }
      case Code.Quote: {
        begin();
        const end = endOfString(text, index);
        if (end < 0) {
          problems.push({ code: 'unterminated-string', line, column: index - lineStart });
          out = '';
          state = State.Start;
          index = endOfLine(text, index);
          continue;
        }
        if (state === State.WordSpace) out += ' ';
        out += text.slice(index, end);
        state = state === State.Start || state === State.Opcode ? State.Opcode : State.Word;
        index = end;
        continue;
      }
      case Code.Apostrophe: {
        begin();
        const constant = characterConstant(text, index);
        if (constant !== undefined) {
          if (state === State.WordSpace) out += ' ';
          out += constant.value.toString();
          state = state === State.Start || state === State.Opcode ? State.Opcode : State.Operand;
          index = constant.end;
          continue;
        }
        break;
      }
      case Code.Colon:
        begin();
        // "name :" is a label too: the space after the first word goes.
        if (state === State.Operand && /^[\w.$]+ $/u.test(out)) {
          out = out.slice(0, -1);
          state = State.Opcode;
        }
        out += ':';
        state = state === State.Opcode || state === State.Start ? State.Start : State.Operand;
        index++;
        continue;
    }
    begin();
    // A macro parameter may stand for a word: GNU as keeps the space before it.
    if (state === State.WordSpace && char === Code.Backslash) out += ' ';
    out += text[index];
    state = state === State.Start || state === State.Opcode ? State.Opcode : State.Operand;
    index++;
  }
  finish();
  return { statements, problems };
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
    if (char === Code.Quote) return index + 1;
    if (char === Code.NewLine) return -1;
    if (char === Code.Backslash && text.charCodeAt(index + 1) !== Code.NewLine) index++;
  }
  return -1;
}

const escapes: Readonly<Record<string, number>> = { b: 8, f: 12, n: 10, r: 13, t: 9, '\\': 92 };

/** `'a`, `'a'`, `'\n`: the value of the character, and the index after it. */
function characterConstant(
  text: string,
  from: number,
): { readonly value: number; readonly end: number } | undefined {
  let index = from + 1;
  let value = text.charCodeAt(index);
  if (Number.isNaN(value) || value === Code.NewLine) return undefined;
  if (value === Code.Backslash) {
    index++;
    value = escapes[text[index] ?? ''] ?? text.charCodeAt(index);
    if (Number.isNaN(value) || text.charCodeAt(index) === Code.NewLine) return undefined;
  }
  index++;
  if (text.charCodeAt(index) === Code.Apostrophe) index++;
  return { value, end: index };
}

export { isWordCharacter, scrub };
export type { Scrubbed, ScrubbedStatement, ScrubProblem };
