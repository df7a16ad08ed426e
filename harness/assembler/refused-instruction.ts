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
  const range = guiltyRange(refusal, { statement, mnemonic, operands, values });
  const reason = noSuchRegister(statement.slice(range.start, range.end));
  const isOfRegisters = reason !== undefined && message.includes('register');
  const [text, note] = isOfRegisters ? [reason, undefined] : [message, refusal.note];
  return new SourceError('bad-instruction', text, range.start, note, range.end);
}

/** The part of the refused operand that the reason quotes, or all of it; without an operand the mnemonic. */
function guiltyRange(
  { operand, error }: Refusal,
  { statement, mnemonic, operands, values = [] }: RefusedInstruction,
): TextRange {
  const part = operand === undefined ? undefined : operands.parts[operand];
  if (part === undefined) {
    return mnemonic;
  }
  for (const [, text = ''] of error.matchAll(/'([^']*)'/gu)) {
    const number = operands.numbers.find((each) => each.operand === operand && each.text === text);
    const hole = operands.holes.find(
      (each, index) => each.operand === operand && `#${values[index] ?? 0n}` === text,
    );
    const found = number ?? (hole === undefined ? undefined : { ...hole, start: hole.position });
    if (found !== undefined) {
      return { start: found.start - (statement[found.start - 1] === '#' ? 1 : 0), end: found.end };
    }
    const within = placeWithin(statement.slice(part.start, part.end), text);
    if (within !== undefined) {
      return { start: part.start + within.start, end: part.start + within.end };
    }
  }
  return part;
}

/** Where a text stands in another one, white space and letter case aside; undefined where it is not there just once. */
function placeWithin(whole: string, text: string): TextRange | undefined {
  const tokens = text.match(/\w+|[^\w\s]/gu) ?? [];
  const pattern = tokens
    .map((token) => token.replaceAll(/[^\w\s]/gu, String.raw`\$&`))
    .join('\\s*');
  const [first, second] =
    tokens.length === 0 ? [] : whole.matchAll(new RegExp(`(?<!\\w)${pattern}(?!\\w)`, 'gi'));
  return first === undefined || second !== undefined
    ? undefined
    : { start: first.index, end: first.index + first[0].length };
}

/** What to write instead of a name that looks like a register and is none. */
function noSuchRegister(written: string): string | undefined {
  const [, bank = '', digits = ''] = /^([a-z])(\d+)(?:\.\w+)?$/iu.exec(written) ?? [];
  const lower = lowerCase(bank);
  if (lower === 'r' || /^pc$/iu.test(written)) {
    return `'${written}' is no register of A64: expected x0 to x30, xzr or sp, or w0 to w30, wzr or wsp`;
  }
  if ((lower === 'x' || lower === 'w') && Number(digits) > 30) {
    const stack = lower === 'x' ? 'sp' : 'wsp';
    return `there is no register '${written}': expected ${lower}0 to ${lower}30, ${lower}zr or ${stack}`;
  }
  return /^[bhsdqv]$/u.test(lower) && Number(digits) > 31
    ? `there is no register '${written}': expected ${lower}0 to ${lower}31`
    : undefined;
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
