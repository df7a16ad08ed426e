import { constant } from '../../expression/expression.ts';
import type { Form, Meaning, Value } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import { bitsOfSize, halfwordsAndWords, hasSize, upToWords } from './simd-rows.ts';
import type { Sizes } from './simd-rows.ts';
import { add, extend, extract } from './values.ts';
import {
  accumulated,
  addElements,
  bits,
  differenceOfElements,
  effectsOf,
  element,
  half,
  multiplyAddElements,
  multiplyElements,
  multiplySubtractElements,
  resultOf,
  setHalf,
  setV,
  subtractElements,
  v,
  vectorOf,
} from './vectors.ts';
import { mnemonicOf, ofShapes, scalarsOf } from './syntaxes.ts';
import type { Shape as VectorShape } from './syntaxes.ts';
import type { ElementOperation } from './vectors.ts';

type Sign = 'sign-extend' | 'zero-extend';

/** How wide the sources are: both half of the result, the second alone, or both twice as wide. */
type Shape = 'long' | 'wide' | 'narrow';

interface Row {
  readonly mnemonic: string;
  readonly U: 0 | 1;
  readonly opcode: string;
  readonly shape: Shape;
  /** Of elements as wide as the wider ones. */
  readonly operate: ElementOperation;
}

const operandsOf: Readonly<Record<Shape, string>> = {
  long: 'V.$W:Rd, V.$T:Rn, V.$T:Rm',
  wide: 'V.$W:Rd, V.$W:Rn, V.$T:Rm',
  narrow: 'V.$T:Rd, V.$W:Rn, V.$W:Rm',
};

/** Both halves of the narrower elements; a doubleword may be one. */
const halvesOf = (sizes: Sizes): readonly VectorShape[] =>
  sizes.flatMap((size) => [0, 1].map((Q) => ({ size, Q, fixed: { size, Q } })));

/** The upper halves of the sums, rounded. */
const rounded =
  (operate: ElementOperation): ElementOperation =>
  (n, m, d) =>
    add(operate(n, m, d), constant(1n << BigInt(n.width / 2 - 1), n.width));

const differenceOf = { 0: differenceOfElements('signed'), 1: differenceOfElements('unsigned') };

const rows: readonly Row[] = ([0, 1] as const).flatMap((U) => {
  const prefix = U === 0 ? 'S' : 'U';
  const row = (name: string, opcode: string, shape: Shape, operate: ElementOperation): Row => ({
    mnemonic: `${name}, ${name}2`,
    U,
    opcode,
    shape,
    operate,
  });
  const narrow = U === 0 ? (o: ElementOperation) => o : rounded;
  return [
    row(`${prefix}ADDL`, '0000', 'long', addElements),
    row(`${prefix}ADDW`, '0001', 'wide', addElements),
    row(`${prefix}SUBL`, '0010', 'long', subtractElements),
    row(`${prefix}SUBW`, '0011', 'wide', subtractElements),
    row(U === 0 ? 'ADDHN' : 'RADDHN', '0100', 'narrow', narrow(addElements)),
    row(`${prefix}ABAL`, '0101', 'long', accumulated(differenceOf[U])),
    row(U === 0 ? 'SUBHN' : 'RSUBHN', '0110', 'narrow', narrow(subtractElements)),
    row(`${prefix}ABDL`, '0111', 'long', differenceOf[U]),
    row(`${prefix}MLAL`, '1000', 'long', multiplyAddElements),
    row(`${prefix}MLSL`, '1010', 'long', multiplySubtractElements),
    row(`${prefix}MULL`, '1100', 'long', multiplyElements),
  ];
});

