/** How rows of scalar floating point are made. */
import type { Form, Meaning, Syntax, Value } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import { bitsOfSz, halfPrecision } from './simd-rows.ts';
import type { Effect } from './vectors.ts';
import { effectsOf, resultOf, setV } from './vectors.ts';

export interface PrecisionOptions {
  readonly group: string;
  readonly feature?: string;
  readonly allocated?: (fields: Fields) => boolean;
  /** Texts in which `$R` is the register of the precision and `$N` its width, with fields that they fix. */
  readonly texts?: readonly PrecisionText[];
}

export type PrecisionText = readonly [text: string, fixed?: Fields];

/** Registers of half, single and double precision, with the fields that say it. */
const half = [{ register: 'H', width: 16, fields: {} }] as const;
const singleAndDouble = [
  { register: 'S', width: 32, fields: { sz: 0 } },
  { register: 'D', width: 64, fields: { sz: 1 } },
] as const;

function syntaxesOf(
  texts: readonly PrecisionText[],
  precisions: typeof half | typeof singleAndDouble,
): readonly Syntax[] {
  return texts.flatMap(([text, fixed = {}]) =>
    precisions.map(({ register, width, fields }) => ({
      text: text.replaceAll('$R', register).replaceAll('$N', String(width)),
      fixed: { ...fixed, ...fields },
    })),
  );
}

/** The bits of an operation's numbers, in which `ptype` stands for the precision. */
export type PrecisionMeaning = (fields: Fields, size: number) => Meaning;

/** A form of single and double precision. */
export function ofSingleAndDouble(
  name: string,
  diagram: string,
  { texts = [], ...options }: PrecisionOptions,
  meaning: PrecisionMeaning,
): Form {
  return form(
    name,
    diagram.replace('ptype', '0 sz'),
    { ...options, fp: true, syntaxes: syntaxesOf(texts, singleAndDouble) },
    (fields) => meaning(fields, bitsOfSz(fields)),
  );
}

/** The form of single and double precision, and the one of half precision that FEAT_FP16 adds. */
export function ofEachPrecision(
  name: string,
  diagram: string,
  options: PrecisionOptions,
  meaning: PrecisionMeaning,
): readonly Form[] {
  const { texts = [], ...others } = options;
  return [
    ofSingleAndDouble(name, diagram, options, meaning),
    form(
      `${name}, half precision`,
      diagram.replace('ptype', '11'),
      { ...others, fp: true, feature: 'FEAT_FP16', syntaxes: syntaxesOf(texts, half) },
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
