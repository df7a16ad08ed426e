import type { Form, Meaning } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import {
  anySize,
  bitsOfSize,
  doublewords,
  floatForms,
  halfPrecision,
  halfwordsAndWords,
  hasSize,
  integerForms,
  isVectorOf,
  upToWords,
} from './simd-rows.ts';
import type { Operands, SimdGroups, Sizes } from './simd-rows.ts';
import { mnemonicOf, ofShapes, scalarsOf, vectorsOf, vectorsOfOne } from './syntaxes.ts';
import { and, not, or, xor } from './values.ts';
import {
  accumulated,
  addElements,
  bits,
  differenceOfElements,
  effectsOf,
  element,
  equalElements,
  greaterElements,
  largerElements,
  multiplyAddElements,
  multiplyElements,
  multiplySubtractElements,
  notLessElements,
  resultOf,
  selectBits,
  setV,
  smallerElements,
  subtractElements,
  testElements,
  v,
  vectorOf,
  widthOfQ,
} from './vectors.ts';
import type { Effect, ElementOperation } from './vectors.ts';

/** What an operation on the elements of Rn and Rm reads and does. */
interface Operation {
  readonly mnemonic: string;
  readonly effect: Effect;
  /** Reads Rd too. */
  readonly accumulates: boolean;
  /** Rm has amounts of shifts, in the low byte of each element. */
  readonly shifts: boolean;
  /** What it does, where that is followed. */
  readonly exact?: ElementOperation;
}

interface IntegerRow extends Operation {
  readonly U: 0 | 1;
  readonly operands: Operands;
  readonly opcode: string;
  readonly sizes: Sizes;
  /** Sizes of the scalar variant. */
  readonly scalar?: Sizes;
}

interface FloatRow extends Operation {
  readonly U: 0 | 1;
  readonly operands?: Operands;
  /** The upper bit of `size`. */
  readonly a: 0 | 1;
  /** The low bits of `opcode`. */
  readonly opcode: string;
  readonly scalar?: boolean;
  /** What it came with; half precision is of FEAT_FP16 else. */
  readonly feature?: string;
}

/** Three registers of the same elements. */
const alike: Operands = { vector: 'V.$T:Rd, V.$T:Rn, V.$T:Rm', scalar: '$R:Rd, $R:Rn, $R:Rm' };

const plain = { effect: 'none', accumulates: false, shifts: false } as const;
const saturating: Effect = 'saturating';
const scalarDoubleword = { scalar: doublewords };
const shift = { shifts: true, scalar: doublewords };
const saturatingShift = { shifts: true, effect: saturating, scalar: anySize };

const integer = (
  mnemonic: string,
  U: 0 | 1,
  opcode: string,
  sizes: Sizes,
  more: Partial<IntegerRow> = {},
): IntegerRow => ({ ...plain, operands: alike, mnemonic, U, opcode, sizes, ...more });

