import type { Excerpt } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import type { TrailStep } from './source.ts';
import type { Statement } from './statement.ts';

/** Where a statement, or a part of it, is in the files that the user knows. */
export interface Location {
  readonly place: Place;
  readonly excerpt: Excerpt;
  /** Macro calls and includes, innermost first. */
  readonly trail: readonly TrailStep[];
  /** What the statement reads after macros, where that is not what the line says. */
  readonly note?: string;
}

const longestTrail = 12;
/** Longer lines are cut in excerpts. */
const longestExcerpt = 1000;

/**
 * Finds places for diagnostics and line tables. A statement was changed on its way here, by the C preprocessor, the scrubber and macros;
 * so a position is found again by its word, and its count among the same words before it.
 */
export class Locator {
  readonly #files = new Map<string, readonly string[] | undefined>();
  readonly #read: (path: string) => string | undefined;

  /** @param read gives the text of an original file, undefined when it is not at hand */
  constructor(read: (path: string) => string | undefined) {
    this.#read = read;
  }

  /** The file and line of a statement, and that line as the user wrote it. */
  line(statement: Statement): { readonly place: Place; readonly text: string } {
    const { file, line } = statement.source.origin(statement.line);
    const text = this.#original(file, line) ?? statement.source.line(statement.line);
    const column = Math.max(0, text.search(/\S/u)) + 1;
    return { place: { file, line, column }, text };
  }

  locate(statement: Statement, position?: number): Location {
    const { file, line, trail } = statement.source.origin(statement.line);
    const physical = statement.source.line(statement.line);
    const text = this.#original(file, line) ?? physical;
    const from = text === physical ? statement.column : 0;
    const span = find(text, from, statement.text, position);
    const steps = [...expansionTrail(statement), ...trail].slice(0, longestTrail);
    return {
      place: { file, line, column: span.column + 1 },
      excerpt: { text: text.slice(0, longestExcerpt), length: span.length },
      trail: steps,
      ...(span.exact
        ? {}
        : { note: `after expansion the line reads '${statement.text.slice(0, 200)}'` }),
    };
  }

  #original(file: string, line: number): string | undefined {
    let lines = this.#files.get(file);
    if (lines === undefined && !this.#files.has(file)) {
      lines = this.#read(file)?.split('\n');
      this.#files.set(file, lines);
    }
    return lines?.[line - 1];
  }
}

interface Span {
  readonly column: number;
  readonly length: number;
  readonly exact: boolean;
}

const unit = /[\w.$\u{80}-\u{10ffff}]+|\S/uy;

/** The columns in `text` of what stands at `position` in `statement`; the whole of the code on the line when it is not found. */
function find(text: string, from: number, statement: string, position: number | undefined): Span {
  if (position !== undefined) {
    const at = Math.min(position, statement.length);
    unit.lastIndex = at;
    const wanted = unit.exec(statement)?.[0];
    if (wanted === undefined) {
      // Something is missing at the end: point behind what is there.
      const column = endOf(text, from, statement);
      if (column !== undefined) {
        return { column, length: 1, exact: true };
      }
    } else {
      const column = nth(text, from, wanted, count(statement, wanted, at));
      if (column >= 0) {
        return { column, length: wanted.length, exact: true };
      }
    }
  }
  const start = text.slice(from).search(/\S/u);
  const column = start < 0 ? 0 : from + start;
  const length = Math.max(1, text.slice(column).trimEnd().length);
  return {
    column,
    length,
    exact: position === undefined && startsWithWord(text, column, statement),
  };
}

function startsWithWord(text: string, column: number, statement: string): boolean {
  unit.lastIndex = 0;
  const word = unit.exec(statement)?.[0] ?? '';
  return text.startsWith(word, column);
}

function endOf(text: string, from: number, statement: string): number | undefined {
  let last = '';
  for (const match of wordsOf(statement)) {
    last = match[0];
  }
  const column = nth(text, from, last, count(statement, last, statement.length) - 1);
  return last === '' || column < 0 ? undefined : column + last.length;
}

/** The words and other characters of a text, as the assembler divides them. */
const wordsOf = (text: string) => text.matchAll(/[\w.$\u{80}-\u{10ffff}]+|\S/gu);

/** How often a word stands before `end`. */
function count(text: string, word: string, end: number): number {
  return [...wordsOf(text.slice(0, end))].filter(([found]) => found === word).length;
}

/** The column of a word after `skip` others like it; -1 when there is none. */
function nth(text: string, from: number, word: string, skip: number): number {
  let left = skip;
  for (const match of wordsOf(text.slice(from))) {
    if (match[0] === word && left-- === 0) {
      return from + match.index;
    }
  }
  return -1;
}

function expansionTrail(statement: Statement): TrailStep[] {
  const steps: TrailStep[] = [];
  for (
    let { expansion } = statement;
    expansion !== undefined;
    expansion = expansion.call.expansion
  ) {
    if (steps.length >= longestTrail) {
      break;
    }
    const { call, what } = expansion;
    const { file, line } = call.source.origin(call.line);
    steps.push({ what, place: { file, line, column: call.column + 1 } });
  }
  return steps;
}
