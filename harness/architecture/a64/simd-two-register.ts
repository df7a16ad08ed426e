import { binary, compare, constant, ite, unary } from '../../expression/expression.ts';
import type { Form, Meaning, Value } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import {
  anySize,
  bitsOfSize,
  bitsOfSz,
  doublewords,
  floatForms,
  hasSize,
  integerForms,
  isVector,
  upToWords,
} from './simd-rows.ts';
import type { Operands, SimdGroups, Sizes } from './simd-rows.ts';
import {
  floatVectors,
  mnemonicOf,
  ofShapes,
  scalarsOf,
  vectorsOf,
  vectorsOfOne,
} from './syntaxes.ts';
import type { Shape } from './syntaxes.ts';
import { and, concat, extract, not } from './values.ts';
import type { Effect } from './vectors.ts';
import {
  bits,
  effectsOf,
  element,
  equalElements,
  greaterElements,
  half,
  joined,
  notLessElements,
  resultOf,
  setHalf,
  setV,
  v,
  vectorOf,
  widthOfQ,
} from './vectors.ts';

/** Two registers of the same elements. */
const alike: Operands = { vector: 'V.$T:Rd, V.$T:Rn', scalar: '$R:Rd, $R:Rn' };
/** A comparison with zero. */
const withZero: Operands = { vector: 'V.$T:Rd, V.$T:Rn, #0', scalar: '$R:Rd, $R:Rn, #0' };
const withFloatZero: Operands = { vector: 'V.$T:Rd, V.$T:Rn, zero', scalar: '$R:Rd, $R:Rn, zero' };
/** Sums of neighbours. */
const pairs: Operands = { vector: 'V.$D:Rd, V.$T:Rn', scalar: '' };

interface Row {
  readonly mnemonic: string;
  readonly U: 0 | 1;
  readonly operands: Operands;
  readonly spellings?: readonly string[];
  readonly opcode: string;
  readonly sizes: Sizes;
  readonly scalar?: Sizes;
  readonly effect: Effect;
  /** Reads Rd too. */
  readonly accumulates: boolean;
  /** What becomes of an element, where that is followed. */
  readonly exact?: (n: Value) => Value;
}

const row = (
  mnemonic: string,
  U: 0 | 1,
  opcode: string,
  sizes: Sizes,
  more: Partial<Row> = {},
): Row => ({
  mnemonic,
  U,
  operands: mnemonic.endsWith('(zero)') ? withZero : alike,
  opcode,
  sizes,
  effect: 'none',
  accumulates: false,
  ...more,
});

const parts = (value: Value, size: number): Value[] =>
  Array.from({ length: value.width / size }, (_, index) => extract(value, index * size, size));

const zeroOf = (n: Value): Value => constant(0, n.width);
const negated = (n: Value): Value => unary('neg', n);
const absolute = (n: Value): Value => ite(compare('slt', n, zeroOf(n)), negated(n), n);
/** Comparisons with zero; the third operand counts for nothing. */
const greater = (n: Value): Value => greaterElements('signed')(n, zeroOf(n), n);
const notLess = (n: Value): Value => notLessElements('signed')(n, zeroOf(n), n);
const notGreater = (n: Value): Value => notLessElements('signed')(zeroOf(n), n, n);
const lessThan = (n: Value): Value => greaterElements('signed')(zeroOf(n), n, n);
const equal = (n: Value): Value => equalElements(n, zeroOf(n), n);

const saturating = { effect: 'saturating', scalar: anySize } as const;
const scalarDoubleword = { scalar: doublewords };

