import { registerRanges } from '../abi/register-ranges.ts';
import { groupBy } from '../collections/group-by.ts';
import type { Place } from '../diagnostics/place.ts';
import type { TraceResult } from '../run/trace.ts';
import type { TracedCall, TracedInstruction, TracedPassage } from '../run/trace-test.ts';
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
  const lineOf = lineReader(readSource);
  const several = result.calls.length > 1;
  return [
    palette.bold(result.id),
    ...result.calls.flatMap((call, index) => [
      '',
      ...(several ? [palette.bold(`step ${index + 1}`)] : []),
      ...callLines(call, palette, lineOf),
    ]),
    '',
    palette.dim(`seed ${result.seed}`),
    '',
  ].join('\n');
}

function callLines(call: TracedCall, palette: Palette, lineOf: LineReader): string[] {
  const { instructions, passages = [], outcome, resumption, exception, unknown } = call;
  const end = resumption === undefined ? outcome : `${outcome} (${resumption})`;
  let level: number | undefined;
  const width = Math.max(0, ...instructions.map((instruction) => whereOf(instruction).length));
  const lines: string[] = [];
  const passagesAt = groupBy(passages, ({ steps }) => steps);
  const passed = (steps: number): string[] =>
    (passagesAt.get(steps) ?? []).flatMap((passage) => passageLines(passage, palette));
  for (const [index, instruction] of instructions.entries()) {
    lines.push(...passed(index));
    if (instruction.level !== level) {
      level = instruction.level;
      lines.push(palette.cyan(`EL${level}`));
    }
    lines.push(
      instructionLine(instruction, width, palette, lineOf),
      ...effectLines(instruction, palette),
    );
  }
  lines.push(
    ...passed(instructions.length),
    `${palette.bold(end)} ${palette.dim(`after ${instructions.length} instructions`)}`,
    ...(exception === undefined ? [] : [palette.yellow(exceptionLine(exception))]),
    ...(unknown === undefined ? [] : [palette.yellow(`where values come from is ${unknown}`)]),
  );
  return lines;
}

function instructionLine(
  traced: TracedInstruction,
  width: number,
  palette: Palette,
  lineOf: LineReader,
): string {
  const { instruction, place } = traced;
  const where = palette.dim(whereOf(traced).padEnd(width));
  const source = place === undefined ? '' : palette.dim(sourceOf(place, lineOf(traced)));
  return `  ${where}  ${instruction.padEnd(instructionWidth)}${source}`.trimEnd();
}

/** The source line of an instruction: its own text, or what stands there in a file that was no assembly. */
export type LineReader = (traced: Pick<TracedInstruction, 'place' | 'text'>) => string | undefined;

/** Each file is taken apart once: a trace has thousands of instructions of it. */
export function lineReader(readSource: ReporterOptions['readSource']): LineReader {
  const files = new Map<string, readonly string[]>();
  const linesOf = (file: string): readonly string[] => {
    const lines = files.get(file) ?? readSource?.(file)?.split('\n') ?? [];
    files.set(file, lines);
    return lines;
  };
  return ({ place, text }) => text ?? (place && linesOf(place.file)[place.line - 1]);
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

function effectLines({ changes, stores, exception }: Effects, palette: Palette): string[] {
  const lines = [
    ...changes.map(
      ({ register, before, after, source }) =>
        `${register} ${palette.dim(before)} -> ${after}${madeOf(register, after, source)}`,
    ),
    ...stores.map(
      ({ address, place, size, before, after, source }) =>
        `${size} bytes at ${place ?? address} ${palette.dim(before)} -> ${after}${madeOf('', after, source?.value)}`,
    ),
    ...(exception === undefined ? [] : [palette.yellow(exceptionFacts(exception))]),
  ];
  return lines.map((line) => `      ${line}`);
}

/** What an instruction did, or what was done that no instruction did. */
type Effects = Pick<TracedInstruction, 'changes' | 'stores' | 'exception'>;

/** Columns of a source that is printed whole: the JSON has all of it. */
const widestSource = 80;

/** `  = x0 & ~0x7ff`; nothing where that is the number itself. PSTATE is read by its bits, not by what they are made of. */
function madeOf(register: string, after: string, source: string | undefined): string {
  if (source === undefined || source === after || /^(?:pstate|spsr_el\d)$/.test(register)) {
    return '';
  }
  const shown = source.length > widestSource ? `${source.slice(0, widestSource)}...` : source;
  return `  = ${shown}`;
}

/** What no instruction did: what holds anything afterwards is named alone. */
function passageLines(passage: TracedPassage, palette: Palette): string[] {
  const anything = passage.changes.filter((change) => change.anything);
  const names = registerRanges(anything.map(({ register }) => register)).join(', ');
  return [
    `  ${palette.cyan(passageText(passage))}`,
    ...(names === '' ? [] : [`      leaves anything in ${names}`]),
    ...effectLines(
      { ...passage, changes: passage.changes.filter((change) => !change.anything) },
      palette,
    ),
  ];
}

/** What happened that no instruction did. */
export function passageText({ kind, at }: TracedPassage): string {
  switch (kind) {
    case 'exception':
      return 'an exception that no instruction causes';
    case 'function':
      return `${at} comes back, whose code is not there`;
    case 'firmware':
      return `firmware answers, and the call goes on at ${at}`;
    case 'guest':
      return `the guest at ${at} leaves`;
    case 'return':
      return `EL2 returns to ${at}`;
  }
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
