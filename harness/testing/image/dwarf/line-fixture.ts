/** Opcodes of a line number program for tests (DWARF 5, 6.2.5). */
export const program = {
  setAddress: (address: bigint): number[] => [0, 9, 2, ...littleEndian(address, 8)],
  /** Advances by words, moves on by lines, appends a row: a special opcode of the header below. */
  step: (words: number, lines: number): number => 13 + words * 14 + lines + 5,
  copy: 1,
  advanceWords: (words: number): number[] => [2, words],
  advanceLine: (lines: number): number[] => [3, lines & 0x7f],
  file: (number: number): number[] => [4, number],
  column: (number: number): number[] => [5, number],
  endSequence: [0, 1, 1],
};

/** One unit of .debug_line with the files `entry.S` and `/include/macro.h`, in a directory `src`. */
export function lineUnit(version: 2 | 3 | 4 | 5, opcodes: readonly number[]): Uint8Array {
  const files = version === 5 ? files5 : filesBefore5;
  // minimum instruction length 4, (one operation,) is_stmt 1, line base -5, line range 14, opcode base 13, operand counts
  const fields = [4, ...(version >= 4 ? [1] : []), 1, 0xfb, 14, 13, ...operandCounts, ...files];
  const start = [...littleEndian(BigInt(version), 2), ...(version === 5 ? [8, 0] : [])];
  const rest = [...littleEndian(BigInt(fields.length), 4), ...fields, ...opcodes];
  const length = BigInt(start.length + rest.length);
  return Uint8Array.from([...littleEndian(length, 4), ...start, ...rest]);
}

const operandCounts = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1];

const filesBefore5 = [
  ...text('src'),
  0,
  ...text('entry.S'),
  1,
  0,
  0,
  ...text('/include/macro.h'),
  0,
  0,
  0,
  0,
];

/** Directories: the compilation's, src. Files: entry.S twice, as compilers do, and macro.h. DW_FORM_string and DW_FORM_udata. */
const files5 = [
  1,
  1,
  8,
  2,
  ...text('/build'),
  ...text('src'),
  2,
  1,
  8,
  2,
  15,
  3,
  ...text('entry.S'),
  1,
  ...text('entry.S'),
  1,
  ...text('/include/macro.h'),
  0,
];

/** Bytes from the start of a unit to the operand of a `setAddress` that its program begins with. */
export function firstAddress(unit: Uint8Array, opcodes: readonly number[]): number {
  return unit.length - opcodes.length + 3;
}

function text(name: string): number[] {
  return [...new TextEncoder().encode(name), 0];
}

function littleEndian(value: bigint, size: number): number[] {
  return Array.from({ length: size }, (_, index) => Number((value >> BigInt(index * 8)) & 0xffn));
}
