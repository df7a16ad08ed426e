/** How rows of scalar floating point are made. */
import type { Form, Meaning, Value } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import { bitsOfSz, halfPrecision } from './simd-rows.ts';
import type { Effect } from './vectors.ts';
import { effectsOf, resultOf, setV } from './vectors.ts';

export interface PrecisionOptions {
  readonly group: string;
  readonly feature?: string;
  readonly allocated?: (fields: Fields) => boolean;
}

/** The bits of an operation's numbers, in which `ptype` stands for the precision. */
export type PrecisionMeaning = (fields: Fields, size: number) => Meaning;

/** A form of single and double precision. */
export function ofSingleAndDouble(
  name: string,
  diagram: string,
  options: PrecisionOptions,
  meaning: PrecisionMeaning,
): Form {
  return form(name, diagram.replace('ptype', '0 sz'), { ...options, fp: true }, (fields) =>
    meaning(fields, bitsOfSz(fields)),
  );
}

/** The form of single and double precision, and the one of half precision that FEAT_FP16 adds. */
export function ofEachPrecision(
  name: string,
  diagram: string,
  options: PrecisionOptions,
  meaning: PrecisionMeaning,
): readonly Form[] {
  return [
    ofSingleAndDouble(name, diagram, options, meaning),
    form(
      `${name}, half precision`,
      diagram.replace('ptype', '11'),
      { ...options, fp: true, feature: 'FEAT_FP16' },
      (fields) => meaning(fields, halfPrecision),
    ),
  ];
}

/** An operation with a result of `width` bits in a vector register. */
export function computed(
  name: string,
  Rd: number,
  operands: readonly Value[],
  width: number,
  effect: Effect = 'floating-point',
): Meaning {
  const operation = { name, operands, width, effect };
  return { writes: [...setV(Rd, resultOf(operation)), ...effectsOf(operation)] };
}
