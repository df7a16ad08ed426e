/** How rows are written that differ only in the width of their registers or the arrangement of their vectors. */
import type { Syntax } from './form.ts';
import type { Fields } from './pattern.ts';

/** A text, in which `$R` is W or X, `$RSP` the same with the stack pointer, `$SP` that alone, `$N` 32 or 64 and `$M` 31 or 63. */
export type WidthRow = readonly [text: string, fixed?: Fields];

/** Each row for 32 bits and for 64, by the field `sf`. */
export function ofBothWidths(...rows: readonly WidthRow[]): readonly Syntax[] {
  return rows.flatMap(([text, fixed = {}]) =>
    [0, 1].map((sf) => ({
      text: text
        .replaceAll('$RSP', sf === 1 ? 'XSP' : 'WSP')
        .replaceAll('$SP', sf === 1 ? 'SP' : 'ESP')
        .replaceAll('$R', sf === 1 ? 'X' : 'W')
        .replaceAll('$N', sf === 1 ? '64' : '32')
        .replaceAll('$M', sf === 1 ? '63' : '31'),
      fixed: { ...fixed, sf },
    })),
  );
}

/** The same of bit fields, whose N is `sf` too. */
export function ofBothWidthsWithN(...rows: readonly WidthRow[]): readonly Syntax[] {
  return ofBothWidths(...rows).map(({ text, fixed }) => ({
    text,
    fixed: { ...fixed, N: fixed['sf'] as number },
  }));
}

/** Elements of a vector or a scalar: bytes as a power of 2, how many bits of the register, and the fields that say so. */
export interface Shape {
  readonly size: number;
  readonly Q: number;
  readonly fixed: Fields;
}

const letters = ['b', 'h', 's', 'd', 'q'] as const;

const letterOf = (size: number): string => letters[size] ?? '';

/** `4s`: as many elements of 2^size bytes as 64 or 128 bits have. */
export const arrangementOf = (size: number, Q: number): string =>
  `${(8 << Q) >> size}${letterOf(size)}`;

/** A vector of one doubleword is no vector, for most instructions. */
const isShape = (size: number, Q: number): boolean => size < 3 || Q === 1;

const vectorShapes = (
  sizes: readonly number[],
  fieldsOf: (size: number, Q: number) => Fields,
): readonly Shape[] =>
  sizes.flatMap((size) =>
    [0, 1].flatMap((Q) => (isShape(size, Q) ? [{ size, Q, fixed: fieldsOf(size, Q) }] : [])),
  );

/** Vectors of elements of these sizes, which the field `size` has; Q is a field too. */
export const vectorsOf = (sizes: readonly number[]): readonly Shape[] =>
  vectorShapes(sizes, (size, Q) => ({ size, Q }));

/** Scalars of these sizes. */
export const scalarsOf = (sizes: readonly number[]): readonly Shape[] =>
  sizes.map((size) => ({ size, Q: 0, fixed: { size } }));

/** Vectors of single and double precision, which `sz` says. */
export const floatVectors: readonly Shape[] = vectorShapes([2, 3], (size, Q) => ({
  sz: size - 2,
  Q,
}));

export const floatScalars: readonly Shape[] = [2, 3].map((size) => ({
  size,
  Q: 0,
  fixed: { sz: size - 2 },
}));

/** Vectors whose elements have one size, which no field says. */
export const vectorsOfOne = (size: number): readonly Shape[] =>
  [0, 1].map((Q) => ({ size, Q, fixed: { Q } }));

export const scalarOfOne = (size: number): readonly Shape[] => [{ size, Q: 0, fixed: {} }];

/** The place of an element's number and that of Rm, of vectors by element. */
const indexPlaces = ['', 'H.L.M', 'H.L', 'H'] as const;
const indexedRegisters = ['', 'Rm', 'M.Rm', 'M.Rm'] as const;

/**
 * A syntax of each shape. In the text stand for an arrangement: `$T` that of the shape, `$W` one of 128 bits whose
 * elements are twice as wide, `$D` one of as many bits whose elements are, `$B` and `$H` bytes and halfwords; for a letter: `$E` that of an
 * element, `$F` of one twice as wide, `$R` and `$L` the banks of scalars of these two sizes; `$G` that of the general register for an element; `$2` the 2 of upper
 * halves; `$I` and `$M` the places of an element's number and of Rm.
 */
export function ofShapes(text: string, shapes: readonly Shape[], fixed: Fields = {}): Syntax[] {
  return shapes.map(({ size, Q, fixed: fields }) => {
    const values: Readonly<Record<string, string>> = {
      T: arrangementOf(size, Q),
      W: arrangementOf(size + 1, 1),
      D: arrangementOf(size + 1, Q),
      B: arrangementOf(0, Q),
      H: arrangementOf(1, Q),
      E: letterOf(size),
      F: letterOf(size + 1),
      R: letterOf(size).toUpperCase(),
      L: letterOf(size + 1).toUpperCase(),
      G: size === 3 ? 'X' : 'W',
      2: Q === 1 ? '2' : '',
      I: indexPlaces[size] ?? '',
      M: indexedRegisters[size] ?? '',
    };
    return {
      text: text.replace(/\$([TWDBHEFRLG2IM])/g, (_, name: string) => values[name] ?? ''),
      fixed: { ...fields, ...fixed },
    };
  });
}

/** The mnemonic of a form's name, in which more may follow: 'CMGT (register)'. */
export const mnemonicOf = (name: string): string => (/^\w+/.exec(name)?.[0] ?? '').toLowerCase();
