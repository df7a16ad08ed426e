import { lowerCase } from './ascii-case.ts';
import type { Cursor } from './cursor.ts';
import { SourceError } from './source-error.ts';
import type { Statement } from './statement.ts';

/** One formal parameter of a macro. */
export interface Parameter {
  readonly name: string;
  readonly kind: 'optional' | 'required' | 'rest';
  /** Used when the argument is empty or missing. */
  readonly initial: string;
}

export interface Macro {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
}

const separators = new Set([' ', '\t', ',', '"', ';', ')', '(']);

/** Reads what follows `.macro`: the name, then parameters with `:req`, `:vararg` or `=default`, separated by commas or spaces. */
export function parseMacroHead(cursor: Cursor): {
  readonly name: string;
  readonly parameters: Parameter[];
} {
  const name = cursor.word();
  if (name === undefined) {
    throw cursor.unexpected("the macro's name");
  }
  cursor.accept(',');
  const parameters: Parameter[] = [];
  while (!cursor.atEnd) {
    const start = cursor.position;
    const parameter = parseParameter(cursor);
    if (parameters.some((other) => other.name === parameter.name)) {
      throw new SourceError(
        'bad-macro-definition',
        `parameter '${parameter.name}' is named twice`,
        start,
      );
    }
    parameters.push(parameter);
    cursor.accept(',');
    if (parameter.kind === 'rest' && !cursor.atEnd) {
      throw new SourceError(
        'bad-macro-definition',
        `nothing may follow ':vararg'`,
        cursor.position,
      );
    }
  }
  return { name: lowerCase(name), parameters };
}

function parseParameter(cursor: Cursor): Parameter {
  const start = cursor.position;
  const name = cursor.word();
  if (name === undefined) {
    throw cursor.unexpected("a parameter's name");
  }
  if (/^\d/u.test(name)) {
    throw new SourceError(
      'bad-macro-definition',
      `a parameter cannot begin with a digit, found '${name}'`,
      start,
    );
  }
  let kind: Parameter['kind'] = 'optional';
  if (cursor.accept(':')) {
    const start = cursor.position;
    const qualifier = lowerCase(cursor.word() ?? '');
    if (qualifier === 'req') {
      kind = 'required';
    } else if (qualifier === 'vararg') {
      kind = 'rest';
    } else {
      throw new SourceError('bad-macro-definition', `expected 'req' or 'vararg' after ':'`, start);
    }
  }
  const initial = cursor.accept('=') ? readArgument(cursor) : '';
  return { name, kind, initial };
}

/** Options of the dialect that .altmacro switches on. */
export interface ArgumentOptions {
  /** Works out `%expression` to decimal digits; given only under .altmacro. */
  readonly evaluate?: (cursor: Cursor) => bigint;
}

/**
 * Reads one macro argument: a string without its quotes, or text up to a comma, or up to white space outside brackets.
 * Brackets do not protect a comma (binutils 2.40, gas/macro.c). Throws `bad-macro-call` at a NUL byte.
 */
export function readArgument(cursor: Cursor, options: ArgumentOptions = {}): string {
  cursor.skipSpace();
  const start = cursor.position;
  const argument = readAny(cursor, options);
  // GNU as takes what a NUL ends in one place for a whole argument, and goes on behind it in another.
  const nul = cursor.text.slice(start, cursor.position).indexOf('\0');
  if (nul >= 0) {
    throw new SourceError('bad-macro-call', 'a NUL byte in an argument', start + nul);
  }
  return argument;
}

function readAny(cursor: Cursor, options: ArgumentOptions): string {
  const first = cursor.text[cursor.position];
  if (first === '%' && options.evaluate !== undefined) {
    cursor.position++;
    return options.evaluate(cursor).toString();
  }
  if (first === '"' || (options.evaluate !== undefined && (first === '<' || first === "'"))) {
    return readQuoted(cursor, options.evaluate !== undefined);
  }
  return readBare(cursor, options.evaluate !== undefined);
}

function readBare(cursor: Cursor, alternate: boolean): string {
  const { text } = cursor;
  const start = cursor.position;
  const brackets: string[] = [];
  while (cursor.position < text.length) {
    const char = text[cursor.position] ?? '';
    if (char === ',' || (alternate && char === '<')) {
      break;
    }
    if (brackets.length === 0 && (char === ' ' || char === '\t')) {
      break;
    }
    if (char === '"' || char === "'") {
      const end = text.indexOf(char, cursor.position + 1);
      if (end < 0) {
        cursor.position = text.length;
        break;
      }
      cursor.position = end;
    } else if (char === '(' || char === '[') {
      brackets.push(char);
    } else if (
      (char === ')' && brackets.at(-1) === '(') ||
      (char === ']' && brackets.at(-1) === '[')
    ) {
      brackets.pop();
    }
    cursor.position++;
  }
  return text.slice(start, cursor.position);
}

