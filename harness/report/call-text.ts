import type { CallResult, ChangedRegister } from '../run/make-call.ts';
import type { Palette } from '../diagnostics/palette.ts';
import { createPalette } from '../diagnostics/palette.ts';
import { exceptionLine } from './exception-text.ts';

/** What one call did, for a person. */
export function callText(result: CallResult, seed: number, colour: boolean): string {
  const palette = createPalette(colour);
  const { outcome, exception, slot, instructions, changes, stores, events } = result;
  const through = slot === undefined ? '' : ` through ${slot}`;
  return [
    `${palette.bold(outcome)}${through}${palette.dim(` after ${instructions} instructions`)}`,
    ...(exception === undefined ? [] : [palette.yellow(exceptionLine(exception))]),
    ...section('changed', changeLines(changes, palette), palette),
    ...section(
      'stored',
      stores.map(
        ({ address, place, size, value }) => `${size} bytes at ${place ?? address} = ${value}`,
      ),
      palette,
    ),
    ...section('events at EL2', events, palette),
    '',
    palette.dim(`seed ${seed}`),
    '',
  ].join('\n');
}

function section(title: string, lines: readonly string[], palette: Palette): string[] {
  return lines.length === 0 ? [] : ['', palette.bold(title), ...lines.map((line) => `  ${line}`)];
}

function changeLines(changes: readonly ChangedRegister[], palette: Palette): string[] {
  const width = Math.max(0, ...changes.map(({ register }) => register.length));
  return changes.map(({ register, before, after, expression }) => {
    const meaning = expression === after ? '' : ` (${expression} before the call)`;
    return `${register.padEnd(width)}  ${palette.dim(before)} -> ${after}${meaning}`;
  });
}