const integerRows: readonly IntegerRow[] = [
  integer('SHADD', 0, '00000', upToWords),
  integer('UHADD', 1, '00000', upToWords),
  integer('SQADD', 0, '00001', anySize, { effect: saturating, scalar: anySize }),
  integer('UQADD', 1, '00001', anySize, { effect: saturating, scalar: anySize }),
  integer('SRHADD', 0, '00010', upToWords),
  integer('URHADD', 1, '00010', upToWords),
  integer('SHSUB', 0, '00100', upToWords),
  integer('UHSUB', 1, '00100', upToWords),
  integer('SQSUB', 0, '00101', anySize, { effect: saturating, scalar: anySize }),
  integer('UQSUB', 1, '00101', anySize, { effect: saturating, scalar: anySize }),
  integer('CMGT (register)', 0, '00110', anySize, {
    exact: greaterElements('signed'),
    ...scalarDoubleword,
  }),
  integer('CMHI (register)', 1, '00110', anySize, {
    exact: greaterElements('unsigned'),
    ...scalarDoubleword,
  }),
  integer('CMGE (register)', 0, '00111', anySize, {
    exact: notLessElements('signed'),
    ...scalarDoubleword,
  }),
  integer('CMHS (register)', 1, '00111', anySize, {
    exact: notLessElements('unsigned'),
    ...scalarDoubleword,
  }),
  integer('SSHL', 0, '01000', anySize, shift),
  integer('USHL', 1, '01000', anySize, shift),
  integer('SQSHL (register)', 0, '01001', anySize, saturatingShift),
  integer('UQSHL (register)', 1, '01001', anySize, saturatingShift),
  integer('SRSHL', 0, '01010', anySize, shift),
  integer('URSHL', 1, '01010', anySize, shift),
  integer('SQRSHL', 0, '01011', anySize, saturatingShift),
  integer('UQRSHL', 1, '01011', anySize, saturatingShift),
  integer('SMAX', 0, '01100', upToWords, { exact: largerElements('signed') }),
  integer('UMAX', 1, '01100', upToWords, { exact: largerElements('unsigned') }),
  integer('SMIN', 0, '01101', upToWords, { exact: smallerElements('signed') }),
  integer('UMIN', 1, '01101', upToWords, { exact: smallerElements('unsigned') }),
  integer('SABD', 0, '01110', upToWords, { exact: differenceOfElements('signed') }),
  integer('UABD', 1, '01110', upToWords, { exact: differenceOfElements('unsigned') }),
  integer('SABA', 0, '01111', upToWords, { exact: accumulated(differenceOfElements('signed')) }),
  integer('UABA', 1, '01111', upToWords, { exact: accumulated(differenceOfElements('unsigned')) }),
  integer('ADD (vector)', 0, '10000', anySize, { exact: addElements, ...scalarDoubleword }),
  integer('SUB (vector)', 1, '10000', anySize, { exact: subtractElements, ...scalarDoubleword }),
  integer('CMTST', 0, '10001', anySize, { exact: testElements, ...scalarDoubleword }),
  integer('CMEQ (register)', 1, '10001', anySize, { exact: equalElements, ...scalarDoubleword }),
  integer('MLA (vector)', 0, '10010', upToWords, { exact: multiplyAddElements }),
  integer('MLS (vector)', 1, '10010', upToWords, { exact: multiplySubtractElements }),
  integer('MUL (vector)', 0, '10011', upToWords, { exact: multiplyElements }),
  integer('PMUL', 1, '10011', [0]),
  integer('SMAXP', 0, '10100', upToWords),
  integer('UMAXP', 1, '10100', upToWords),
  integer('SMINP', 0, '10101', upToWords),
  integer('UMINP', 1, '10101', upToWords),
  integer('SQDMULH (vector)', 0, '10110', halfwordsAndWords, {
    effect: saturating,
    scalar: halfwordsAndWords,
  }),
  integer('SQRDMULH (vector)', 1, '10110', halfwordsAndWords, {
    effect: saturating,
    scalar: halfwordsAndWords,
  }),
  integer('ADDP (vector)', 0, '10111', anySize),
];

const float = (
  mnemonic: string,
  U: 0 | 1,
  a: 0 | 1,
  opcode: string,
  more: Partial<FloatRow> = {},
): FloatRow => ({
  ...plain,
  effect: 'floating-point',
  mnemonic,
  U,
  a,
  opcode,
  ...(more.feature === undefined ? { operands: alike } : {}),
  ...more,
});

