import type { Expression } from '../expression/expression.ts';
import {
  binary,
  constant,
  extend,
  extract,
  input,
  unary,
  wordWidth,
} from '../expression/expression.ts';
import { printExpression } from '../expression/print.ts';
import { isLarge } from './digest.ts';
import type { Flow } from './flow.ts';
import type { FlowValue } from './flow-state.ts';
import { flagsLow, masksLow, parts } from './flow-state.ts';
import type { Source } from './source.ts';

/** How a fixture refers to an address of the image: `phys(el1_sync) + 0x10`. */
export interface AddressReference {
  readonly how: 'phys' | 'link' | 'hyp';
  readonly symbol: string;
  readonly offset: bigint;
}

export interface NotationSetting {
  /** What a number refers to, where it is an address; undefined for any other. */
  readonly referenceTo: (address: bigint) => AddressReference | undefined;
  /** Whether a byte of memory before a call is what it is with any seed. */
  readonly isKnown: (physical: bigint) => boolean;
}

type Text = string;

/**
 * A value of a flow as an expectation of a fixture writes it, true with other sentinels and for vectors that are linked
 * elsewhere; `any` where an expectation cannot say it.
 */
export function fixtureText(flow: Flow, value: FlowValue, setting: NotationSetting): string {
  const register = registerThatHolds(flow, value);
  if (register !== undefined) {
    return register;
  }
  const settled = flow.builder.substitute(value, (source, width) =>
    knownOf(flow, source, width, setting),
  );
  const text = isLarge(settled) ? undefined : written(settled, setting);
  return text === undefined ? 'any' : printExpression(text, (name) => name);
}

/** A register that a call starts with is what an expectation can name: PSTATE, and vector registers alone, too. */
function registerThatHolds({ before }: Flow, value: FlowValue): string | undefined {
  if (value === before.register('pstate')) {
    return 'pstate';
  }
  return value.kind === 'input' && value.name.kind === 'register' ? value.name.register : undefined;
}

/** What is the same in each call is a number: the immediate, the syndrome but for the return address, memory. */
function knownOf(
  { builder, base }: Flow,
  source: Source,
  width: number,
  { isKnown }: NotationSetting,
): FlowValue {
  const isNumber =
    source.kind === 'immediate' ||
    (source.kind === 'syndrome' && source.register !== 'elr_el2') ||
    (source.kind === 'memory' && isKnown(source.address));
  return isNumber ? builder.constant(base(source, width), width) : builder.input(source, width);
}

/** The value in 64 bits, its higher ones zero; undefined for what fixtures have no operator or no name for. */
function written(value: FlowValue, setting: NotationSetting): Expression<Text> | undefined {
  if (value.width > wordWidth) {
    return undefined;
  }
  switch (value.kind) {
    case 'constant':
      return number(value.value, value.width, setting);
    case 'input':
      return sourceName(value.name);
    case 'operation':
      return operation(value, setting);
    case 'opaque':
      return undefined;
  }
}

function number(value: bigint, width: number, { referenceTo }: NotationSetting): Expression<Text> {
  const reference = width === wordWidth ? referenceTo(value) : undefined;
  if (reference === undefined) {
    return constant(value, wordWidth);
  }
  const { how, symbol, offset } = reference;
  const base = input<Text>(`${how}(${symbol})`, wordWidth);
  return offset === 0n ? base : binary('add', base, constant(offset, wordWidth));
}

function sourceName(source: Source): Expression<Text> | undefined {
  switch (source.kind) {
    case 'register':
      return input(source.register, wordWidth);
    case 'flags':
      return pstateBits(flagsLow, parts.flags);
    case 'masks':
      return pstateBits(masksLow, parts.masks);
    case 'immediate':
    case 'syndrome':
    case 'memory':
    case 'left':
    case 'left-byte':
    case 'clobbered':
    case 'read':
      return undefined;
  }
}

function pstateBits(low: number, width: number): Expression<Text> {
  return extend('zero-extend', extract(input('pstate', wordWidth), low, width), wordWidth);
}

function operation(
  value: Extract<FlowValue, { kind: 'operation' }>,
  setting: NotationSetting,
): Expression<Text> | undefined {
  const { operator, width, parameter } = value;
  if (operator === 'concat') {
    return joined(piecesOf(value, 0), setting);
  }
  const operands = value.operands.map((operand) => written(operand, setting));
  const [left, right] = operands;
  if (left === undefined || operands.includes(undefined)) {
    return undefined;
  }
  const low = (wide: Expression<Text>): Expression<Text> => slice(wide, 0, width);
  switch (operator) {
    case 'and':
    case 'or':
    case 'xor':
      return right && binary(operator, left, right);
    case 'add':
    case 'sub':
    case 'mul':
      return right && low(binary(operator, left, right));
    case 'shl':
      return right?.kind === 'constant' ? low(binary(operator, left, right)) : undefined;
    case 'lshr':
      return right?.kind === 'constant' ? binary(operator, left, right) : undefined;
    case 'not':
    case 'neg':
      return low(unary(operator, left));
    case 'extract':
      return slice(left, parameter, width);
    case 'zero-extend':
      return left;
    default:
      return undefined;
  }
}

/** A part of a value that puts several together, and its lowest bit in that. */
interface Piece {
  readonly value: FlowValue;
  readonly low: number;
}

/** The highest first. */
function piecesOf(value: FlowValue, low: number): Piece[] {
  if (value.kind !== 'operation' || value.operator !== 'concat') {
    return [{ value, low }];
  }
  const [above, below] = value.operands as [FlowValue, FlowValue];
  return [...piecesOf(above, low + below.width), ...piecesOf(below, low)];
}

/** `pstate[31:28] << 0x1c | 0x3c5` */
function joined(pieces: readonly Piece[], setting: NotationSetting): Expression<Text> | undefined {
  let number = 0n;
  const terms: Expression<Text>[] = [];
  for (const { value, low } of pieces) {
    if (value.kind === 'constant') {
      number |= value.value << BigInt(low);
    } else {
      const term = written(value, setting);
      if (term === undefined) {
        return undefined;
      }
      terms.push(low === 0 ? term : binary('shl', term, constant(low, wordWidth)));
    }
  }
  const all = number === 0n ? terms : [...terms, constant(number, wordWidth)];
  return all.reduce((above, below) => binary('or', above, below));
}

/** Bits of a value; of bits that were taken already, those of the whole. */
function slice(value: Expression<Text>, low: number, width: number): Expression<Text> {
  if (width === wordWidth) {
    return value;
  }
  const [bits] =
    value.kind === 'operation' && value.operator === 'zero-extend' ? value.operands : [];
  const [whole] = bits?.kind === 'operation' && bits.operator === 'extract' ? bits.operands : [];
  return bits?.kind === 'operation' && whole !== undefined && low + width <= bits.width
    ? slice(whole, bits.parameter + low, width)
    : extend('zero-extend', extract(value, low, width), wordWidth);
}