function meaningOf({ shape, operate, U }: Row, fields: Fields): Meaning {
  const { Q = 0, Rd = 0, Rn = 0, Rm = 0 } = fields;
  const size = bitsOfSize(fields);
  const wide = size * 2;
  const sign: Sign = U === 0 ? 'sign-extend' : 'zero-extend';
  const narrowAt = (number: number, index: number): Value =>
    extend(sign, bits(number, Q * 64 + index * size, size), wide);
  const wideAt = (number: number, index: number): Value => element(number, index, wide);
  const result = vectorOf(64 / size, (index) => {
    const n = shape === 'long' ? narrowAt(Rn, index) : wideAt(Rn, index);
    const m = shape === 'narrow' ? wideAt(Rm, index) : narrowAt(Rm, index);
    const value = operate(n, m, wideAt(Rd, index));
    return shape === 'narrow' ? extract(value, size, size) : value;
  });
  return { writes: shape === 'narrow' ? setHalf(Rd, Q, result) : setV(Rd, result) };
}

const group = 'Advanced SIMD three different';

/** Saturating products twice as wide: mnemonic, opcode, and whether they add to what Rd has. */
const saturatingRows: readonly (readonly [string, string, boolean])[] = [
  ['SQDMLAL', '1001', true],
  ['SQDMLSL', '1011', true],
  ['SQDMULL', '1101', false],
];

function saturatingForms([name, opcode, accumulates]: (typeof saturatingRows)[number]): Form[] {
  const meaning = (Rd: number, operands: readonly Value[], width: number): Meaning => {
    const all = [...operands, ...(accumulates ? [v(Rd, width)] : [])];
    const operation = { name, operands: all, width, effect: 'saturating' } as const;
    return { writes: [...setV(Rd, resultOf(operation)), ...effectsOf(operation)] };
  };
  const allocated = hasSize(halfwordsAndWords);
  return [
    form(
      `${name}, ${name}2 (vector)`,
      `0 Q 0 01110 size 1 Rm ${opcode} 00 Rn Rd`,
      {
        group,
        fp: true,
        allocated,
        syntaxes: ofShapes(`${mnemonicOf(name)}$2 ${operandsOf.long}`, halvesOf(halfwordsAndWords)),
      },
      ({ Q = 0, Rd = 0, Rn = 0, Rm = 0 }) => meaning(Rd, [half(Rn, Q), half(Rm, Q)], 128),
    ),
    form(
      `${name} (vector), scalar`,
      `01 0 11110 size 1 Rm ${opcode} 00 Rn Rd`,
      {
        group: 'Advanced SIMD scalar three different',
        fp: true,
        allocated,
        syntaxes: ofShapes(`${mnemonicOf(name)} $L:Rd, $R:Rn, $R:Rm`, scalarsOf(halfwordsAndWords)),
      },
      (fields) => {
        const { Rd = 0, Rn = 0, Rm = 0 } = fields;
        const size = bitsOfSize(fields);
        return meaning(Rd, [v(Rn, size), v(Rm, size)], size * 2);
      },
    ),
  ];
}

/** Bytes, or the doublewords of FEAT_PMULL. */
const polynomialSizes: Sizes = [0, 3];

const polynomial = form(
  'PMULL, PMULL2',
  '0 Q 0 01110 size 1 Rm 1110 00 Rn Rd',
  {
    group,
    fp: true,
    allocated: hasSize(polynomialSizes),
    syntaxes: ofShapes(`pmull$2 ${operandsOf.long}`, halvesOf(polynomialSizes)),
  },
  ({ Q = 0, Rd = 0, Rn = 0, Rm = 0 }) => {
    const operands = [half(Rn, Q), half(Rm, Q)];
    return { writes: setV(Rd, resultOf({ name: 'PMULL', operands, width: 128, effect: 'none' })) };
  },
);

/** Advanced SIMD, two sources whose elements and the destination's differ in width. */
export const simdThreeDifferent: readonly Form[] = [
  ...rows.map((row) =>
    form(
      row.mnemonic,
      `0 Q ${row.U} 01110 size 1 Rm ${row.opcode} 00 Rn Rd`,
      {
        group,
        fp: true,
        allocated: hasSize(upToWords),
        syntaxes: ofShapes(
          `${mnemonicOf(row.mnemonic)}$2 ${operandsOf[row.shape]}`,
          halvesOf(upToWords),
        ),
      },
      (fields) => meaningOf(row, fields),
    ),
  ),
  ...saturatingRows.flatMap(saturatingForms),
  polynomial,
];