const floatRows: readonly FloatRow[] = [
  float('FMAXNM (vector)', 0, 0, '000'),
  float('FMINNM (vector)', 0, 1, '000'),
  float('FMAXNMP (vector)', 1, 0, '000'),
  float('FMINNMP (vector)', 1, 1, '000'),
  float('FMLA (vector)', 0, 0, '001', { accumulates: true }),
  float('FMLS (vector)', 0, 1, '001', { accumulates: true }),
  float('FADD (vector)', 0, 0, '010'),
  float('FSUB (vector)', 0, 1, '010'),
  float('FADDP (vector)', 1, 0, '010'),
  float('FABD', 1, 1, '010', { scalar: true }),
  float('FMULX', 0, 0, '011', { scalar: true }),
  float('FMUL (vector)', 1, 0, '011'),
  float('FCMEQ (register)', 0, 0, '100', { scalar: true }),
  float('FCMGE (register)', 1, 0, '100', { scalar: true }),
  float('FCMGT (register)', 1, 1, '100', { scalar: true }),
  float('FACGE', 1, 0, '101', { scalar: true }),
  float('FACGT', 1, 1, '101', { scalar: true }),
  float('FMAX (vector)', 0, 0, '110'),
  float('FMIN (vector)', 0, 1, '110'),
  float('FMAXP (vector)', 1, 0, '110'),
  float('FMINP (vector)', 1, 1, '110'),
  float('FRECPS', 0, 0, '111', { scalar: true }),
  float('FRSQRTS', 0, 1, '111', { scalar: true }),
  float('FDIV (vector)', 1, 0, '111'),
  float('FAMAX', 0, 1, '011', { feature: 'FEAT_FAMINMAX' }),
  float('FAMIN', 1, 1, '011', { feature: 'FEAT_FAMINMAX' }),
  float('FSCALE', 1, 1, '111', { feature: 'FEAT_FP8' }),
];

/** A vector of `width` bits of elements of `size` bits each. */
function meaningOf(
  { mnemonic, effect, accumulates, shifts, exact }: Operation,
  { Rd = 0, Rn = 0, Rm = 0 }: Fields,
  size: number,
  width: number,
): Meaning {
  if (exact !== undefined) {
    const at = (index: number) =>
      exact(element(Rn, index, size), element(Rm, index, size), element(Rd, index, size));
    return { writes: setV(Rd, vectorOf(width / size, at)) };
  }
  const second = v(Rm, shifts ? width - size + 8 : width);
  const operands = [v(Rn, width), second, ...(accumulates ? [v(Rd, width)] : [])];
  const operation = { name: mnemonic, operands, width, effect };
  return { writes: [...setV(Rd, resultOf(operation)), ...effectsOf(operation)] };
}

const groups: SimdGroups = {
  vector: 'Advanced SIMD three same',
  vectorHalf: 'Advanced SIMD three same (FP16)',
  scalar: 'Advanced SIMD scalar three same',
  scalarHalf: 'Advanced SIMD scalar three same FP16',
};
const vectorExtraGroup = 'Advanced SIMD three-register extension';
const scalarExtraGroup = 'Advanced SIMD scalar three same extra';

/** Bits of Rn and Rm, and of Rd as it was: opcode 00011. */
const logicalRows: readonly (readonly [string, 0 | 1, string, ElementOperation])[] = [
  ['AND (vector)', 0, '00', (n, m) => and(n, m)],
  ['BIC (vector, register)', 0, '01', (n, m) => and(n, not(m))],
  ['ORR (vector, register)', 0, '10', (n, m) => or(n, m)],
  ['ORN (vector)', 0, '11', (n, m) => or(n, not(m))],
  ['EOR (vector)', 1, '00', (n, m) => xor(n, m)],
  ['BSL', 1, '01', (n, m, d) => selectBits(d, n, m)],
  ['BIT', 1, '10', (n, m, d) => selectBits(m, n, d)],
  ['BIF', 1, '11', (n, m, d) => selectBits(m, d, n)],
];

/** ORR of a register with itself. */
const movedRegister = ofShapes('mov V.$T:Rd, V.$T:Rn&Rm', vectorsOfOne(0));

function logicalForm([mnemonic, U, size, operate]: (typeof logicalRows)[number]): Form {
  return form(
    mnemonic,
    `0 Q ${U} 01110 ${size} 1 Rm 00011 1 Rn Rd`,
    {
      group: groups.vector,
      fp: true,
      syntaxes: [
        ...(mnemonic.startsWith('ORR') ? movedRegister : []),
        ...ofShapes(`${mnemonicOf(mnemonic)} ${alike.vector}`, vectorsOfOne(0)),
      ],
    },
    (fields) => {
      const { Rd = 0, Rn = 0, Rm = 0 } = fields;
      const width = widthOfQ(fields);
      return { writes: setV(Rd, operate(v(Rn, width), v(Rm, width), v(Rd, width))) };
    },
  );
}

