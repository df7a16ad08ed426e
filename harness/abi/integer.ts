import type { DiagnosticCode } from '../diagnostics/codes.ts';

/** Values are unsigned and have 64 bits. */
export const wordMask = 0xffff_ffff_ffff_ffffn;

/** Why a text is not an integer. */
export interface IntegerMistake {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly note: string;
}

const decimal = /^(0|[1-9][0-9]*(_[0-9]+)*)$/;
const hexadecimal = /^0x[0-9a-fA-F]+(_[0-9a-fA-F]+)*$/;
const binary = /^0b[01]+(_[01]+)*$/;

/** Decimal, 0x or 0b, with `_` between digits, without a sign, at most 64 bits: the value, or why it is none. */
export function parseInteger(text: string): bigint | IntegerMistake {
  if (!decimal.test(text) && !hexadecimal.test(text) && !binary.test(text)) {
    return mistakeIn(text);
  }
  const value = BigInt(text.replaceAll('_', ''));
  return value <= wordMask
    ? value
    : {
        code: 'integer-out-of-range',
        message: `'${text}' does not fit into 64 bits`,
        note: `the largest value is 0x${wordMask.toString(16)}; 16 bytes of memory are two values, the low one first, and a vector register takes '[ADDRESS]' of them`,
      };
}

function mistakeIn(text: string): IntegerMistake {
  if (/^0[0-9_]+$/.test(text)) {
    return {
      code: 'leading-zero',
      message: `'${text}' has a leading zero`,
      note: 'drop the zeros for decimal, or write 0x for hexadecimal; octal is not known here',
    };
  }
  if (/^[0-9]*\.[0-9]*([eE][-+]?[0-9]+)?$|^[0-9]+[eE][0-9]+$/.test(text)) {
    return {
      code: 'yaml-float',
      message: `'${text}' is a floating-point number`,
      note: 'values are 64-bit integers',
    };
  }
  return {
    code: 'malformed-integer',
    message: `'${text}' is not an integer`,
    note: "write decimal, 0x or 0b, with '_' only between digits",
  };
}

/** `0x` and lower-case digits. */
export function formatHex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
