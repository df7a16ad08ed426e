import { lowerCase } from '../ascii-case.ts';
import type { Refusal } from './encoder.ts';
import { parseInteger } from './integer.ts';

/** General registers x and w (31 is the zero register, or with `stack` the stack pointer); scalar and vector SIMD; SVE z and p. */
export interface RegisterOperand {
  readonly kind: 'register';
  readonly bank: 'x' | 'w' | 'b' | 'h' | 's' | 'd' | 'q' | 'v' | 'z' | 'p';
  readonly number: number;
  readonly stack: boolean;
  /** `16b` of v0.16b, `d` of v0.d[1], `m` of p0/m; empty where there is none. */
  readonly arrangement: string;
  /** The element of v0.d[1]. */
  readonly element: number | undefined;
  readonly text: string;
}

interface ImmediateOperand {
  readonly kind: 'immediate';
  /** Signed, -2^63 to 2^63 - 1; larger written numbers have wrapped, as in GNU as. */
  readonly value: bigint;
  readonly text: string;
}

/** A floating-point immediate such as 1.0, or 1e-2. */
interface FloatOperand {
  readonly kind: 'float';
  readonly text: string;
}

/** `lsl #3`, `uxtw`, `msl #8`, `mul #4`, `mul vl`. */
interface ModifierOperand {
  readonly kind: 'modifier';
  readonly name: string;
  readonly amount: bigint | undefined;
  readonly text: string;
}

/** `[x0, x1, lsl #3]`, `[sp, #-16]!`. */
interface MemoryOperand {
  readonly kind: 'memory';
  readonly base: RegisterOperand;
  /** What follows the base, in order. */
  readonly parts: readonly Operand[];
  readonly writeBack: boolean;
  readonly text: string;
}

/** `x2!`, a register that the instruction counts up or down (FEAT_MOPS). */
interface UpdatedOperand {
  readonly kind: 'updated';
  readonly register: RegisterOperand;
  readonly text: string;
}

/** `{v0.16b-v3.16b}`, ranges spelled out; `{v0.b, v1.b}[3]`. */
interface ListOperand {
  readonly kind: 'list';
  readonly registers: readonly RegisterOperand[];
  readonly element: number | undefined;
  readonly text: string;
}

/** A condition, a barrier option, a system register, a prefetch operation, ...: any other word. */
interface NameOperand {
  readonly kind: 'name';
  readonly name: string;
  /** In the case that the source has. */
  readonly written: string;
  readonly text: string;
}

export type Operand =
  | RegisterOperand
  | ImmediateOperand
  | FloatOperand
  | ModifierOperand
  | MemoryOperand
  | UpdatedOperand
  | ListOperand
  | NameOperand;

