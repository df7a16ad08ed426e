import type { Palette } from '../diagnostics/palette.ts';
import { createPalette } from '../diagnostics/palette.ts';
import type { ProofResult, ProvedTable, Statement } from '../proof/result.ts';
import { alignedLines, columnWidths, sectionLines } from './compare-section-text.ts';
import { findingLines, locationLines } from './finding-text.ts';
import type { ProofRow } from './proof-rows.ts';
import {
  fixedText,
  freeText,
  proofCells,
  proofFailures,
  proofHead,
  proofRows,
  summaryText,
  valuesText,
} from './proof-rows.ts';
import type { ReporterOptions } from './reporter.ts';
import { wrap } from './wrap.ts';

/** Columns of a line of text. */
const textWidth = 100;

/** How a proof is shown to a person. */
export type ProofTextOptions = Pick<ReporterOptions, 'colour' | 'readSource'>;

/** A proof for a person. */
export function proofText(result: ProofResult, { colour, readSource }: ProofTextOptions): string {
  const palette = createPalette(colour ?? false);
  const failures = proofFailures(result);
  return [
    palette.bold(`the contract of ${result.vectors}, for all values`),
    '',
    ...result.tables.flatMap((table) => [
      ...tableLines(proofRows(result, table), table, palette, readSource),
      '',
    ]),
    ...(failures.rows.length === 0 ? [] : [...sectionLines(failures, palette), '']),
    ...assumptionLines(result, palette),
    summaryText(result),
    palette.dim(`seed ${result.seed}`),
    '',
  ].join('\n');
}

function tableLines(
  rows: readonly ProofRow[],
  table: ProvedTable,
  palette: Palette,
  readSource: ProofTextOptions['readSource'],
): string[] {
  const cells = rows.map(proofCells);
  const widths = columnWidths([proofHead, ...cells]);
  return [
    palette.bold(`${table.abi}/${table.table}`),
    ...alignedLines(proofHead, widths).map((line) => palette.dim(`  ${line}`)),
    ...rows.flatMap((row, index) => [
      ...rowLines(row, cells[index] ?? [], widths, palette),
      ...detailLines(row, palette, readSource).map((line) => `    ${line}`),
    ]),
    ...labelled('free', freeText(table)),
    ...labelled('fixed', fixedText(table)),
  ];
}

/** The verdict alone has a colour. */
function rowLines(
  { verdict, excused }: ProofRow,
  cells: readonly string[],
  widths: readonly number[],
  palette: Palette,
): string[] {
  const paint = excused === undefined ? palette[colours[verdict]] : palette.yellow;
  const width = widths[0] ?? 0;
  const [first = '', ...more] = alignedLines(cells, widths);
  return [
    `  ${paint(first.slice(0, width))}${first.slice(width)}`,
    ...more.map((line) => `  ${line}`),
  ];
}

const colours = {
  proved: 'green',
  refuted: 'red',
  'not-covered': 'yellow',
} as const satisfies Record<Statement['verdict'], keyof Palette>;

/** What there is to say of a statement that is not proved. */
function detailLines(
  { counterexample, reason, at, excused }: ProofRow,
  palette: Palette,
  readSource: ProofTextOptions['readSource'],
): string[] {
  return [
    ...(counterexample === undefined
      ? []
      : [
          ...indented('with ', valuesText(counterexample.values)),
          ...findingLines(counterexample.finding, palette, readSource),
          ...(counterexample.call === undefined ? [] : [counterexample.call]),
        ]),
    ...(reason === undefined ? [] : wrap(reason, textWidth)),
    ...(at === undefined ? [] : locationLines(at, palette, readSource)),
    ...(excused === undefined ? [] : indented('listed: ', excused)),
  ];
}

function assumptionLines({ assumptions }: ProofResult, palette: Palette): string[] {
  if (assumptions.length === 0) {
    return [];
  }
  const width = String(assumptions.length).length;
  return [
    palette.bold('assuming'),
    ...assumptions.flatMap((text, index) =>
      indented(`  ${String(index + 1).padStart(width)}. `, text),
    ),
    '',
  ];
}

function labelled(label: string, text: string): string[] {
  return indented(`  ${label.padEnd(7)}`, text);
}

/** Nothing for an empty text; further lines stand below the first one's text. */
function indented(start: string, text: string): string[] {
  return wrap(text, textWidth - start.length).map((line, index) =>
    index === 0 ? `${start}${line}` : `${' '.repeat(start.length)}${line}`,
  );
}
