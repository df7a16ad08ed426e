import type { Place } from '../diagnostics/place.ts';
import type { TraceResult } from '../run/trace.ts';
import type { TracedCall, TracedInstruction } from '../run/trace-test.ts';
import type { Palette } from '../diagnostics/palette.ts';
import { createPalette } from '../diagnostics/palette.ts';
import { exceptionLine } from './exception-text.ts';
import type { ReporterOptions } from './reporter.ts';

/** Columns of the disassembly. */
const instructionWidth = 32;

/** A trace for a person: a line for each instruction, and below it what it changed. `readSource`: lines of what was no assembly. */
export function traceText(
  result: Pick<TraceResult, 'id' | 'seed' | 'calls'>,
  colour: boolean,
  readSource?: ReporterOptions['readSource'],
): string {
  const palette = createPalette(colour);
  const several = result.calls.length > 1;
  return [
    palette.bold(result.id),
    ...result.calls.flatMap((call, index) => [
      '',
      ...(several ? [palette.bold(`step ${index + 1}`)] : []),
      ...callLines(call, palette, readSource),
    ]),
    '',
    palette.dim(`seed ${result.seed}`),
    '',
  ].join('\n');
}

function callLines(
  call: TracedCall,
  palette: Palette,
  readSource: ReporterOptions['readSource'],
): string[] {
  const { instructions, outcome, resumption, exception } = call;
  const end = resumption === undefined ? outcome : `${outcome} (${resumption})`;
  let level: number | undefined;
  const width = Math.max(0, ...instructions.map((instruction) => whereOf(instruction).length));
  const lines: string[] = [];
  for (const instruction of instructions) {
    if (instruction.level !== level) {
      level = instruction.level;
      lines.push(palette.cyan(`EL${level}`));
    }
    lines.push(
      instructionLine(instruction, width, palette, readSource),
      ...effectLines(instruction, palette),
    );
  }
  lines.push(
    `${palette.bold(end)} ${palette.dim(`after ${instructions.length} instructions`)}`,
    ...(exception === undefined ? [] : [palette.yellow(exceptionLine(exception))]),
  );
  return lines;
}

function instructionLine(
  traced: TracedInstruction,
  width: number,
  palette: Palette,
  readSource: ReporterOptions['readSource'],
): string {
  const { instruction, place, text } = traced;
  const where = palette.dim(whereOf(traced).padEnd(width));
  const line = text ?? (place && readSource?.(place.file)?.split('\n')[place.line - 1]);
  const source = place === undefined ? '' : palette.dim(sourceOf(place, line));
  return `  ${where}  ${instruction.padEnd(instructionWidth)}${source}`.trimEnd();
}

function whereOf({ address, symbol }: TracedInstruction): string {
  // Outside of the image the region's name stands in for a symbol, with the address.
  return symbol === undefined || symbol.startsWith(address)
    ? (symbol ?? address)
    : `${address} <${symbol}>`;
}

/** `stub.S:41  mov x3, x0`: the file's name alone, since a trace seldom leaves one folder. */
function sourceOf({ file, line }: Place, text: string | undefined): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return text === undefined
    ? `${name}:${line}`
    : `${name}:${line}  ${text.trim().replaceAll('\t', ' ')}`;
}

function effectLines(instruction: TracedInstruction, palette: Palette): string[] {
  const lines = [
    ...instruction.changes.map(
      ({ register, before, after }) => `${register} ${palette.dim(before)} -> ${after}`,
    ),
    ...instruction.stores.map(
      ({ address, place, size, before, after }) =>
        `${size} bytes at ${place ?? address} ${palette.dim(before)} -> ${after}`,
    ),
  ];
  const { exception } = instruction;
  if (exception !== undefined) {
    lines.push(palette.yellow(exceptionFacts(exception)));
  }
  return lines.map((line) => `      ${line}`);
}

/** `exception to lower-a64/sync at 0x140000400, syndrome 0x5a000001 (HVC)` */
export function exceptionFacts(exception: NonNullable<TracedInstruction['exception']>): string {
  const { slot, vector, syndrome, class: name, faultAddress, interrupts } = exception;
  return [
    `${interrupts === true ? 'interrupted before it executes: ' : ''}exception to ${slot} at ${vector}`,
    ...(syndrome === undefined
      ? []
      : [`syndrome ${syndrome}${name === undefined ? '' : ` (${name})`}`]),
    ...(faultAddress === undefined ? [] : [`fault address ${faultAddress}`]),
  ].join(', ');
}
