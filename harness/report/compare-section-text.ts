import type { Section, SectionRow } from './compare-sections.ts';
import type { Palette } from '../diagnostics/palette.ts';
import { wrap } from './wrap.ts';

/** Columns: a wider column goes on in the next line. */
const widestColumn = 44;

/** A section for a terminal. */
export function sectionLines({ title, text, head, rows }: Section, palette: Palette): string[] {
  const widths = columnWidths([head, ...rows.map(({ cells }) => cells)]);
  return [
    palette.bold(title),
    ...(text === undefined ? [] : [palette.dim(text)]),
    palette.dim(`  ${alignedLine(head, widths)}`),
    ...rows.flatMap((row, index) => rowLines(row, rows[index - 1], widths, palette)),
  ];
}

/** What is as in the row above is left out in the first columns. */
function rowLines(
  { cells, marked }: SectionRow,
  above: SectionRow | undefined,
  widths: readonly number[],
  palette: Palette,
): string[] {
  const differs = cells.findIndex((cell, column) => cell !== above?.cells[column]);
  const shown = cells.map((cell, column) => (column < differs ? '' : cell));
  const paint = (text: string, column: number): string =>
    column !== marked?.cell
      ? text
      : marked.as === 'dangerous'
        ? palette.red(text)
        : palette.yellow(text);
  return alignedLines(shown, widths, paint).map((line) => `  ${line}`);
}

/** Columns that each column of a table takes. */
export function columnWidths(table: readonly (readonly string[])[]): number[] {
  const [head = []] = table;
  return head.map((_, column) =>
    Math.min(widestColumn, Math.max(...table.map((cells) => cells[column]?.length ?? 0))),
  );
}

/** One row: as many lines as its highest cell needs. */
export function alignedLines(
  cells: readonly string[],
  widths: readonly number[],
  paint: (text: string, column: number) => string = (text) => text,
): string[] {
  const wrapped = cells.map((cell, column) => wrap(cell, widths[column] ?? widestColumn));
  const height = Math.max(1, ...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    alignedLine(
      wrapped.map((cell) => cell[line] ?? ''),
      widths,
      paint,
    ),
  );
}

/** Colours are put around a text and take no columns. */
function alignedLine(
  cells: readonly string[],
  widths: readonly number[],
  paint: (text: string, column: number) => string = (text) => text,
): string {
  return cells
    .map((cell, column) => {
      const gap = ' '.repeat(Math.max(0, (widths[column] ?? 0) - cell.length));
      return `${cell === '' ? '' : paint(cell, column)}${gap}`;
    })
    .join('  ')
    .trimEnd();
}
