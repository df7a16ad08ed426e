/** A part of a text, by indexes; `end` is behind it. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A word or another character of a text, as the assembler divides it. */
interface Unit extends TextRange {
  readonly text: string;
}

/** The words and other characters of a text; white space is none. */
export function unitsOf(text: string, from = 0): Unit[] {
  const pattern = /[\w.$\u{80}-\u{10ffff}]+|\S/gu;
  pattern.lastIndex = from;
  return Array.from(text.matchAll(pattern), ({ 0: found, index }) => ({
    text: found,
    start: index,
    end: index + found.length,
  }));
}

/** The range of the unit that an index is in, or before. */
export function unitAt(text: string, index: number): TextRange | undefined {
  return unitsOf(text).find(({ end }) => end > index);
}

/** The same range in another text whose units up to its end are the same; undefined where they are not. */
export function alignedRange(
  range: TextRange,
  units: readonly Unit[],
  others: readonly Unit[],
): TextRange | undefined {
  const last = units.findIndex(({ end }) => end >= range.end);
  const first = units.findIndex(({ end }) => end > range.start);
  const [a, b] = [others[first], others[last]];
  const [from, to] = [units[first], units[last]];
  if (from === undefined || to === undefined || a === undefined || b === undefined) {
    return undefined;
  }
  for (let index = 0; index <= last; index += 1) {
    if (units[index]?.text !== others[index]?.text) {
      return undefined;
    }
  }
  return {
    start: a.start + Math.max(0, range.start - from.start),
    end: b.end - Math.max(0, to.end - range.end),
  };
}
