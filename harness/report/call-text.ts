import type { Called, ChangedRegister } from '../run/make-call.ts';
import { formatPlace } from '../diagnostics/place.ts';
import type { Location } from '../judge/finding.ts';
import type { Palette } from '../diagnostics/palette.ts';
import { createPalette } from '../diagnostics/palette.ts';
import { exceptionLine } from './exception-text.ts';

/** What one call did, for a person. */
export function callText(result: Called, seed: number, colour: boolean): string {
  const palette = createPalette(colour);
  const { outcome, exception, slot, instructions, conditions, changes, stores, events } = result;
  const { assumptions = [] } = result;
  const through = slot === undefined ? '' : ` through ${slot}`;
  return [
    `${palette.bold(outcome)}${through}${palette.dim(` after ${instructions} instructions`)}`,
    ...(exception === undefined ? [] : [palette.yellow(exceptionLine(exception))]),
    ...section('because', conditions, palette),
    ...section('changed', changeLines(changes, palette), palette),
    ...section('stored', stores.map(storeLine), palette),
    ...section('events at EL2', events, palette),
    ...section('taken for granted', assumptions, palette),
    ...section('unpatched', result.unpatched ?? [], palette),
    '',
    palette.dim(`seed ${seed}`),
    '',
  ].join('\n');
}

function section(title: string, lines: readonly string[], palette: Palette): string[] {
  return lines.length === 0 ? [] : ['', palette.bold(title), ...lines.map((line) => `  ${line}`)];
}

/** Columns that a value may take before the place that follows it is no longer in line. */
const widestValue = 40;
/** Columns after which a value is cut: the JSON has all of it. */
const mostColumns = 80;

function shortened(value: string): string {
  return value.length > mostColumns ? `${value.slice(0, mostColumns)}...` : value;
}

function widest(lengths: readonly number[]): number {
  return Math.max(0, ...lengths);
}

function changeLines(changes: readonly ChangedRegister[], palette: Palette): string[] {
  const rows = changes.map(({ register, before, after, value, by }) => ({
    register,
    became: `${palette.dim(before)} -> ${after}`,
    length: before.length + after.length,
    meaning: value === after ? '' : `= ${shortened(value)}`,
    by,
  }));
  const width = widest(rows.map(({ register }) => register.length));
  const numbers = widest(rows.map(({ length }) => length));
  const meanings = rows.map(({ meaning }) => meaning.length);
  const values = widest(meanings.filter((length) => length <= widestValue));
  return rows.map(({ register, became, length, meaning, by }) =>
    [
      register.padEnd(width),
      `${became}${' '.repeat(numbers - length)}`,
      ...(widest(meanings) === 0 ? [] : [meaning.padEnd(values)]),
      by === undefined ? '' : palette.dim(locationText(by)),
    ]
      .join('  ')
      .trimEnd(),
  );
}

function locationText({ place, text, instruction, symbol }: Location): string {
  const where = place === undefined ? symbol : formatPlace(place);
  const what = (text ?? instruction).replaceAll(/\s+/g, ' ').trim();
  return [where, what].filter((part) => part !== undefined && part !== '').join(': ');
}

/** `8 bytes at SP_EL2 - 0x10 (0x4030fff0) = x0 (0x1)` */
function storeLine({ address, place, size, value, source }: Called['stores'][number]): string {
  const bytes = `${size} ${size === 1 ? 'byte' : 'bytes'}`;
  return `${bytes} at ${withNumber(place ?? source?.address, address)} = ${withNumber(source?.value, value)}`;
}

function withNumber(text: string | undefined, number: string): string {
  return text === undefined || text === number ? number : `${text} (${number})`;
}
