import type { Decoded } from '../architecture/a64/decode.ts';
import { decode } from '../architecture/a64/decode.ts';
import { instructionWord } from '../architecture/a64/word.ts';

/**
 * Whether two instructions in a row surely may do something else in the other order. Accesses to memory count where
 * both are of the same bytes: through one base, that is. Other addresses are most likely other places. What goes
 * elsewhere, a branch or an exception, has no other order, and neither has what the table does not know.
 */
export function depend(first: number, second: number): boolean {
  const [a, b] = [decode(instructionWord(first)), decode(instructionWord(second))];
  if (a === undefined || b === undefined || isControl(a) || isControl(b)) {
    return false;
  }
  return (
    [...a.writes].some((name) => name !== 'fpsr' && (b.reads.has(name) || b.writes.has(name))) ||
    [...b.writes].some((name) => name !== 'fpsr' && a.reads.has(name)) ||
    shareBytes(a, b)
  );
}

const isControl = ({ meaning }: Decoded): boolean => meaning.control !== undefined;

/** Whether they access the same bytes, and one of them stores. The base has one value for both, or they depend by it. */
function shareBytes(
  { meaning: { memory: a } }: Decoded,
  { meaning: { memory: b } }: Decoded,
): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    (a.kind !== 'load' || b.kind !== 'load') &&
    a.base === b.base &&
    a.base !== 'pc' &&
    a.index === undefined &&
    b.index === undefined &&
    a.offset < b.offset + b.size * b.count &&
    b.offset < a.offset + a.size * a.count
  );
}
