/** 8-bit floating point, and lookup in tables of few elements. */
import type { Form, Meaning, Value } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import { systemLocations as locations } from './system-location.ts';
import { input } from '../../expression/expression.ts';
import type { Location } from './form.ts';
import { element, effectsOf, half, resultOf, setHalf, setV, v, widthOfQ } from './vectors.ts';

/** FPMR says the formats of 8-bit numbers. */
const formats: Value = input<Location>(locations.fpmr, 64);

interface Operation {
  readonly name: string;
  readonly operands: readonly Value[];
  /** Bits of the result. */
  readonly width: number;
}

/** A result that is added to what Rd has. */
function accumulated({ name, operands, width }: Operation, { Rd = 0 }: Fields): Meaning {
  const operation = {
    name,
    operands: [...operands, v(Rd, width)],
    width,
    effect: 'floating-point',
  } as const;
  return { writes: [...setV(Rd, resultOf(operation)), ...effectsOf(operation)] };
}

/** Mnemonic, size and opcode of the vector, size and opcode by element, bits of Rm's part, formats of 8 bits, feature. */
interface DotRow {
  readonly name: string;
  /** Bits 23:22, and 13:12 of the form of vectors. */
  readonly size: string;
  /** Bits 23:22 and 15:12 of the form by element. */
  readonly indexed: string;
  /** Bits of the elements of Rm that make one of Rd. */
  readonly part: 16 | 32;
  readonly has8Bits: boolean;
  readonly feature: string;
}

const dotRows: readonly DotRow[] = [
  {
    name: 'FDOT (8-bit floating-point to single-precision)',
    size: '00',
    indexed: '00 L M Rm:4 0000',
    part: 32,
    has8Bits: true,
    feature: 'FEAT_FP8DOT4',
  },
  {
    name: 'FDOT (8-bit floating-point to half-precision)',
    size: '01',
    indexed: '01 L M Rm:4 0000',
    part: 16,
    has8Bits: true,
    feature: 'FEAT_FP8DOT2',
  },
  {
    name: 'FDOT (half-precision to single-precision)',
    size: '10',
    indexed: '01 L M Rm:4 1001',
    part: 32,
    has8Bits: false,
    feature: 'FEAT_F16F32DOT',
  },
];

/** As in the other rows by element: M is part of the register's number, unless it is of the element's. */
function partOf({ H = 0, L = 0, M = 0, Rm = 0 }: Fields, part: 16 | 32): Value {
  return part === 32
    ? element((M << 4) | Rm, (H << 1) | L, part)
    : element(Rm, (H << 2) | (L << 1) | M, part);
}

function dotForms({ name, size, indexed, part, has8Bits, feature }: DotRow): readonly Form[] {
  const more = has8Bits ? [formats] : [];
  const meaning = (fields: Fields, other: (width: number) => Value): Meaning => {
    const width = widthOfQ(fields);
    return accumulated(
      { name, operands: [v(fields['Rn'] ?? 0, width), other(width), ...more], width },
      fields,
    );
  };
  return [
    form(
      `${name}, vector`,
      `0 Q 0 01110 ${size} 0 Rm 1 1111 1 Rn Rd`,
      { group: 'Advanced SIMD three-register extension', fp: true, feature },
      (fields) => meaning(fields, (width) => v(fields['Rm'] ?? 0, width)),
    ),
    form(
      `${name}, by element`,
      `0 Q 0 01111 ${indexed} H 0 Rn Rd`,
      { group: 'Advanced SIMD vector x indexed element', fp: true, feature },
      (fields) => meaning(fields, () => partOf(fields, part)),
    ),
  ];
}

/** Every second or fourth byte of a register from one on. */
const bytesFrom = (number: number, first: number, step: number): readonly Value[] =>
  Array.from({ length: 16 / step }, (_, index) => element(number, index * step + first, 8));

/** The byte of Rm that FMLALB and its kin choose. */
const byteOf = ({ H = 0, high = 0, Rm = 0 }: Fields): Value => element(Rm, (H << 3) | high, 8);

/** Products of every second byte, added to half precision, and of every fourth, added to single precision. */
interface WideningRow {
  readonly name: string;
  readonly step: 2 | 4;
  /** The byte of each step that is taken. */
  readonly firstOf: (fields: Fields) => number;
  /** Bits 31 to 21 and 15 to 10 of the form of vectors. */
  readonly vector: string;
  readonly indexed: string;
  readonly feature: string;
}

const wideningRows: readonly WideningRow[] = [
  {
    name: 'FMLALB, FMLALT',
    step: 2,
    firstOf: ({ Q = 0 }) => Q,
    vector: '0 Q 0 01110 11 0 Rm 111111 Rn Rd',
    indexed: '0 Q 0 01111 11 high:3 Rm:3 0000 H 0 Rn Rd',
    feature: 'FEAT_FP8FMA',
  },
  {
    name: 'FMLALLBB, FMLALLBT, FMLALLTB, FMLALLTT',
    step: 4,
    firstOf: ({ Q = 0, T = 0 }) => (Q << 1) | T,
    vector: '0 Q 0 01110 0 T 0 Rm 110001 Rn Rd',
    indexed: '0 Q 1 01111 0 T high:3 Rm:3 1000 H 0 Rn Rd',
    feature: 'FEAT_FP8FMA',
  },
];