const rows: readonly Row[] = [
  row('SADDLP', 0, '00010', upToWords, { operands: pairs }),
  row('UADDLP', 1, '00010', upToWords, { operands: pairs }),
  row('SADALP', 0, '00110', upToWords, { operands: pairs, accumulates: true }),
  row('UADALP', 1, '00110', upToWords, { operands: pairs, accumulates: true }),
  row('SUQADD', 0, '00011', anySize, { ...saturating, accumulates: true }),
  row('USQADD', 1, '00011', anySize, { ...saturating, accumulates: true }),
  row('CLS (vector)', 0, '00100', upToWords),
  row('CLZ (vector)', 1, '00100', upToWords, { exact: (n) => unary('clz', n) }),
  row('CNT', 0, '00101', [0]),
  row('NOT', 1, '00101', [0], { exact: not, spellings: ['mvn', 'not'] }),
  row('SQABS', 0, '00111', anySize, saturating),
  row('SQNEG', 1, '00111', anySize, saturating),
  row('CMGT (zero)', 0, '01000', anySize, { exact: greater, ...scalarDoubleword }),
  row('CMGE (zero)', 1, '01000', anySize, { exact: notLess, ...scalarDoubleword }),
  row('CMEQ (zero)', 0, '01001', anySize, { exact: equal, ...scalarDoubleword }),
  row('CMLE (zero)', 1, '01001', anySize, { exact: notGreater, ...scalarDoubleword }),
  row('CMLT (zero)', 0, '01010', anySize, { exact: lessThan, ...scalarDoubleword }),
  row('ABS', 0, '01011', anySize, { exact: absolute, ...scalarDoubleword }),
  row('NEG (vector)', 1, '01011', anySize, { exact: negated, ...scalarDoubleword }),
];

/** The elements in these bits stand in the reverse order. */
interface Reversal {
  readonly mnemonic: string;
  readonly U: 0 | 1;
  readonly opcode: string;
  readonly container: number;
  readonly sizes: Sizes;
}

const reversals: readonly Reversal[] = [
  { mnemonic: 'REV64', U: 0, opcode: '00000', container: 64, sizes: upToWords },
  { mnemonic: 'REV32 (vector)', U: 1, opcode: '00000', container: 32, sizes: [0, 1] },
  { mnemonic: 'REV16 (vector)', U: 0, opcode: '00001', container: 16, sizes: [0] },
];

/** The elements of Rd are half as wide as those of Rn. */
const narrowRows: readonly Row[] = [
  row('XTN', 0, '10010', upToWords, { exact: (n) => extract(n, 0, n.width / 2) }),
  row('SQXTUN', 1, '10010', upToWords, { effect: 'saturating', scalar: upToWords }),
  row('SQXTN', 0, '10100', upToWords, { effect: 'saturating', scalar: upToWords }),
  row('UQXTN', 1, '10100', upToWords, { effect: 'saturating', scalar: upToWords }),
];

interface FloatRow {
  readonly mnemonic: string;
  readonly U: 0 | 1;
  readonly operands: Operands;
  /** The upper bit of `size`. */
  readonly a: 0 | 1;
  readonly opcode: string;
  readonly effect: Effect;
  /** Whether there is a vector of it, and a scalar. */
  readonly vector: boolean;
  readonly scalar: boolean;
  readonly exact?: (n: Value) => Value;
}

const float = (
  mnemonic: string,
  U: 0 | 1,
  a: 0 | 1,
  opcode: string,
  more: Partial<FloatRow> = {},
): FloatRow => ({
  mnemonic,
  U,
  operands: mnemonic.endsWith('(zero)') ? withFloatZero : alike,
  a,
  opcode,
  effect: 'floating-point',
  vector: true,
  scalar: false,
  ...more,
});

const sign = (n: Value): Value => constant(1n << BigInt(n.width - 1), n.width);
const withoutSign = (n: Value): Value => and(n, not(sign(n)));
const otherSign = (n: Value): Value => binary('xor', n, sign(n));
const bitsAlone = (exact: (n: Value) => Value): Partial<FloatRow> => ({ effect: 'none', exact });
const both = { scalar: true };

