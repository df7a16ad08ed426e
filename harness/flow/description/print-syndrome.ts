import { classField } from '../../architecture/esr.ts';
import { nameOfClass } from '../../architecture/exception-class-name.ts';
import type { Field, FieldValues } from './field.ts';
import { mostPieces } from './field.ts';

/** ESR_ELx.ISS (Arm ARM, D13.2.37). */
const issField = { low: 0, width: 25 } as const;

const isField = ({ high, low }: Field, field: { readonly low: number; readonly width: number }) =>
  low === field.low && high === field.low + field.width - 1;

/** The field of ESR_EL2 that has these bits; undefined where it has no name, or is only a part of one. */
export function syndromeFieldName(field: Field): 'EC' | 'ISS' | undefined {
  return isField(field, classField) ? 'EC' : isField(field, issField) ? 'ISS' : undefined;
}

/** `= 0x16 (HVC)`, `!= 0x15 (SVC), 0x16 (HVC)`, `= 0x30-0x35`. */
export function classesText({ isInside, pieces, count }: FieldValues): string {
  const texts = pieces.flatMap(({ low, high }) =>
    high - low > 1n ? [`${hex(low)}-${hex(high)}`] : [...new Set([low, high])].map(classText),
  );
  const rest = count > BigInt(mostPieces) ? ` and ${count - BigInt(pieces.length)} more` : '';
  return `${isInside ? '=' : '!='} ${texts.join(', ')}${rest}`;
}

function classText(ec: bigint): string {
  const name = nameOfClass(Number(ec));
  return name === undefined ? hex(ec) : `${hex(ec)} (${name})`;
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;
