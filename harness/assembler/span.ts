import { unitAt, unitsOf } from './text-range.ts';
import type { TextRange } from './text-range.ts';

/** Columns of a line. */
export interface Span {
  readonly column: number;
  readonly length: number;
  readonly exact: boolean;
}

/** The part of a statement that is meant; undefined behind its end. */
export function rangeOf(statement: string, position: number, end?: number): TextRange | undefined {
  const unit = unitAt(statement, position);
  if (unit === undefined) {
    return undefined;
  }
  return end === undefined ? { start: position, end: unit.end } : { start: position, end };
}

/** The columns in `text` of a part of a statement; of its operand, or of all code on the line, when it is not found. */
export function find(
  text: string,
  from: number,
  statement: string,
  position: number | undefined,
  end: number | undefined,
): Span {
  if (position !== undefined) {
    const range = rangeOf(statement, position, end);
    const found =
      range === undefined ? behind(text, from, statement) : sameRange(text, from, statement, range);
    if (found !== undefined) {
      return { column: found.start, length: found.end - found.start, exact: true };
    }
    const operand = range === undefined ? undefined : sameOperand(text, from, statement, range);
    if (operand !== undefined) {
      return { column: operand.start, length: operand.end - operand.start, exact: false };
    }
  }
  const start = text.slice(from).search(/\S/u);
  const column = start < 0 ? 0 : from + start;
  const length = Math.max(1, text.slice(column).trimEnd().length);
  return {
    column,
    length,
    exact: position === undefined && text.startsWith(unitsOf(statement)[0]?.text ?? '', column),
  };
}

/** Something is missing at the end: one column behind what is there. */
function behind(text: string, from: number, statement: string): TextRange | undefined {
  const last = unitsOf(statement).at(-1);
  const found = last === undefined ? undefined : sameRange(text, from, statement, last);
  return found === undefined ? undefined : { start: found.end, end: found.end + 1 };
}

/** The first and the last word of a range, each with as many like it before as in the statement. */
function sameRange(
  text: string,
  from: number,
  statement: string,
  range: TextRange,
): TextRange | undefined {
  const units = unitsOf(statement);
  const others = unitsOf(text, from);
  const first = units.findIndex(({ end }) => end > range.start);
  const last = units.findIndex(({ end }) => end >= range.end);
  const [a, b] = [first, last].map((index) => {
    const unit = units[index];
    if (unit === undefined) {
      return undefined;
    }
    const before = units.slice(0, index).filter((other) => other.text === unit.text).length;
    const found = others.filter((other) => other.text === unit.text)[before];
    return found === undefined ? undefined : { unit, found };
  });
  if (a === undefined || b === undefined || b.found.end <= a.found.start) {
    return undefined;
  }
  return {
    start: a.found.start + Math.max(0, range.start - a.unit.start),
    end: b.found.end - Math.max(0, b.unit.end - range.end),
  };
}

/** What stands at the same place of the operands, where the preprocessor wrote something else than the line says. */
function sameOperand(
  text: string,
  from: number,
  statement: string,
  range: TextRange,
): TextRange | undefined {
  const index = operandsOf(statement).findIndex(
    ({ start, end }) => start <= range.start && range.end <= end,
  );
  const code = text.slice(0, endOfCode(text, from));
  const [mine, theirs] = [operandsOf(statement), operandsOf(code.slice(from))];
  const found = index < 0 || mine.length !== theirs.length ? undefined : theirs[index];
  return found === undefined ? undefined : { start: from + found.start, end: from + found.end };
}

/** What is between the commas behind the first word; labels are no words. */
function operandsOf(text: string): TextRange[] {
  const head = /^\s*(?:[\w.$]+:\s*)*\S+\s*/u.exec(text)?.[0].length ?? 0;
  const found: TextRange[] = [];
  let [depth, start] = [0, head];
  for (let at = head; at <= text.length; at += 1) {
    const char = text[at] ?? ',';
    depth += '[{('.includes(char) ? 1 : ']})'.includes(char) ? -1 : 0;
    if (at === text.length || (char === ',' && depth <= 0)) {
      const part = text.slice(start, at);
      const lead = part.length - part.trimStart().length;
      found.push({ start: start + lead, end: start + part.trimEnd().length });
      start = at + 1;
    }
  }
  return found;
}

function endOfCode(text: string, from: number): number {
  const end = text.slice(from).search(/\/\/|\/\*|;/u);
  return end < 0 ? text.length : from + end;
}
