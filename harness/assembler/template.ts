import type { Statement, Template } from './statement.ts';
import { pieces } from './substitute.ts';
import { alignedRange, unitsOf } from './text-range.ts';
import type { TextRange } from './text-range.ts';

/** Finds a part of a statement that a macro wrote in the macro's body: a parameter counts as a whole. Undefined where it cannot be found. */
export function rangeInBody(
  statement: Statement,
  template: Template,
  range: TextRange,
): TextRange | undefined {
  const { body, substitution, column } = template;
  const parts = pieces(body.text, substitution);
  const raw = parts.map(({ text }) => text).join('');
  const found = alignedRange(range, unitsOf(statement.text), unitsOf(raw, column));
  if (found === undefined) {
    return undefined;
  }
  let at = 0;
  let start = body.text.length;
  let end = 0;
  for (const { text, from, to } of parts) {
    if (at < found.end && at + text.length > found.start) {
      start = Math.min(start, from);
      end = Math.max(end, to);
    }
    at += text.length;
  }
  return start < end ? { start, end } : undefined;
}
