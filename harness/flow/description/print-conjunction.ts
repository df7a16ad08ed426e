import type { Flow } from '../flow.ts';
import type { FlowValue } from '../flow-state.ts';
import type { NameOfAddress } from '../print.ts';
import { printValue } from '../print.ts';
import type { Conjunction, SubjectSet } from './conjunction.ts';
import type { Field, FieldValues, Fields } from './field.ts';
import { mostPieces } from './field.ts';
import type { Interval } from './pieces.ts';
import { printRelation } from './print-relation.ts';
import { classesText, syndromeFieldName } from './print-syndrome.ts';
import type { Subject } from './subject.ts';
import { isSyndrome } from './subject.ts';

/** What the texts of conditions are made with. */
export interface ConditionPrinter {
  /** Of the describer that made the conjunctions. */
  readonly fields: Fields;
  /** Of a path with these conditions: it knows how the path came by the addresses of memory. */
  readonly flow: Flow;
  readonly nameOfAddress: NameOfAddress;
}

/** Of more intervals than `mostPieces`, so many are written. */
const fewWritten = 3;
/** Bits of numbers that are compared with a sign. */
const signedWidths: ReadonlySet<number> = new Set([32, 64]);

/** `x0 < 0x3, VTTBR_EL2[47:1] = 0x0`; `always` where nothing has to be so. */
export function printConjunction(printer: ConditionPrinter, conjunction: Conjunction): string {
  return conjunctionTexts(printer, conjunction).join(', ') || 'always';
}

/** Each thing that has to be so: `x0 = 0x2`, `x1[3] = 0x1`, `immediate = 0x0, 0x4-0x7`, `x0 = x1`. None for always. */
export function conjunctionTexts(
  printer: ConditionPrinter,
  { sets, relations }: Conjunction,
): readonly string[] {
  const { flow, nameOfAddress } = printer;
  return [
    ...sets.flatMap((each) => setTexts(printer, each)),
    ...relations.map((expression) =>
      printRelation(flow, { expression, holds: true }, nameOfAddress),
    ),
  ];
}

function setTexts(printer: ConditionPrinter, of: SubjectSet): string[] {
  const { flow, nameOfAddress, fields } = printer;
  return fields.of(of).map((field) => {
    const value = valueOfField(flow, of.subject, field);
    const numberText = (number: bigint): string =>
      printValue(flow, flow.builder.constant(number, value.width), nameOfAddress);
    const values = fields.valuesOf(field);
    const syndromeField = isSyndrome(of.subject) ? syndromeFieldName(field) : undefined;
    if (syndromeField === 'EC') {
      return `ESR_EL2.EC ${classesText(values)}`;
    }
    const name =
      syndromeField === undefined
        ? printField(printer, of.subject, field)
        : `ESR_EL2.${syndromeField}`;
    return `${name} ${valuesText(values, value.width, numberText)}`;
  });
}

/** Some bits of an input by their name: `x0[31:0]`, `immediate`. */
export function printField(
  { flow, nameOfAddress }: Pick<ConditionPrinter, 'flow' | 'nameOfAddress'>,
  subject: Subject,
  field: Pick<Field, 'high' | 'low'>,
): string {
  return printValue(flow, valueOfField(flow, subject, field), nameOfAddress);
}

const bytesOfWidth = [1, 2, 4, 8] as const;

/** The bits of a source, or of the smallest number in memory that has them all. */
function valueOfField(
  { builder, sources }: Flow,
  subject: Subject,
  field: Pick<Field, 'high' | 'low'>,
): FlowValue {
  const { high, low } = field;
  const width = high - low + 1;
  if (subject.kind === 'source') {
    return builder.extract(builder.input(subject.source, subject.width), low, width);
  }
  const size =
    bytesOfWidth.find((bytes) => Math.floor(low / 8 / bytes) === Math.floor(high / 8 / bytes)) ?? 8;
  const first = Math.floor(low / 8 / size) * size;
  const number = Array.from({ length: size }, (_, index) =>
    builder.input(sources.memory(subject.address + BigInt(first + index)), 8),
  ).reduce<FlowValue | undefined>(
    (below, byte) => (below === undefined ? byte : builder.concat(byte, below)),
    undefined,
  ) as FlowValue;
  return builder.extract(number, low - first * 8, width);
}

/** `= 0x2`, `!= 0x2`, `< 0x3`, `>=s 0x3`, `= 0x0, 0x4-0x7`, `= 0x1, 0x3, 0x5 and 120 more`. */
function valuesText(
  { isInside, pieces, count }: FieldValues,
  width: number,
  numberText: (value: bigint) => string,
): string {
  const equals = isInside ? '=' : '!=';
  const [piece] = pieces;
  if (count === 1n && piece !== undefined) {
    return (
      (piece.low === piece.high ? `${equals} ${numberText(piece.low)}` : undefined) ??
      (isInside ? boundText(piece, width) : undefined) ??
      signedText(piece, width, isInside) ??
      `${equals} ${pieceText(piece)}`
    );
  }
  const written = count > BigInt(mostPieces) ? pieces.slice(0, fewWritten) : pieces;
  const rest = count - BigInt(written.length);
  const list = written.map(pieceText).join(', ');
  return `${equals} ${list}${rest === 0n ? '' : ` and ${rest} more`}`;
}

function pieceText({ low, high }: Interval): string {
  return low === high ? hex(low) : `${hex(low)}-${hex(high)}`;
}

function boundText({ low, high }: Interval, width: number): string | undefined {
  if (low === 0n) {
    return `< ${hex(high + 1n)}`;
  }
  return high === (1n << BigInt(width)) - 1n ? `>= ${hex(low)}` : undefined;
}

/** Where the values, or those that are not there, are all up to or from a number that has a sign. */
function signedText({ low, high }: Interval, width: number, isInside: boolean): string | undefined {
  if (!signedWidths.has(width)) {
    return undefined;
  }
  const firstNegative = 1n << BigInt(width - 1);
  if (high === firstNegative - 1n) {
    return `${isInside ? '>=s' : '<s'} ${hex(low)}`;
  }
  return low === firstNegative ? `${isInside ? '<s' : '>=s'} ${hex(high + 1n)}` : undefined;
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;
