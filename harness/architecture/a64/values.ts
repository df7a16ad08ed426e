/** What meanings are made of: reads and writes of registers, and arithmetic as the manual's pseudocode has it. */
import {
  binary,
  compare,
  concat,
  constant,
  extend,
  extract,
  input,
  ite,
  opaque,
  unary,
} from '../../expression/expression.ts';
import type { Location, Value, Write } from './form.ts';
import type { Fields } from './pattern.ts';

/** The number of the stack pointer, or of the zero register. */
const register31 = 31;

/** The width of the registers where the field `sf` says it: 64 or 32 bits. */
export const registerWidth = ({ sf = 0 }: Fields): 32 | 64 => (sf === 1 ? 64 : 32);

/** X[n] or W[n], or the low bits of it that count: register 31 is zero. */
export function x(number: number, width = 64): Value {
  return number === register31 ? constant(0, width) : input<Location>(`x${number}`, width);
}

/** As `x`, and register 31 is the stack pointer. */
export function xOrSp(number: number, width = 64): Value {
  return number === register31 ? input<Location>('sp', width) : x(number, width);
}

/** The location of a general register; undefined for the zero register. */
export function xLocation(number: number): Location | undefined {
  return number === register31 ? undefined : `x${number}`;
}

export function xOrSpLocation(number: number): Location {
  return number === register31 ? 'sp' : `x${number}`;
}

export const pc: Value = input<Location>('pc', 64);

/** A write of X[n] or W[n], which clears the upper half; none for the zero register. */
export function setX(number: number, value: Value): readonly Write[] {
  return number === register31
    ? []
    : [{ location: `x${number}`, value: extend('zero-extend', value, 64) }];
}

export function setXOrSp(number: number, value: Value): readonly Write[] {
  return [{ location: xOrSpLocation(number), value: extend('zero-extend', value, 64) }];
}

export function flag(name: 'n' | 'z' | 'c' | 'v'): Value {
  return input<Location>(name, 1);
}

export const add = (left: Value, right: Value): Value => binary('add', left, right);
export const sub = (left: Value, right: Value): Value => binary('sub', left, right);
export const and = (left: Value, right: Value): Value => binary('and', left, right);
export const or = (left: Value, right: Value): Value => binary('or', left, right);
export const xor = (left: Value, right: Value): Value => binary('xor', left, right);
export const not = (operand: Value): Value => unary('not', operand);
export const equal = (left: Value, right: Value): Value => compare('eq', left, right);

/** The lesser or the greater of two values. */
export function extreme(min: boolean, unsigned: boolean, left: Value, right: Value): Value {
  const isLess = compare(unsigned ? 'ult' : 'slt', left, right);
  return min ? ite(isLess, left, right) : ite(isLess, right, left);
}

/** IsZeroBit of the manual. */
export const isZero = (value: Value): Value => compare('eq', value, constant(0, value.width));
/** The highest bit. */
const signOf = (value: Value): Value => extract(value, value.width - 1, 1);

/** N, Z, C and V, each 1 bit. */
export interface FlagValues {
  readonly n: Value;
  readonly z: Value;
  readonly c: Value;
  readonly v: Value;
}

export function setFlags({ n, z, c, v }: FlagValues): readonly Write[] {
  return [
    { location: 'n', value: n },
    { location: 'z', value: z },
    { location: 'c', value: c },
    { location: 'v', value: v },
  ];
}

/** The flags of a logical operation: C and V are 0. */
export function logicalFlags(result: Value): FlagValues {
  const zero = constant(0, 1);
  return { n: signOf(result), z: isZero(result), c: zero, v: zero };
}

/** AddWithCarry of the manual (shared/functions/integer): the sum, and its flags. */
export function addWithCarry(
  left: Value,
  right: Value,
  carry: Value,
): { readonly result: Value; readonly flags: FlagValues } {
  const { width } = left;
  const wide = (value: Value): Value => extend('zero-extend', value, width + 1);
  const sum = add(add(wide(left), wide(right)), wide(carry));
  const result = extract(sum, 0, width);
  // Both operands have the sign that the result has not.
  const overflow = and(xor(left, result), xor(right, result));
  return {
    result,
    flags: {
      n: signOf(result),
      z: isZero(result),
      c: extract(sum, width, 1),
      v: signOf(overflow),
    },
  };
}

/** PointerAddCheck of the manual (FEAT_CPA2): the sum, which shows where it left the base's range of addresses. */
export const checkedPointer = (sum: Value, base: Value): Value =>
  opaque('PointerAddCheck', [sum, base], 64);

/** cond<3:1> of AL and NV. */
const always = 0b111;

/** ConditionHolds of the manual (shared/functions/system), 1 bit; AL and NV always hold. */
export function conditionHolds(condition: number): Value {
  const { n, z, c, v } = { n: flag('n'), z: flag('z'), c: flag('c'), v: flag('v') };
  const bases: readonly Value[] = [
    z,
    c,
    n,
    v,
    and(c, not(z)),
    equal(n, v),
    and(equal(n, v), not(z)),
  ];
  const base = bases[condition >> 1];
  if (base === undefined) {
    return constant(1, 1);
  }
  return (condition & 1) === 1 ? not(base) : base;
}

/** What decides, of an instruction with a condition; undefined for AL and NV, with which nothing does. */
export function conditionOf(condition: number): Value | undefined {
  return condition >> 1 === always ? undefined : conditionHolds(condition);
}

/** `yes` where the condition is left out, so that nothing else is read. */
export function choose(condition: Value | undefined, yes: Value, no: Value): Value {
  return condition === undefined ? yes : ite(condition, yes, no);
}

/** ShiftReg: `type` is 0 LSL, 1 LSR, 2 ASR, 3 ROR; the amount a constant below the width. */
export function shifted(value: Value, type: number, amount: number): Value {
  const operator = (['shl', 'lshr', 'ashr', 'ror'] as const)[type];
  if (operator === undefined) {
    throw new RangeError(`no type of shift ${type}`);
  }
  return amount === 0 ? value : binary(operator, value, constant(amount, value.width));
}

/** ExtendReg: the low bits of a register as `option` says, extended to `width` and shifted left. */
export function extended(number: number, option: number, shift: number, width: number): Value {
  const taken = Math.min(8 << (option & 0b11), width);
  const operator = (option & 0b100) === 0 ? 'zero-extend' : 'sign-extend';
  return shifted(extend(operator, x(number, taken), width), 0, shift);
}

/** The low half written over, the rest kept: a value of the width of `whole`. */
export function inserted(whole: Value, part: Value, low: number): Value {
  const parts: Value[] = [];
  const end = low + part.width;
  if (end < whole.width) {
    parts.push(extract(whole, end, whole.width - end));
  }
  parts.push(part);
  if (low > 0) {
    parts.push(extract(whole, 0, low));
  }
  return parts.reduce((high, next) => concat(high, next));
}

export { concat, constant, extend, extract, ite };
