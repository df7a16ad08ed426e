import type { Place } from '../diagnostics/place.ts';
import { shown } from '../diagnostics/shown.ts';
import { blankLike } from '../diagnostics/text-width.ts';
import type { Palette } from '../diagnostics/palette.ts';

/** Source lines shown before and after the one that matters. */
const contextLines = 2;

/**
 * The line that `place` names with its neighbours, line numbers and a caret under the column. Where the file cannot be
 * read, or no longer has that line, `text` stands in for it; without both the result is empty.
 */
export function sourceExcerpt(
  place: Place,
  source: string | undefined,
  text: string | undefined,
  palette: Palette,
): string[] {
  const lines = source?.split(/\r?\n/) ?? [];
  const first = Math.max(1, place.line - contextLines);
  const excerpt =
    lines[place.line - 1] === undefined
      ? text === undefined
        ? []
        : [{ number: place.line, text }]
      : lines
          .slice(first - 1, place.line + contextLines)
          .map((text, index) => ({ number: first + index, text }));
  while (excerpt.length > 0 && excerpt.at(-1)?.text.trim() === '') {
    excerpt.pop();
  }
  const width = String(excerpt.at(-1)?.number ?? 0).length;
  return excerpt.flatMap((line) => {
    const gutter = palette.dim(`${String(line.number).padStart(width)} |`);
    const row = line.text === '' ? gutter : `${gutter} ${shown(line.text)}`;
    if (line.number !== place.line) {
      return [row];
    }
    // Tabs before the column stay tabs, so that the caret stands where the terminal shows the column.
    const indent = blankLike(shown(line.text.slice(0, place.column - 1)));
    return [row, `${palette.dim(`${' '.repeat(width)} |`)} ${indent}${palette.red('^')}`];
  });
}
