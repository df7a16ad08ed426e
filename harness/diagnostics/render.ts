import type { Diagnostic } from './diagnostic.ts';
import { createPalette } from './palette.ts';
import { formatPlace } from './place.ts';
import { shown } from './shown.ts';
import { blankLike, textWidth } from './text-width.ts';

export interface RenderOptions {
  /** ANSI colours; off by default. */
  readonly colour?: boolean;
}

/** Columns; a longer line is shown around its caret. */
const widestExcerpt = 160;
/** Columns that stay visible before the caret of such a line. */
const before = 60;

/**
 * A diagnostic as text for a terminal: `file:line:column: error: message [code]`, the source line with a caret, how the text came
 * to be there, and the likely fix. No line break at the end.
 */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions = {}): string {
  const colours = createPalette(options.colour === true);
  const { code, severity, message, place, excerpt, trail = [], note } = diagnostic;
  const paint = { error: colours.red, warning: colours.yellow, note: colours.cyan }[severity];
  const where = place === undefined ? '' : `${colours.bold(`${shown(formatPlace(place))}:`)} `;
  const lines = [
    `${where}${colours.bold(paint(`${severity}:`))} ${shown(message)} ${colours.dim(`[${code}]`)}`,
  ];
  if (place !== undefined && excerpt !== undefined) {
    const number = String(place.line);
    const gutter = ' '.repeat(number.length);
    const { text, caret, length } = clip(excerpt.text, place.column - 1, excerpt.length);
    lines.push(
      ` ${colours.dim(`${number} |`)} ${text}`,
      ` ${colours.dim(`${gutter} |`)} ${caret}${paint('^'.repeat(length))}`,
    );
  }
  for (const step of trail) {
    lines.push(`  ${shown(step.what)}, ${shown(formatPlace(step.place))}`);
  }
  if (note !== undefined) {
    lines.push(`  ${colours.cyan('note:')} ${shown(note)}`);
  }
  return lines.join('\n');
}

/** A line that fits a terminal, with white space before the caret that keeps the line's tabs. */
function clip(
  line: string,
  column: number,
  length: number,
): { readonly text: string; readonly caret: string; readonly length: number } {
  const start = line.length > widestExcerpt && column > before ? column - before : 0;
  const end = start + widestExcerpt;
  // Shown, a character may take several columns.
  const passed = line.slice(start, column);
  const underlined = shown(line.slice(column, Math.min(column + length, end)));
  return {
    text: shown(line.slice(start, end)),
    caret: blankLike(shown(passed)) + ' '.repeat(column - start - passed.length),
    length: Math.max(1, textWidth(underlined)),
  };
}