/** FMLAL and its kin: products of half precision added to single precision. */
const wideningRows: readonly (readonly [string, 0 | 1, 0 | 1, string, 0 | 1])[] = [
  ['FMLAL (vector)', 0, 0, '11101', 0],
  ['FMLSL (vector)', 0, 1, '11101', 0],
  ['FMLAL2 (vector)', 1, 0, '11001', 1],
  ['FMLSL2 (vector)', 1, 1, '11001', 1],
];

function wideningForm([name, U, a, opcode, part]: (typeof wideningRows)[number]): Form {
  return form(
    name,
    `0 Q ${U} 01110 ${a} 01 Rm ${opcode} 1 Rn Rd`,
    {
      group: groups.vector,
      fp: true,
      feature: 'FEAT_FHM',
      syntaxes: [0, 1].map((Q) => {
        const [wide, narrow] = Q === 1 ? ['4s', '4h'] : ['2s', '2h'];
        const text = `${mnemonicOf(name)} V.${wide}:Rd, V.${narrow}:Rn, V.${narrow}:Rm`;
        return { text, fixed: { Q } };
      }),
    },
    (fields) => {
      const { Rd = 0, Rn = 0, Rm = 0 } = fields;
      const width = widthOfQ(fields);
      const narrow = (number: number) => bits(number, (part * width) / 2, width / 2);
      const operands = [narrow(Rn), narrow(Rm), v(Rd, width)];
      const operation = { name, operands, width, effect: 'floating-point' } as const;
      return { writes: [...setV(Rd, resultOf(operation)), ...effectsOf(operation)] };
    },
  );
}

interface ExtraRow {
  readonly mnemonic: string;
  /** From U on. */
  readonly bits: { readonly U: 0 | 1; readonly size: string; readonly opcode: string };
  readonly feature: string;
  readonly effect: Effect;
  readonly accumulates: boolean;
  /** What follows the mnemonic of the vectors. */
  readonly operands: string;
  /** Has only 128 bits. */
  readonly full: boolean;
  readonly sizes: Sizes;
}

const extra = (
  mnemonic: string,
  U: 0 | 1,
  size: string,
  opcode: string,
  feature: string,
  operands: string,
  more: Partial<ExtraRow> = {},
): ExtraRow => ({
  mnemonic,
  bits: { U, size, opcode },
  feature,
  operands,
  effect: 'none',
  accumulates: true,
  full: false,
  sizes: anySize,
  ...more,
});

const complex = { effect: 'floating-point', sizes: [1, 2, 3] } as const;
const rounding = { effect: saturating, sizes: halfwordsAndWords };

/** Products of bytes added to words. */
const fourBytes = 'V.$T:Rd, V.$B:Rn, V.$B:Rm';
const ofBytes = 'V.4s:Rd, V.16b:Rn, V.16b:Rm';

const extraRows: readonly ExtraRow[] = [
  extra('SDOT (vector)', 0, '10', '0010', 'FEAT_DotProd', fourBytes),
  extra('UDOT (vector)', 1, '10', '0010', 'FEAT_DotProd', fourBytes),
  extra('USDOT (vector)', 0, '10', '0011', 'FEAT_I8MM', fourBytes),
  extra('SMMLA (vector)', 0, '10', '0100', 'FEAT_I8MM', ofBytes, { full: true }),
  extra('UMMLA (vector)', 1, '10', '0100', 'FEAT_I8MM', ofBytes, { full: true }),
  extra('USMMLA (vector)', 0, '10', '0101', 'FEAT_I8MM', ofBytes, { full: true }),
  extra('SQRDMLAH (vector)', 1, 'size', '0000', 'FEAT_RDM', alike.vector, rounding),
  extra('SQRDMLSH (vector)', 1, 'size', '0001', 'FEAT_RDM', alike.vector, rounding),
  extra('FCMLA', 1, 'size', '10 rot:2', 'FEAT_FCMA', `${alike.vector}, u:rot*90`, complex),
  extra('FCADD', 1, 'size', '11 rot 0', 'FEAT_FCMA', `${alike.vector}, u:rot*180+90`, {
    ...complex,
    accumulates: false,
  }),
  // FPCR.EBF and what it enables.
  extra('BFMMLA', 1, '01', '1101', 'FEAT_BF16', 'V.4s:Rd, V.8h:Rn, V.8h:Rm', {
    full: true,
    effect: 'floating-point',
  }),
  extra('BFDOT (vector)', 1, '01', '1111', 'FEAT_BF16', 'V.$T:Rd, V.$H:Rn, V.$H:Rm', {
    effect: 'floating-point',
  }),
];

