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
  { cells, consequence }: SectionRow,
  above: SectionRow | undefined,
  widths: readonly number[],
  palette: Palette,
): string[] {
  const differs = cells.findIndex((cell, column) => cell !== above?.cells[column]);
  const shown = cells.map((cell, column) => (column < differs ? '' : cell));
  const paint = consequence === 'dangerous' ? palette.red : (text: string) => text;
  return alignedLines(shown, widths).map((line) => paint(`  ${line}`));
}

/** Columns that each column of a table takes. */
export function columnWidths(table: readonly (readonly string[])[]): number[] {
  const [head = []] = table;
  return head.map((_, column) =>
    Math.min(widestColumn, Math.max(...table.map((cells) => cells[column]?.length ?? 0))),
  );
}

/** One row: as many lines as its highest cell needs. */
export function alignedLines(cells: readonly string[], widths: readonly number[]): string[] {
  const wrapped = cells.map((cell, column) => wrap(cell, widths[column] ?? widestColumn));
  const height = Math.max(1, ...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    alignedLine(
      wrapped.map((cell) => cell[line] ?? ''),
      widths,
    ),
  );
}

function alignedLine(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join('  ')
    .trimEnd();
}