function wideningForms({ name, step, firstOf, vector, indexed, feature }: WideningRow): Form[] {
  const meaning = (fields: Fields, others: (first: number) => readonly Value[]): Meaning => {
    const first = firstOf(fields);
    const operands = [...bytesFrom(fields['Rn'] ?? 0, first, step), ...others(first), formats];
    return accumulated({ name, operands, width: 128 }, fields);
  };
  return [
    form(
      `${name} (vector, 8-bit floating-point)`,
      vector,
      { group: 'Advanced SIMD three-register extension', fp: true, feature },
      (fields) => meaning(fields, (first) => bytesFrom(fields['Rm'] ?? 0, first, step)),
    ),
    form(
      `${name} (by element, 8-bit floating-point)`,
      indexed,
      { group: 'Advanced SIMD vector x indexed element', fp: true, feature },
      (fields) => meaning(fields, () => [byteOf(fields)]),
    ),
  ];
}

/** Products of matrices: U, bits 23:22, 8-bit formats, feature. */
const matrixRows: readonly (readonly [string, 0 | 1, string, boolean, string])[] = [
  ['half-precision to single-precision', 0, '01', false, 'FEAT_F16F32MM'],
  ['half-precision', 0, '11', false, 'FEAT_F16MM'],
  ['8-bit floating-point to half-precision', 1, '00', true, 'FEAT_F8F16MM'],
  ['8-bit floating-point to single-precision', 1, '10', true, 'FEAT_F8F32MM'],
];

const matrixForm = ([kind, U, size, has8Bits, feature]: (typeof matrixRows)[number]): Form =>
  form(
    `FMMLA (${kind})`,
    `0 1 ${U} 01110 ${size} 0 Rm 111011 Rn Rd`,
    { group: 'Advanced SIMD three-register extension', fp: true, feature },
    (fields) => {
      const { Rn = 0, Rm = 0 } = fields;
      const operands = [v(Rn), v(Rm), ...(has8Bits ? [formats] : [])];
      return accumulated({ name: `FMMLA (${kind})`, operands, width: 128 }, fields);
    },
  );

/** Conversions to 8 bits, from single precision into a half of Rd, and from half precision. */
const narrowing: readonly Form[] = [
  form(
    'FCVTN, FCVTN2 (single-precision to 8-bit floating-point)',
    '0 Q 0 01110 00 0 Rm 111101 Rn Rd',
    { group: 'Advanced SIMD three-register extension', fp: true, feature: 'FEAT_FP8' },
    ({ Q = 0, Rd = 0, Rn = 0, Rm = 0 }) => {
      const operation = {
        name: 'FCVTN',
        operands: [v(Rn), v(Rm), formats],
        width: 64,
        effect: 'floating-point',
      } as const;
      return { writes: [...setHalf(Rd, Q, resultOf(operation)), ...effectsOf(operation)] };
    },
  ),
  form(
    'FCVTN (half-precision to 8-bit floating-point)',
    '0 Q 0 01110 01 0 Rm 111101 Rn Rd',
    { group: 'Advanced SIMD three-register extension', fp: true, feature: 'FEAT_FP8' },
    (fields) => {
      const { Rd = 0, Rn = 0, Rm = 0 } = fields;
      const width = widthOfQ(fields);
      const operation = {
        name: 'FCVTN',
        operands: [v(Rn, width), v(Rm, width), formats],
        width,
        effect: 'floating-point',
      } as const;
      return { writes: [...setV(Rd, resultOf(operation)), ...effectsOf(operation)] };
    },
  ),
];

/** Conversions from 8 bits, by bits 23:22. */
const lengthening: readonly Form[] = ['F1CVTL', 'F2CVTL', 'BF1CVTL', 'BF2CVTL'].map((name, size) =>
  form(
    `${name}, ${name}2`,
    `0 Q 1 01110 ${['00', '01', '10', '11'][size] ?? ''} 10000 10111 10 Rn Rd`,
    { group: 'Advanced SIMD two-register miscellaneous', fp: true, feature: 'FEAT_FP8' },
    ({ Q = 0, Rd = 0, Rn = 0 }) => {
      const operation = {
        name,
        operands: [half(Rn, Q), formats],
        width: 128,
        effect: 'floating-point',
      } as const;
      return { writes: [...setV(Rd, resultOf(operation)), ...effectsOf(operation)] };
    },
  ),
);

/** The field `index` chooses a part of Rm; so many registers have the table, from Rn on. */
const lookupRows: readonly (readonly [string, string, number])[] = [
  ['LUTI2 (bytes)', '10 0 Rm 0 index:2 1 00', 1],
  ['LUTI2 (halfwords)', '11 0 Rm 0 index:3 00', 1],
  ['LUTI4 (bytes)', '01 0 Rm 0 index:1 10 00', 1],
  ['LUTI4 (halfwords)', '01 0 Rm 0 index:2 1 00', 2],
];

const lookupForm = ([name, bits, tables]: (typeof lookupRows)[number]): Form =>
  form(
    name,
    `0 1 0 01110 ${bits} Rn Rd`,
    { group: 'Advanced SIMD table lookup', fp: true, feature: 'FEAT_LUT' },
    ({ Rm = 0, Rn = 0, Rd = 0 }) => {
      const table = Array.from({ length: tables }, (_, register) => v(Rn + register));
      const operation = { name, operands: [...table, v(Rm)], width: 128, effect: 'none' } as const;
      return { writes: setV(Rd, resultOf(operation)) };
    },
  );

/** Advanced SIMD of FEAT_FP8 and its kin, and FEAT_LUT: Arm ARM, C4.1.95. */
export const simd8Bit: readonly Form[] = [
  ...dotRows.flatMap(dotForms),
  ...wideningRows.flatMap(wideningForms),
  ...matrixRows.map(matrixForm),
  ...narrowing,
  ...lengthening,
  ...lookupRows.map(lookupForm),
];