function extraForms(row: ExtraRow): readonly Form[] {
  const { mnemonic, feature, operands, effect, accumulates, full, sizes } = row;
  const { U, size, opcode } = row.bits;
  const operation = { ...plain, mnemonic, effect, accumulates };
  // Words where the diagram has no size: what products of smaller elements are added to.
  const shapes = size === 'size' ? vectorsOf(sizes) : vectorsOfOne(2);
  const vector = form(
    mnemonic,
    `0 ${full ? '1' : 'Q'} ${U} 01110 ${size} 0 Rm 1 ${opcode} 1 Rn Rd`,
    {
      group: vectorExtraGroup,
      fp: true,
      feature,
      ...(size === 'size' ? { allocated: isVectorOf(sizes) } : {}),
      syntaxes: full
        ? [{ text: `${mnemonicOf(mnemonic)} ${operands}`, fixed: {} }]
        : ofShapes(`${mnemonicOf(mnemonic)} ${operands}`, shapes),
    },
    (fields) => meaningOf(operation, fields, halfPrecision, full ? 128 : widthOfQ(fields)),
  );
  if (effect !== saturating) {
    return [vector];
  }
  return [
    vector,
    form(
      `${mnemonic}, scalar`,
      `01 ${U} 11110 size 0 Rm 1 ${opcode} 1 Rn Rd`,
      {
        group: scalarExtraGroup,
        fp: true,
        feature,
        allocated: hasSize(sizes),
        syntaxes: ofShapes(`${mnemonicOf(mnemonic)} ${alike.scalar}`, scalarsOf(sizes)),
      },
      (fields) => meaningOf(operation, fields, bitsOfSize(fields), bitsOfSize(fields)),
    ),
  ];
}

/** The even or odd elements of half precision, added to the four of single precision. */
const bfloatWidening = form(
  'BFMLALB, BFMLALT (vector)',
  '0 Q 1 01110 11 0 Rm 1 1111 1 Rn Rd',
  {
    group: vectorExtraGroup,
    fp: true,
    feature: 'FEAT_BF16',
    syntaxes: [
      { text: 'bfmlalb V.4s:Rd, V.8h:Rn, V.8h:Rm', fixed: { Q: 0 } },
      { text: 'bfmlalt V.4s:Rd, V.8h:Rn, V.8h:Rm', fixed: { Q: 1 } },
    ],
  },
  ({ Q = 0, Rd = 0, Rn = 0, Rm = 0 }) => {
    const operation = {
      name: Q === 0 ? 'BFMLALB' : 'BFMLALT',
      operands: [Rn, Rm]
        .flatMap((number) => [0, 1, 2, 3].map((pair) => element(number, pair * 2 + Q, 16)))
        .concat(v(Rd)),
      width: 128,
      effect: 'floating-point',
    } as const;
    return { writes: [...setV(Rd, resultOf(operation)), ...effectsOf(operation)] };
  },
);

/** Advanced SIMD, two sources and a destination of the same elements: vectors, scalars, and what extensions add. */
export const simdThreeSame: readonly Form[] = [
  ...logicalRows.map(logicalForm),
  ...integerRows.flatMap((row) =>
    integerForms(row, `size 1 Rm ${row.opcode} 1 Rn Rd`, groups, (fields, size, width) =>
      meaningOf(row, fields, size, width),
    ),
  ),
  ...floatRows.flatMap((row) => {
    const { a, opcode } = row;
    const body = `${a} sz 1 Rm 11${opcode} 1 Rn Rd`;
    const half = `${a} 10 Rm 00${opcode} 1 Rn Rd`;
    return floatForms(row, { body, half }, groups, (fields, size, width) =>
      meaningOf(row, fields, size, width),
    );
  }),
  ...wideningRows.map(wideningForm),
  ...extraRows.flatMap(extraForms),
  bfloatWidening,
];
