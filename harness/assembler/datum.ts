import type { Assembly } from './assembly.ts';
import { isNegated } from './constant.ts';
import type { DatumSize } from './fixup.ts';
import { mostBits } from './number-text.ts';
import { SourceError } from './source-error.ts';
import type { Statement } from './statement.ts';
import { storeInteger } from './store-integer.ts';
import type { Expression } from './symbol.ts';

/** A value to write, and who asked for it. */
interface Datum {
  readonly size: DatumSize;
  readonly expression: Expression;
  readonly statement: Statement;
  /** Index into the statement's text. */
  readonly position: number;
  readonly end?: number;
}

/**
 * Writes a datum at the next byte: a number now, with a warning where its high bits are lost, and what is not known yet at the end, which then
 * must fit (binutils 2.40, gas/read.c, emit_expr).
 */
export function emitDatum(
  assembly: Assembly,
  { size: whole, expression, statement, ...range }: Datum,
): void {
  const { position } = range;
  const seen = assembly.frameTables.see(assembly.subsection, {
    width: whole,
    expression,
    statement,
    position,
  });
  if (typeof seen === 'object') {
    assembly.emitTail(seen);
    return;
  }
  const size = seen as DatumSize | 0;
  if (size === 0) {
    return;
  }
  const value = size === 16 ? wideValue(assembly, expression) : wholeValue(assembly, expression);
  const { subsection } = assembly;
  if (value === 0n && subsection.section.type === 'nobits') {
    assembly.emitZeros(size);
    return;
  }
  const { fragment } = subsection;
  const offset = fragment.length;
  const at = assembly.emit(size, true, statement);
  if (value === undefined) {
    assembly.fixups.push({ kind: 'data', fragment, offset, statement, ...range, size, expression });
    return;
  }
  const isLost = expression.kind === 'big' ? losesDigits(value, size) : !fitsDatum(value, size);
  if (isLost && (size < 8 || expression.kind === 'big')) {
    const message = `value ${value} does not fit ${bytes(size)}`;
    assembly.problems.warning('value-truncated', message, statement, range.position);
  }
  storeInteger(subsection.bytes, at, size, value);
}

/** Whether a value, of a datum of this many bytes, loses nothing but its sign: from -(2^bits - 1) to 2^bits - 1. */
function fitsDatum(value: bigint, size: DatumSize): boolean {
  const limit = 1n << BigInt(size * 8);
  return value < limit && value > -limit;
}

/** @throws SourceError value-out-of-range: a value that only the end of the text gives is never cut */
export function checkDatum(value: bigint, size: DatumSize): void {
  if (size < 8 && !fitsDatum(value, size)) {
    const highest = (1n << BigInt(size * 8)) - 1n;
    throw new SourceError(
      'value-out-of-range',
      `the value ${value} does not fit ${bytes(size)}: expected ${-highest} to ${highest}`,
    );
  }
}

function bytes(size: number): string {
  return `${size} byte${size > 1 ? 's' : ''}`;
}

function wholeValue(assembly: Assembly, expression: Expression): bigint | undefined {
  return expression.kind === 'big' ? expression.value : assembly.numberNow(expression);
}

/** The same for more than 64 bits, of which a sign is only seen behind a minus sign. */
function wideValue(assembly: Assembly, expression: Expression): bigint | undefined {
  const value = wholeValue(assembly, expression);
  if (value === undefined || expression.kind === 'big') {
    return value;
  }
  return BigInt.asUintN(64, value) - (isNegated(expression) ? 1n << 64n : 0n);
}

/** Whether bits above a datum are more than its sign, in the 16-bit digits that GNU as keeps a large number in. */
function losesDigits(value: bigint, size: DatumSize): boolean {
  const digits = value < 0n ? mostBits : Math.ceil(value.toString(2).length / 16) * 16;
  const bits = size * 8;
  if (bits >= digits) {
    return false;
  }
  const above = BigInt.asUintN(digits - bits, value >> BigInt(bits));
  const isNegative = ((value >> BigInt(bits - 1)) & 1n) === 1n;
  return above !== (isNegative ? (1n << BigInt(digits - bits)) - 1n : 0n);
}
