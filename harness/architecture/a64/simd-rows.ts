/** How rows of Advanced SIMD are made: of vectors, and of scalars with the same opcode. */
import type { Form, Meaning, Syntax } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import type { Shape } from './syntaxes.ts';
import {
  floatScalars,
  floatVectors,
  mnemonicOf,
  ofShapes,
  scalarOfOne,
  scalarsOf,
  vectorsOf,
  vectorsOfOne,
} from './syntaxes.ts';
import { widthOfQ } from './vectors.ts';

/** Sizes of an element, as the field `size` has them: 0 for bytes to 3 for doublewords. */
export type Sizes = readonly number[];

export const anySize: Sizes = [0, 1, 2, 3];
export const upToWords: Sizes = [0, 1, 2];
export const halfwordsAndWords: Sizes = [1, 2];
export const doublewords: Sizes = [3];

/** Bits of an element. */
export const bitsOfSize = ({ size = 0 }: Fields): number => 8 << size;

/** As `sz` has it, of single and double precision. */
export const bitsOfSz = ({ sz = 0 }: Fields): number => (sz === 1 ? 64 : 32);

/** Of half precision. */
export const halfPrecision = 16;

/** A vector of one doubleword is not there. */
export const isVector = ({ Q = 0, size = 0, sz = 0 }: Fields): boolean =>
  Q === 1 || (size !== 3 && sz !== 1);

export const hasSize =
  (sizes: Sizes) =>
  ({ size = 0 }: Fields): boolean =>
    sizes.includes(size);

/** A vector whose elements have one of these sizes. */
export const isVectorOf =
  (sizes: Sizes) =>
  (fields: Fields): boolean =>
    isVector(fields) && hasSize(sizes)(fields);

/** An operation on elements of `size` bits, in `width` bits of the registers. */
type ElementMeaning = (fields: Fields, size: number, width: number) => Meaning;

/** The manual's encoding groups of vectors and of scalars, each with that of half precision. */
export interface SimdGroups {
  readonly vector: string;
  readonly vectorHalf: string;
  readonly scalar: string;
  readonly scalarHalf: string;
}

/** What follows the mnemonic, of vectors and of scalars, as `ofShapes` reads it. */
export interface Operands {
  readonly vector: string;
  readonly scalar: string;
}

interface IntegerOperation {
  readonly mnemonic: string;
  readonly U: 0 | 1;
  readonly operands: Operands;
  /** Where it is not written as in its name. */
  readonly spellings?: readonly string[];
  readonly sizes: Sizes;
  /** Sizes of the scalar variant. */
  readonly scalar?: Sizes;
}

const vectorDiagram = (U: 0 | 1, body: string): string => `0 Q ${U} 01110 ${body}`;
const scalarDiagram = (U: 0 | 1, body: string): string => `01 ${U} 11110 ${body}`;

/** The form of vectors, and that of scalars if there is one; `body` is the diagram below bit 24, the same for both. */
export function integerForms(
  { mnemonic, U, operands, spellings = [mnemonicOf(mnemonic)], sizes, scalar }: IntegerOperation,
  body: string,
  groups: SimdGroups,
  meaning: ElementMeaning,
): readonly Form[] {
  const vector = form(
    mnemonic,
    vectorDiagram(U, body),
    {
      group: groups.vector,
      fp: true,
      allocated: isVectorOf(sizes),
      syntaxes: spellings.flatMap((each) =>
        ofShapes(`${each} ${operands.vector}`, vectorsOf(sizes)),
      ),
    },
    (fields) => meaning(fields, bitsOfSize(fields), widthOfQ(fields)),
  );
  if (scalar === undefined) {
    return [vector];
  }
  return [
    vector,
    form(
      `${mnemonic}, scalar`,
      scalarDiagram(U, body),
      {
        group: groups.scalar,
        fp: true,
        allocated: hasSize(scalar),
        syntaxes: ofShapes(`${mnemonicOf(mnemonic)} ${operands.scalar}`, scalarsOf(scalar)),
      },
      (fields) => meaning(fields, bitsOfSize(fields), bitsOfSize(fields)),
    ),
  ];
}

interface FloatOperation {
  readonly mnemonic: string;
  readonly U: 0 | 1;
  /** None for what GNU as 2.40 does not know. */
  readonly operands?: Operands;
  /** Whether there is a vector of it, and a scalar. */
  readonly vector?: boolean;
  readonly scalar?: boolean;
  /** What all of it came with; else half precision came with FEAT_FP16. */
  readonly feature?: string;
}

/** The forms of vectors and scalars; `body` is of single and double precision, `half` of half precision. */
export function floatForms(
  { mnemonic, U, operands, vector = true, scalar = false, feature }: FloatOperation,
  { body, half }: { readonly body: string; readonly half: string },
  groups: SimdGroups,
  meaning: ElementMeaning,
): readonly Form[] {
  const since = feature === undefined ? {} : { feature };
  const halfSince = { feature: feature ?? 'FEAT_FP16' };
  const syntaxes = (kind: keyof Operands, shapes: readonly Shape[]): readonly Syntax[] =>
    operands === undefined ? [] : ofShapes(`${mnemonicOf(mnemonic)} ${operands[kind]}`, shapes);
  const vectors = [
    form(
      mnemonic,
      vectorDiagram(U, body),
      {
        group: groups.vector,
        fp: true,
        allocated: isVector,
        ...since,
        syntaxes: syntaxes('vector', floatVectors),
      },
      (fields) => meaning(fields, bitsOfSz(fields), widthOfQ(fields)),
    ),
    form(
      `${mnemonic}, half precision`,
      vectorDiagram(U, half),
      {
        group: groups.vectorHalf,
        fp: true,
        ...halfSince,
        syntaxes: syntaxes('vector', vectorsOfOne(1)),
      },
      (fields) => meaning(fields, halfPrecision, widthOfQ(fields)),
    ),
  ];
  const scalars = [
    form(
      `${mnemonic}, scalar`,
      scalarDiagram(U, body),
      { group: groups.scalar, fp: true, ...since, syntaxes: syntaxes('scalar', floatScalars) },
      (fields) => meaning(fields, bitsOfSz(fields), bitsOfSz(fields)),
    ),
    form(
      `${mnemonic}, scalar, half precision`,
      scalarDiagram(U, half),
      {
        group: groups.scalarHalf,
        fp: true,
        ...halfSince,
        syntaxes: syntaxes('scalar', scalarOfOne(1)),
      },
      (fields) => meaning(fields, halfPrecision, halfPrecision),
    ),
  ];
  return [...(vector ? vectors : []), ...(scalar ? scalars : [])];
}