const floatRows: readonly FloatRow[] = [
  float('FCMGT (zero)', 0, 1, '01100', both),
  float('FCMGE (zero)', 1, 1, '01100', both),
  float('FCMEQ (zero)', 0, 1, '01101', both),
  float('FCMLE (zero)', 1, 1, '01101', both),
  float('FCMLT (zero)', 0, 1, '01110', both),
  float('FABS (vector)', 0, 1, '01111', bitsAlone(withoutSign)),
  float('FNEG (vector)', 1, 1, '01111', bitsAlone(otherSign)),
  float('FRINTN (vector)', 0, 0, '11000'),
  float('FRINTA (vector)', 1, 0, '11000'),
  float('FRINTP (vector)', 0, 1, '11000'),
  float('FRINTM (vector)', 0, 0, '11001'),
  float('FRINTX (vector)', 1, 0, '11001'),
  float('FRINTZ (vector)', 0, 1, '11001'),
  float('FRINTI (vector)', 1, 1, '11001'),
  float('FCVTNS (vector)', 0, 0, '11010', both),
  float('FCVTNU (vector)', 1, 0, '11010', both),
  float('FCVTPS (vector)', 0, 1, '11010', both),
  float('FCVTPU (vector)', 1, 1, '11010', both),
  float('FCVTMS (vector)', 0, 0, '11011', both),
  float('FCVTMU (vector)', 1, 0, '11011', both),
  float('FCVTZS (vector, integer)', 0, 1, '11011', both),
  float('FCVTZU (vector, integer)', 1, 1, '11011', both),
  float('FCVTAS (vector)', 0, 0, '11100', both),
  float('FCVTAU (vector)', 1, 0, '11100', both),
  float('SCVTF (vector, integer)', 0, 0, '11101', both),
  float('UCVTF (vector, integer)', 1, 0, '11101', both),
  float('FRECPE', 0, 1, '11101', both),
  float('FRSQRTE', 1, 1, '11101', both),
  float('FRECPX', 0, 1, '11111', { vector: false, scalar: true }),
  float('FSQRT (vector)', 1, 1, '11111'),
];

/** FEAT_FRINTTS has no half precision. */
const roundingRows: readonly FloatRow[] = [
  float('FRINT32Z (vector)', 0, 0, '11110'),
  float('FRINT32X (vector)', 1, 0, '11110'),
  float('FRINT64Z (vector)', 0, 0, '11111'),
  float('FRINT64X (vector)', 1, 0, '11111'),
];

const groups: SimdGroups = {
  vector: 'Advanced SIMD two-register miscellaneous',
  vectorHalf: 'Advanced SIMD two-register miscellaneous (FP16)',
  scalar: 'Advanced SIMD scalar two-register miscellaneous',
  scalarHalf: 'Advanced SIMD scalar two-register miscellaneous FP16',
};
const { vector: group, scalar: scalarGroup } = groups;

const vectorDiagram = ({ U, opcode }: Pick<Row, 'U' | 'opcode'>, size = 'size'): string =>
  `0 Q ${U} 01110 ${size} 10000 ${opcode} 10 Rn Rd`;
const scalarDiagram = ({ U, opcode }: Pick<Row, 'U' | 'opcode'>, size = 'size'): string =>
  `01 ${U} 11110 ${size} 10000 ${opcode} 10 Rn Rd`;

/** An operation on the elements of Rn. */
type Work = Pick<FloatRow, 'mnemonic' | 'effect' | 'exact'> & Partial<Pick<Row, 'accumulates'>>;

/** What an operation does with the elements of `size` bits in `width` bits of Rn. */
function meaningOf(
  { mnemonic, effect, accumulates = false, exact }: Work,
  { Rd = 0, Rn = 0 }: Fields,
  size: number,
  width: number,
): Meaning {
  if (exact !== undefined) {
    return {
      writes: setV(
        Rd,
        vectorOf(width / size, (index) => exact(element(Rn, index, size))),
      ),
    };
  }
  const operands = [v(Rn, width), ...(accumulates ? [v(Rd, width)] : [])];
  const operation = { name: mnemonic, operands, width, effect };
  return { writes: [...setV(Rd, resultOf(operation)), ...effectsOf(operation)] };
}

