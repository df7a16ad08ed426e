/**
 * Words of this room. An expression is a bit vector of a known width, made of constants, of inputs and of operators. An
 * input is a value that something else gives, known by its name: what a name is depends on who builds the expression.
 */
import type { Operator } from './operator.ts';

/** A bit vector of `width` bits, unsigned. */
export type Expression<Name> = Constant | Input<Name> | Operation<Name> | Opaque<Name>;

export interface Constant {
  readonly kind: 'constant';
  readonly width: number;
  readonly value: bigint;
}

/** The low `width` bits of what has that name. */
export interface Input<Name> {
  readonly kind: 'input';
  readonly width: number;
  readonly name: Name;
}

export interface Operation<Name> {
  readonly kind: 'operation';
  readonly width: number;
  readonly operator: Operator;
  readonly operands: readonly Expression<Name>[];
  /** The lowest bit of `extract`, the polynomial of `crc32`; else 0. */
  readonly parameter: number;
}

/** A value that depends on the operands in a way that nothing here follows: floating-point arithmetic, say. */
export interface Opaque<Name> {
  readonly kind: 'opaque';
  readonly width: number;
  /** What computes it. */
  readonly function: string;
  readonly operands: readonly Expression<Name>[];
}

/** The width of a 64-bit register. */
export const wordWidth = 64;

/** The value modulo 2^width. */
export function constant(value: bigint | number, width: number): Constant {
  return { kind: 'constant', width, value: BigInt.asUintN(width, BigInt(value)) };
}

export function input<Name>(name: Name, width: number): Input<Name> {
  return { kind: 'input', width, name };
}

export function opaque<Name>(
  name: string,
  operands: readonly Expression<Name>[],
  width: number,
): Opaque<Name> {
  return { kind: 'opaque', width, function: name, operands };
}

const truthWidth = 1;

/** Operators whose result has the width of their first operand, and whose operands must have one width. */
type Uniform = 'add' | 'sub' | 'mul' | 'udiv' | 'sdiv' | 'and' | 'or' | 'xor';
type Shift = 'shl' | 'lshr' | 'ashr' | 'ror';

function operation<Name>(
  operator: Operator,
  operands: readonly Expression<Name>[],
  width: number,
  parameter = 0,
): Operation<Name> {
  return { kind: 'operation', operator, operands, width, parameter };
}

function requireSameWidth(what: string, a: { width: number }, b: { width: number }): void {
  if (a.width !== b.width) {
    throw new RangeError(`${what} of ${a.width} and ${b.width} bits`);
  }
}

/** Throws a RangeError when the operands differ in width. */
export function binary<Name>(
  operator: Uniform | Shift,
  left: Expression<Name>,
  right: Expression<Name>,
): Expression<Name> {
  requireSameWidth(operator, left, right);
  return operation(operator, [left, right], left.width);
}

export function unary<Name>(
  operator: 'not' | 'neg' | 'clz' | 'rbit',
  operand: Expression<Name>,
): Expression<Name> {
  return operation(operator, [operand], operand.width);
}

/** 1 bit. Throws a RangeError when the operands differ in width. */
export function compare<Name>(
  operator: 'eq' | 'ult' | 'slt',
  left: Expression<Name>,
  right: Expression<Name>,
): Expression<Name> {
  requireSameWidth(operator, left, right);
  return operation(operator, [left, right], truthWidth);
}

/** `yes` where the 1-bit condition is 1. Throws a RangeError for other widths. */
export function ite<Name>(
  condition: Expression<Name>,
  yes: Expression<Name>,
  no: Expression<Name>,
): Expression<Name> {
  requireSameWidth('ite', yes, no);
  requireSameWidth('the condition of ite', condition, { width: truthWidth });
  return operation('ite', [condition, yes, no], yes.width);
}

/** `width` bits from bit `low` up. Throws a RangeError where there are not so many. */
export function extract<Name>(
  operand: Expression<Name>,
  low: number,
  width: number,
): Expression<Name> {
  if (low < 0 || width < 1 || low + width > operand.width) {
    throw new RangeError(`extract of ${width} bits from ${low} of ${operand.width}`);
  }
  return low === 0 && width === operand.width
    ? operand
    : operation('extract', [operand], width, low);
}

/** `high` above `low`. */
export function concat<Name>(high: Expression<Name>, low: Expression<Name>): Expression<Name> {
  return operation('concat', [high, low], high.width + low.width);
}

/** The operand as it is where it has that width. Throws a RangeError where it is wider. */
export function extend<Name>(
  operator: 'zero-extend' | 'sign-extend',
  operand: Expression<Name>,
  width: number,
): Expression<Name> {
  if (operand.width > width) {
    throw new RangeError(`${operator} of ${operand.width} bits to ${width}`);
  }
  return operand.width === width ? operand : operation(operator, [operand], width);
}

/** CRC-32 of the data of 8, 16, 32 or 64 bits, added to an accumulator of 32; `polynomial` with its bits reversed. */
export function crc32<Name>(
  accumulator: Expression<Name>,
  data: Expression<Name>,
  polynomial: number,
): Expression<Name> {
  return operation('crc32', [accumulator, data], 32, polynomial);
}

/** Every input in an expression, each as often as it stands there. */
export function* inputsOf<Name>(expression: Expression<Name>): Generator<Input<Name>> {
  switch (expression.kind) {
    case 'constant':
      return;
    case 'input':
      yield expression;
      return;
    case 'operation':
    case 'opaque':
      for (const operand of expression.operands) {
        yield* inputsOf(operand);
      }
  }
}

/** Whether all of it can be calculated from the values of its inputs. */
export function isExact<Name>(expression: Expression<Name>): boolean {
  switch (expression.kind) {
    case 'constant':
    case 'input':
      return true;
    case 'opaque':
      return false;
    case 'operation':
      return expression.operands.every(isExact);
  }
}
