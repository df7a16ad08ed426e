import type { ObjectFile, ObjectLine } from '../assembler/object.ts';

/** The line that the byte at an offset of a section comes from. */
export function lineOf(
  object: ObjectFile,
  section: number,
  offset: number,
): ObjectLine | undefined {
  return object.lines.findLast((line) => line.section === section && line.offset <= offset);
}