/** One or more strings side by side, as one argument: "a", 'a' and, with nesting and '!' as escape, <a>. */
function readQuoted(cursor: Cursor, alternate: boolean): string {
  let out = '';
  const { text } = cursor;
  for (;;) {
    const open = text[cursor.position];
    if (open === '<' && alternate) {
      out += readAngled(cursor);
    } else if (open === '"' || (open === "'" && alternate)) {
      const piece = readString(cursor, open, alternate);
      // Under .altmacro only <> takes the delimiters off.
      out += alternate ? `"${piece}"` : piece;
    } else {
      return out;
    }
  }
}

function readString(cursor: Cursor, quote: string, alternate: boolean): string {
  const { text } = cursor;
  let out = '';
  let escaped = false;
  cursor.position++;
  while (cursor.position < text.length) {
    escaped = text[cursor.position - 1] === '\\' ? !escaped : false;
    const char = text[cursor.position] ?? '';
    if (alternate && char === '!') {
      out += text[cursor.position + 1] ?? '';
      cursor.position += 2;
      continue;
    }
    cursor.position++;
    // A doubled quote stands for one.
    if (char === quote && !escaped && text[cursor.position++] !== quote) {
      cursor.position--;
      return out;
    }
    out += char;
  }
  return out;
}

function readAngled(cursor: Cursor): string {
  const { text } = cursor;
  let out = '';
  let depth = 0;
  cursor.position++;
  while (cursor.position < text.length) {
    let char = text[cursor.position++] ?? '';
    if (char === '>' && depth === 0) {
      return out;
    }
    if (char === '!') {
      char = text[cursor.position++] ?? '';
    } else if (char === '>') {
      depth--;
    } else if (char === '<') {
      depth++;
    }
    out += char;
  }
  throw new SourceError('syntax-error', `expected '>'`, cursor.position);
}

/** Binds the arguments of a call to the macro's parameters; the cursor is behind the macro's name. */
export function bindArguments(
  macro: Macro,
  cursor: Cursor,
  options: ArgumentOptions,
): Map<string, string> {
  const values = new Map<string, string>();
  let next = 0;
  let keywords = false;
  while (!cursor.atEnd) {
    const start = cursor.position;
    const keyword = acceptKeyword(cursor, macro);
    if (keyword !== undefined) {
      keywords = true;
      values.set(keyword.name, readArgument(cursor, options));
    } else {
      if (keywords) {
        throw new SourceError(
          'bad-macro-call',
          'a positional argument follows a keyword argument',
          start,
        );
      }
      const parameter = macro.parameters[next++];
      if (parameter === undefined) {
        throw new SourceError(
          'bad-macro-call',
          `macro '${macro.name}' takes ${macro.parameters.length} argument${macro.parameters.length === 1 ? '' : 's'}, found more`,
          start,
        );
      }
      values.set(
        parameter.name,
        parameter.kind === 'rest' ? cursor.rest() : readArgument(cursor, options),
      );
    }
    if (!cursor.accept(',') && cursor.position === start) {
      throw new SourceError('bad-macro-call', `the argument cannot be read`, start);
    }
  }
  for (const parameter of macro.parameters) {
    if ((values.get(parameter.name) ?? '') !== '') {
      continue;
    }
    if (parameter.kind === 'required') {
      throw new SourceError(
        'bad-macro-call',
        `macro '${macro.name}' requires a value for '${parameter.name}'`,
      );
    }
    values.set(parameter.name, parameter.initial);
  }
  return values;
}

/** `name=` before an argument. As in GNU as, anything without separators and with a '=' behind it is one. */
function acceptKeyword(cursor: Cursor, macro: Macro): Parameter | undefined {
  const { text } = cursor;
  let end = cursor.position;
  while (end < text.length && text[end] !== '=' && !separators.has(text[end] ?? '')) {
    end++;
  }
  if (text[end] !== '=') {
    return undefined;
  }
  const name = text.slice(cursor.position, end);
  const parameter = macro.parameters.find((candidate) => candidate.name === name);
  if (parameter === undefined) {
    throw new SourceError(
      'bad-macro-call',
      `macro '${macro.name}' has no parameter '${name}'`,
      cursor.position,
    );
  }
  cursor.position = end + 1;
  return parameter;
}
