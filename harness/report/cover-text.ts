import type { CoveredFile, CoveredLine, Coverage, Share } from '../coverage/coverage.ts';
import { instructionShare, outcomeShare } from '../coverage/coverage.ts';
import type { Palette } from '../diagnostics/palette.ts';
import { createPalette } from '../diagnostics/palette.ts';

/** Columns of an execution count. */
const countWidth = 8;

/** Coverage for a person: what was not reached, in its source, and totals by file. */
export function coverText(coverage: Coverage, options: { readonly colour: boolean }): string {
  const palette = createPalette(options.colour);
  const sections = coverage.files.flatMap((file) => fileSection(file, palette));
  const width = Math.max(0, ...coverage.files.map(({ file }) => file.length));
  const rows = coverage.files.map(({ file, instructions, outcomes }) =>
    tableRow(file, width, instructions, outcomes, palette),
  );
  const slots = coverage.tables.flatMap(({ abi, table, slots }) =>
    slots
      .filter(({ count }) => count === 0)
      .map(({ slot }) => `  ${palette.red('no test')} enters slot ${slot} of ${table} (${abi})`),
  );
  return [
    ...sections,
    ...(slots.length === 0 ? [] : [...slots, '']),
    `${'instructions'.padStart(width + 16)}${'conditions'.padStart(20)}`,
    ...rows,
    tableRow('all', width, coverage.instructions, coverage.outcomes, palette),
    `${'slots'.padEnd(width + 4)}${shareText(coverage.slots).padStart(18)}`,
    '',
  ].join('\n');
}

/** 100 for nothing at all. */
export function percent({ covered, total }: Share): number {
  return total === 0 ? 100 : (100 * covered) / total;
}

/** Rounded down, so that only all of it is 100. */
export function percentText(share: Share): string {
  return `${(Math.floor(percent(share) * 10) / 10).toFixed(1)}%`;
}

function shareText(share: Share): string {
  return `${share.covered}/${share.total} ${percentText(share).padStart(6)}`;
}

function tableRow(
  name: string,
  width: number,
  instructions: Share,
  outcomes: Share,
  palette: Palette,
): string {
  const complete = [instructions, outcomes].every(({ covered, total }) => covered === total);
  const text = `${name.padEnd(width + 4)}${shareText(instructions).padStart(18)}${shareText(outcomes).padStart(20)}`;
  return complete ? text : palette.yellow(text);
}

/** The lines with something missing, each with the line before and after; nothing for a file without one. */
function fileSection({ file, lines }: CoveredFile, palette: Palette): string[] {
  const shown = lines.flatMap((line, index) =>
    lines.slice(Math.max(0, index - 1), index + 2).some(hasGap) ? [line] : [],
  );
  if (shown.length === 0) {
    return [];
  }
  const numbers = String(shown.at(-1)?.line ?? 0).length;
  const indent = ' '.repeat(countWidth + numbers + 6);
  return [
    palette.bold(file),
    ...shown.flatMap((line, index) => [
      ...(index > 0 && (shown[index - 1]?.line ?? 0) < line.line - 3 ? [''] : []),
      `${lineCount(line).padStart(countWidth)}  ${String(line.line).padStart(numbers)} | ${line.text}`,
      ...gapsOf(line).map((gap) => `${indent}${palette.red(gap)}`),
    ]),
    '',
  ];
}

function lineCount({ instructions }: CoveredLine): string {
  return String(instructions.reduce((sum, { count }) => sum + count, 0));
}

function hasGap(line: CoveredLine): boolean {
  return gapsOf(line).length > 0;
}

/** What tests did not do on a line, in words. */
export function gapsOf(line: CoveredLine): string[] {
  const { instructions, marker } = line;
  if (marker?.wrong === true) {
    return [`marked '${marker.kind}' (${marker.reason}), but a test does it: remove the marker`];
  }
  const complete = [instructionShare(line), outcomeShare(line)].every(
    ({ covered, total }) => covered === total,
  );
  if (complete) {
    return [];
  }
  return instructions.flatMap(({ abi, at, count, outcomes }) => {
    const where = `at ${at} (${abi})`;
    if (count === 0) {
      return [`never executed ${where}`];
    }
    return [
      ...(outcomes?.held === 0 && marker?.kind !== 'never'
        ? [`the condition never holds ${where}`]
        : []),
      ...(outcomes?.failed === 0 && marker?.kind !== 'always'
        ? [`the condition always holds ${where}`]
        : []),
    ];
  });
}