function reversalForm({ mnemonic, container, sizes, ...encoding }: Reversal): Form {
  return form(
    mnemonic,
    vectorDiagram(encoding),
    {
      group,
      fp: true,
      allocated: hasSize(sizes),
      syntaxes: ofShapes(`${mnemonicOf(mnemonic)} ${alike.vector}`, vectorsOf(sizes)),
    },
    (fields) => {
      const { Rd = 0, Rn = 0 } = fields;
      const size = bitsOfSize(fields);
      const reversed = (index: number): Value =>
        joined(parts(element(Rn, index, container), size).toReversed());
      return { writes: setV(Rd, vectorOf(widthOfQ(fields) / container, reversed)) };
    },
  );
}

function narrowForms(row: Row): readonly Form[] {
  const { mnemonic: name, effect, exact, sizes, scalar } = row;
  const vector = form(
    `${name}, ${name}2`,
    vectorDiagram(row),
    {
      group,
      fp: true,
      allocated: hasSize(sizes),
      syntaxes: ofShapes(`${mnemonicOf(name)}$2 V.$T:Rd, V.$W:Rn`, vectorsOf(sizes)),
    },
    (fields) => {
      const { Q = 0, Rd = 0, Rn = 0 } = fields;
      const wide = bitsOfSize(fields) * 2;
      if (exact !== undefined) {
        const result = vectorOf(128 / wide, (index) => exact(element(Rn, index, wide)));
        return { writes: setHalf(Rd, Q, result) };
      }
      const operation = { name, operands: [v(Rn)], width: 64, effect };
      return { writes: [...setHalf(Rd, Q, resultOf(operation)), ...effectsOf(operation)] };
    },
  );
  if (scalar === undefined) {
    return [vector];
  }
  return [
    vector,
    form(
      `${name}, scalar`,
      scalarDiagram(row),
      {
        group: scalarGroup,
        fp: true,
        allocated: hasSize(scalar),
        syntaxes: ofShapes(`${mnemonicOf(name)} $R:Rd, $L:Rn`, scalarsOf(scalar)),
      },
      (fields) => {
        const { Rd = 0, Rn = 0 } = fields;
        const size = bitsOfSize(fields);
        const operation = { name, operands: [v(Rn, size * 2)], width: size, effect };
        return { writes: [...setV(Rd, resultOf(operation)), ...effectsOf(operation)] };
      },
    ),
  ];
}

/** Half and single precision, in either half of a register. */
const floatHalves: readonly Shape[] = [1, 2].flatMap((size) =>
  [0, 1].map((Q) => ({ size, Q, fixed: { sz: size - 1, Q } })),
);

/** Conversions between precisions, from wide to narrow elements. */
function narrowingForm(
  name: string,
  U: 0 | 1,
  size: string,
  shapes: readonly Shape[],
  feature?: string,
): Form {
  return form(
    `${name}, ${name}2`,
    vectorDiagram({ U, opcode: '10110' }, size),
    {
      group,
      fp: true,
      ...(feature === undefined ? {} : { feature }),
      syntaxes: ofShapes(`${mnemonicOf(name)}$2 V.$T:Rd, V.$W:Rn`, shapes),
    },
    ({ Q = 0, Rd = 0, Rn = 0 }) => {
      const operation = { name, operands: [v(Rn)], width: 64, effect: 'floating-point' } as const;
      return { writes: [...setHalf(Rd, Q, resultOf(operation)), ...effectsOf(operation)] };
    },
  );
}

/** Estimates of unsigned numbers below 1. */
const estimate = (name: string, U: 0 | 1): Form =>
  form(
    name,
    vectorDiagram({ U, opcode: '11100' }, '10'),
    {
      group,
      fp: true,
      syntaxes: ofShapes(`${mnemonicOf(name)} ${alike.vector}`, vectorsOfOne(2)),
    },
    (fields) => meaningOf({ mnemonic: name, effect: 'none' }, fields, 32, widthOfQ(fields)),
  );