const vectorPattern = /^([vz])(\d|[12]\d|3[01])(?:\.(\d{0,2}[bhsdq]))?(?:\s*\[\s*#?(\w+)\s*\])?$/;
const predicatePattern = /^p(\d|1[0-5])(?:\.([bhsd])|\/([mz]))?$/;
const modifierPattern = /^(lsl|lsr|asr|ror|msl|[us]xt[bhwx]|mul)(?:(?:\s*#\s*|\s+)(\S+))?$/;
const floatPattern = /^#?\s*[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:e[-+]?\d+)?$/;
const namePattern = /^[a-z_][\w.]*$/;

function plainRegister(
  text: string,
  bank: RegisterOperand['bank'],
  number: number,
  stack = false,
): RegisterOperand {
  return { kind: 'register', bank, number, stack, arrangement: '', element: undefined, text };
}

/** Every register that is written without an arrangement; ip0, ip1, fp and lr are names that GNU as knows too. */
const plainRegisters: ReadonlyMap<string, RegisterOperand> = new Map(
  [
    ...(['x', 'w'] as const).flatMap((bank) =>
      Array.from({ length: 31 }, (_, number) => plainRegister(`${bank}${number}`, bank, number)),
    ),
    ...(['b', 'h', 's', 'd', 'q'] as const).flatMap((bank) =>
      Array.from({ length: 32 }, (_, number) => plainRegister(`${bank}${number}`, bank, number)),
    ),
    plainRegister('xzr', 'x', 31),
    plainRegister('wzr', 'w', 31),
    plainRegister('sp', 'x', 31, true),
    plainRegister('wsp', 'w', 31, true),
    plainRegister('ip0', 'x', 16),
    plainRegister('ip1', 'x', 17),
    plainRegister('fp', 'x', 29),
    plainRegister('lr', 'x', 30),
  ].map((register) => [register.text, register]),
);

/** Cuts at the commas outside of [] and {}; '' gives no operands. The parts are trimmed. */
export function splitOperands(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '[' || character === '{') {
      depth += 1;
    } else if (character === ']' || character === '}') {
      depth -= 1;
    } else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  const last = text.slice(start).trim();
  if (parts.length > 0 || last !== '') {
    parts.push(last);
  }
  return parts;
}

/** The operands of one instruction, in any case, or the first that is none. */
export function parseOperands(text: string): readonly Operand[] | Refusal {
  const operands: Operand[] = [];
  for (const [index, part] of splitOperands(text).entries()) {
    const operand = parseOperand(lowerCase(part));
    if (typeof operand === 'string') {
      return { error: operand, operand: index };
    }
    operands.push(operand.kind === 'name' ? { ...operand, written: part } : operand);
  }
  return operands;
}

/** One operand, in lower case, or what is wrong with it. */
function parseOperand(text: string): Operand | string {
  if (text === '') {
    return 'an operand is missing between commas';
  }
  if (text.startsWith('[')) {
    return parseMemory(text);
  }
  if (text.startsWith('{')) {
    return parseList(text);
  }
  const register = parseRegister(text);
  if (register !== undefined) {
    return register;
  }
  const updated = text.endsWith('!') ? plainRegisters.get(text.slice(0, -1)) : undefined;
  if (updated !== undefined) {
    return { kind: 'updated', register: updated, text };
  }
  const modifier = modifierPattern.exec(text);
  if (modifier !== null) {
    return parseModifier(text, modifier[1] ?? '', modifier[2]);
  }
  const value = parseInteger(text);
  if (value !== undefined) {
    return { kind: 'immediate', value, text };
  }
  if (/^#?\s*[-+]?\.?\d/.test(text) && floatPattern.test(text) && /[.e]/.test(text)) {
    return { kind: 'float', text };
  }
  if (namePattern.test(text)) {
    return { kind: 'name', name: text, written: text, text };
  }
  if (/^#?\s*[-+~]?\d/.test(text)) {
    return `'${text}' is not a number of at most 64 bits`;
  }
  return `'${text}' is not an operand`;
}

function parseModifier(text: string, name: string, amount: string | undefined): Operand | string {
  if (amount === undefined || (name === 'mul' && amount === 'vl')) {
    return { kind: 'modifier', name: text, amount: undefined, text };
  }
  const value = parseInteger(amount);
  if (value === undefined) {
    return `the amount '${amount}' of '${name}' is not a number`;
  }
  return { kind: 'modifier', name, amount: value, text };
}

function parseRegister(text: string): RegisterOperand | undefined {
  const known = plainRegisters.get(text);
  if (known !== undefined) {
    return known;
  }
  const predicate = predicatePattern.exec(text);
  if (predicate !== null) {
    const arrangement = predicate[2] ?? predicate[3] ?? '';
    return { ...plainRegister(text, 'p', Number(predicate[1])), arrangement };
  }
  const vector = vectorPattern.exec(text);
  if (vector === null) {
    return undefined;
  }
  const element = vector[4] === undefined ? undefined : parseInteger(vector[4]);
  if (vector[4] !== undefined && (element === undefined || element < 0n || element > 15n)) {
    return undefined;
  }
  return {
    ...plainRegister(text, vector[1] as 'v' | 'z', Number(vector[2])),
    arrangement: vector[3] ?? '',
    element: element === undefined ? undefined : Number(element),
  };
}

function parseMemory(text: string): Operand | string {
  const match = /^\[([^\][]*)\](\s*!)?$/.exec(text);
  if (match === null) {
    return `'${text}' is not an address: expected '[register, offset]'`;
  }
  const [first, ...rest] = splitOperands(match[1] ?? '');
  const base = first === undefined ? undefined : parseRegister(first);
  if (base === undefined) {
    return `'${first ?? ''}' is not a base register`;
  }
  const parts: Operand[] = [];
  for (const part of rest) {
    const operand = parseOperand(part);
    if (typeof operand === 'string') {
      return operand;
    }
    parts.push(operand);
  }
  return { kind: 'memory', base, parts, writeBack: match[2] !== undefined, text };
}

function isAlike(left: RegisterOperand, right: RegisterOperand): boolean {
  return left.bank === right.bank && left.arrangement === right.arrangement;
}

function parseList(text: string): Operand | string {
  const match = /^\{([^{}]*)\}(?:\s*\[\s*#?(\w+)\s*\])?$/.exec(text);
  if (match === null) {
    return `'${text}' is not a register list`;
  }
  const registers: RegisterOperand[] = [];
  for (const part of splitOperands(match[1] ?? '')) {
    const ends = part.split('-').map((end) => parseRegister(end.trim()));
    const [first, last] = ends;
    if (first === undefined || ends.length > 2 || (ends.length === 2 && last === undefined)) {
      return `'${part}' is not a register of a list`;
    }
    const count = last === undefined ? 1 : last.number - first.number + 1;
    if (count < 1) {
      return `the range '${part}' has its higher end first`;
    }
    if (last !== undefined && !isAlike(first, last)) {
      return `the ends of '${part}' are not alike`;
    }
    for (let step = 0; step < count; step += 1) {
      const number = first.number + step;
      const suffix = first.arrangement === '' ? '' : `.${first.arrangement}`;
      registers.push({ ...first, number, text: `${first.bank}${number}${suffix}` });
    }
  }
  if (registers.length === 0) {
    return 'a register list is empty';
  }
  for (const [index, register] of registers.entries()) {
    const before = registers[index - 1] ?? register;
    if (!isAlike(before, register)) {
      return `'${register.text}' is of another kind than '${before.text}' before it in the list`;
    }
    const next = (before.number + 1) % 32;
    if (before !== register && register.number !== next) {
      return `'${register.text}' does not follow '${before.text}' in the list: expected ${before.text.replace(/\d+/, String(next))}`;
    }
  }
  const element = match[2] === undefined ? undefined : parseInteger(match[2]);
  if (match[2] !== undefined && (element === undefined || element < 0n || element > 15n)) {
    return `'${match[2]}' is not an element of a vector`;
  }
  return {
    kind: 'list',
    registers,
    element: element === undefined ? undefined : Number(element),
    text,
  };
}
