import type { Fields } from './pattern.ts';

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