const others: readonly Form[] = [
  form(
    'RBIT (vector)',
    vectorDiagram({ U: 1, opcode: '00101' }, '01'),
    { group, fp: true, syntaxes: ofShapes(`rbit ${alike.vector}`, vectorsOfOne(0)) },
    (fields) => {
      const { Rd = 0, Rn = 0 } = fields;
      const reversed = (index: number): Value => unary('rbit', element(Rn, index, 8));
      return { writes: setV(Rd, vectorOf(widthOfQ(fields) / 8, reversed)) };
    },
  ),
  form(
    'SHLL, SHLL2',
    vectorDiagram({ U: 1, opcode: '10011' }),
    {
      group,
      fp: true,
      allocated: hasSize(upToWords),
      syntaxes: upToWords.flatMap((size) =>
        ofShapes(`shll$2 V.$W:Rd, V.$T:Rn, #${8 << size}`, vectorsOf([size])),
      ),
    },
    (fields) => {
      const { Q = 0, Rd = 0, Rn = 0 } = fields;
      const size = bitsOfSize(fields);
      const shifted = (index: number): Value =>
        concat(bits(Rn, Q * 64 + index * size, size), constant(0, size));
      return { writes: setV(Rd, vectorOf(64 / size, shifted)) };
    },
  ),
  narrowingForm('FCVTN', 0, '0 sz', floatHalves),
  narrowingForm('BFCVTN', 0, '10', vectorsOfOne(1), 'FEAT_BF16'),
  narrowingForm('FCVTXN', 1, '01', vectorsOfOne(2)),
  form(
    'FCVTXN, scalar',
    scalarDiagram({ U: 1, opcode: '10110' }, '01'),
    { group: scalarGroup, fp: true, syntaxes: [{ text: 'fcvtxn S:Rd, D:Rn', fixed: {} }] },
    ({ Rd = 0, Rn = 0 }) => {
      const operation = {
        name: 'FCVTXN',
        operands: [v(Rn, 64)],
        width: 32,
        effect: 'floating-point',
      } as const;
      return { writes: [...setV(Rd, resultOf(operation)), ...effectsOf(operation)] };
    },
  ),
  form(
    'FCVTL, FCVTL2',
    vectorDiagram({ U: 0, opcode: '10111' }, '0 sz'),
    { group, fp: true, syntaxes: ofShapes('fcvtl$2 V.$W:Rd, V.$T:Rn', floatHalves) },
    ({ Q = 0, Rd = 0, Rn = 0 }) => {
      const operation = {
        name: 'FCVTL',
        operands: [half(Rn, Q)],
        width: 128,
        effect: 'floating-point',
      } as const;
      return { writes: [...setV(Rd, resultOf(operation)), ...effectsOf(operation)] };
    },
  ),
  estimate('URECPE', 0),
  estimate('URSQRTE', 1),
];

export const simdTwoRegister: readonly Form[] = [
  ...rows.flatMap((row) =>
    integerForms(row, `size 10000 ${row.opcode} 10 Rn Rd`, groups, (fields, size, width) =>
      meaningOf(row, fields, size, width),
    ),
  ),
  ...reversals.map(reversalForm),
  ...narrowRows.flatMap(narrowForms),
  ...floatRows.flatMap((row) => {
    const { a, opcode } = row;
    const body = `${a} sz 10000 ${opcode} 10 Rn Rd`;
    const half = `${a} 111100 ${opcode} 10 Rn Rd`;
    return floatForms(row, { body, half }, groups, (fields, size, width) =>
      meaningOf(row, fields, size, width),
    );
  }),
  ...roundingRows.map((row) =>
    form(
      row.mnemonic,
      vectorDiagram(row, `${row.a} sz`),
      {
        group,
        fp: true,
        feature: 'FEAT_FRINTTS',
        allocated: isVector,
        syntaxes: ofShapes(`${mnemonicOf(row.mnemonic)} ${alike.vector}`, floatVectors),
      },
      (fields) => meaningOf(row, fields, bitsOfSz(fields), widthOfQ(fields)),
    ),
  ),
  ...others,
];
