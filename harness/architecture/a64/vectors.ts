/** What meanings of vector and floating-point instructions are made of. */
import {
  binary,
  compare,
  concat,
  constant,
  extract,
  input,
  ite,
  opaque,
} from '../../expression/expression.ts';
import type { Location, Value, Write } from './form.ts';
import { add, and, extend, isZero, not, or, sub } from './values.ts';

const vectorWidth = 128;
const halfWidth = vectorWidth / 2;
const registerCount = 32;

/** The low `width` bits of a vector register. */
export function v(number: number, width = vectorWidth): Value {
  return input<Location>(`v${number % registerCount}`, width);
}

/** `width` bits of a vector register from bit `low` up; reads no bit above them. */
export function bits(number: number, low: number, width: number): Value {
  return extract(v(number, low + width), low, width);
}

/** Elem[] of the manual. `size` in bits. */
export function element(number: number, index: number, size: number): Value {
  return bits(number, index * size, size);
}

/** Vpart[] of the manual: the lower half of a register, or the upper one. */
export function half(number: number, part: number): Value {
  return bits(number, part * halfWidth, halfWidth);
}

/** A write of the low bits of a vector register, which clears the rest. */
export function setV(number: number, value: Value): readonly Write[] {
  return [{ location: `v${number}`, value: extend('zero-extend', value, vectorWidth) }];
}

/** Vpart[] of the manual: a write of the lower half clears the upper one, a write of the upper half keeps the lower. */
export function setHalf(number: number, part: number, value: Value): readonly Write[] {
  return setV(number, part === 0 ? value : concat(value, v(number, halfWidth)));
}

/** A write of one element, which keeps the others. `size` in bits. */
export function setElement(number: number, index: number, value: Value): readonly Write[] {
  const low = index * value.width;
  const end = low + value.width;
  return setV(
    number,
    joined([
      ...(low > 0 ? [v(number, low)] : []),
      value,
      ...(end < vectorWidth ? [bits(number, end, vectorWidth - end)] : []),
    ]),
  );
}

/** One value of all parts, the lowest first. */
export function joined(parts: readonly Value[]): Value {
  return parts.reduce((low, high) => concat(high, low));
}

/** A vector of `count` elements, made one by one. */
export function vectorOf(count: number, elementAt: (index: number) => Value): Value {
  return joined(Array.from({ length: count }, (_, index) => elementAt(index)));
}

/** 64 or 128 bits. */
export const widthOfQ = ({ Q = 0 }: { readonly Q?: number }): number =>
  Q === 1 ? vectorWidth : halfWidth;

export const fpcr: Value = input<Location>('fpcr', 64);
export const fpsr: Value = input<Location>('fpsr', 64);

/**
 * What an operation depends on and changes besides its operands: floating-point arithmetic is as FPCR says, and
 * accumulates exceptions in FPSR; what saturates sets FPSR.QC.
 */
export type Effect = 'none' | 'floating-point' | 'saturating';

/** An operation that is not followed. */
export interface Operation {
  readonly name: string;
  readonly operands: readonly Value[];
  /** Bits of the result. */
  readonly width: number;
  readonly effect: Effect;
}

function dependencesOf({ operands, effect }: Operation): readonly Value[] {
  return effect === 'floating-point' ? [...operands, fpcr] : operands;
}

export function resultOf(operation: Operation): Value {
  return opaque(operation.name, dependencesOf(operation), operation.width);
}

/** What the operation does besides giving its result. */
export function effectsOf(operation: Operation): readonly Write[] {
  if (operation.effect === 'none') {
    return [];
  }
  const operands = [...dependencesOf(operation), fpsr];
  return [{ location: 'fpsr', value: opaque(`${operation.name} (FPSR)`, operands, 64) }];
}

/** Ones where the 1-bit condition holds, else zeros. */
function allOnes(condition: Value, width: number): Value {
  return ite(condition, constant(-1, width), constant(0, width));
}

/** What becomes of one element: of Rn, of Rm, and of Rd as it was. */
export type ElementOperation = (n: Value, m: Value, d: Value) => Value;

const mul = (left: Value, right: Value): Value => binary('mul', left, right);
const less = { signed: 'slt', unsigned: 'ult' } as const;
export type Signedness = keyof typeof less;

export const addElements: ElementOperation = (n, m) => add(n, m);
export const subtractElements: ElementOperation = (n, m) => sub(n, m);
export const multiplyElements: ElementOperation = (n, m) => mul(n, m);
export const multiplyAddElements: ElementOperation = (n, m, d) => add(d, mul(n, m));
export const multiplySubtractElements: ElementOperation = (n, m, d) => sub(d, mul(n, m));
export const equalElements: ElementOperation = (n, m) => allOnes(compare('eq', n, m), n.width);
export const testElements: ElementOperation = (n, m) => allOnes(not(isZero(and(n, m))), n.width);

export const greaterElements =
  (how: Signedness): ElementOperation =>
  (n, m) =>
    allOnes(compare(less[how], m, n), n.width);
export const notLessElements =
  (how: Signedness): ElementOperation =>
  (n, m) =>
    allOnes(not(compare(less[how], n, m)), n.width);
export const largerElements =
  (how: Signedness): ElementOperation =>
  (n, m) =>
    ite(compare(less[how], n, m), m, n);
export const smallerElements =
  (how: Signedness): ElementOperation =>
  (n, m) =>
    ite(compare(less[how], m, n), m, n);
export const differenceOfElements =
  (how: Signedness): ElementOperation =>
  (n, m) =>
    ite(compare(less[how], n, m), sub(m, n), sub(n, m));
/** The operation's result added to what Rd has. */
export const accumulated =
  (operation: ElementOperation): ElementOperation =>
  (n, m, d) =>
    add(d, operation(n, m, d));

/** Bits of `yes` where the mask has ones, of `no` elsewhere. */
export function selectBits(mask: Value, yes: Value, no: Value): Value {
  return or(and(mask, yes), and(not(mask), no));
}
