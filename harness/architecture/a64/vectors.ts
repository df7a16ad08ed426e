/** What meanings of vector and floating-point instructions are made of. */
import { concat, extract, input } from '../../expression/expression.ts';
import type { Location, Value, Write } from './form.ts';
import { extend } from './values.ts';

const vectorWidth = 128;
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

/** A write of the low bits of a vector register, which clears the rest. */
export function setV(number: number, value: Value): readonly Write[] {
  return [{ location: `v${number}`, value: extend('zero-extend', value, vectorWidth) }];
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
