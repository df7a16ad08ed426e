import { lowerCase } from './ascii-case.ts';
import type { Refusal } from './encoder/encoder.ts';
import { holeMark, misplaced } from './operands.ts';
import type { Operands } from './operands.ts';
import { SourceError } from './source-error.ts';
import type { TextRange } from './text-range.ts';

/** An instruction that the encoder refuses, and the numbers that its holes were filled with; without them they are zeros. */
interface RefusedInstruction {
  /** The whole statement, and where the mnemonic is in it. */
  readonly statement: string;
  readonly mnemonic: TextRange;
  readonly operands: Operands;
  readonly values?: readonly bigint[];
}

/** The encoder's reason, at the operand that it is about, and with the operands quoted as they are written. */
export function refusedInstruction(
  refusal: Refusal,
  { statement, mnemonic, operands, values = [] }: RefusedInstruction,
): SourceError {
  const { operand } = refusal;
  const hole = operands.holes.at(-1);
  if (operand !== undefined && operand >= operands.count && hole !== undefined) {
    // A shift that the relocation operator brings along.
    return misplaced(hole);
  }
  const written = writtenOperands(statement, operands, values, operand);
  const message = refusal.error.replaceAll(
    /'([^']*)'/gu,
    (whole, text: string) => written.get(text) ?? whole,
  );
  const { start, end } = (operand === undefined ? undefined : operands.parts[operand]) ?? mnemonic;
  return new SourceError('bad-instruction', message, start, refusal.note, end);
}

/** What the encoder got -> what is written, in quotes, and what it stands for where that cannot be seen. The refused operand's count first. */
function writtenOperands(
  statement: string,
  { parts, numbers, holes }: Operands,
  values: readonly bigint[],
  refused: number | undefined,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let next = 0;
  const filled = parts.map(({ text }) =>
    text.replaceAll(holeMark, () => `#${values[next++] ?? 0n}`),
  );
  const order = [...parts.keys()].filter((index) => index !== refused);
  for (const index of refused === undefined ? order : [...order, refused]) {
    const part = parts[index];
    const text = lowerCase(filled[index] ?? '');
    if (part !== undefined) {
      found.set(text, quoted(spaced(statement.slice(part.start, part.end)), text));
    }
    for (const number of numbers.filter(({ operand }) => operand === index)) {
      found.set(number.text, quoted(withSign(statement, number), number.text));
    }
  }
  const guilty = holes.findIndex(({ operand }) => operand === refused);
  for (const index of guilty < 0 ? holes.keys() : [...holes.keys(), guilty]) {
    const [hole, value] = [holes[index], values[index]];
    if (hole === undefined) {
      continue;
    }
    const own = withSign(statement, { start: hole.position, end: hole.end });
    found.set(`#${value ?? 0n}`, value === undefined ? `'${own}'` : quoted(own, `#${value}`));
  }
  return found;
}

const plainNumber = /^#?[-+]?(?:0x[\da-f]+|0b[01]+|\d+)u?l*$/i;
const name = /^[\w.$\u{80}-\u{10ffff}]+$/u;

/** `'#0x10'`, but `'#SIZE' (16)` and `'tmp' (x9)`. */
function quoted(written: string, text: string): string {
  const isSeen = plainNumber.test(written) || lowerCase(written) === text;
  const isNumber = /^#-?\d+$/u.test(text);
  const isStandIn = isNumber || name.test(written);
  return isSeen || !isStandIn ? `'${written}'` : `'${written}' (${text.replace('#', '')})`;
}

/** With the number sign before it. */
function withSign(statement: string, { start, end }: TextRange): string {
  return statement.slice(statement[start - 1] === '#' ? start - 1 : start, end);
}

/** A space behind each comma and each modifier, which statements do not have. */
function spaced(text: string): string {
  return text.replaceAll(/,\s*/gu, ', ').replaceAll(/(\w)#/gu, '$1 #');
}
