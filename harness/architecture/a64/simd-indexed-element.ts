import type { Form, Meaning, Syntax, Value } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import { bitsOfSize, bitsOfSz, halfPrecision, halfwordsAndWords, hasSize } from './simd-rows.ts';
import type { Shape } from './syntaxes.ts';
import {
  floatScalars,
  floatVectors,
  ofShapes,
  scalarOfOne,
  scalarsOf,
  vectorsOf,
  vectorsOfOne,
} from './syntaxes.ts';
import { extend } from './values.ts';
import type { Effect, ElementOperation } from './vectors.ts';
import {
  bits,
  effectsOf,
  element,
  half,
  multiplyAddElements,
  multiplyElements,
  multiplySubtractElements,
  resultOf,
  setV,
  v,
  vectorOf,
  widthOfQ,
} from './vectors.ts';

/** Rm has 5 bits, M the highest, unless M is part of the element's number. */
const registerOf = ({ M = 0, Rm = 0 }: Fields): number => (M << 4) | Rm;

/** As `ofShapes` writes an element of Rm. */
const elementOfRm = 'V.$E[$I]:$M';

/** The element of Rm; `size` in bits. */
function indexed(fields: Fields, size: number): Value {
  const { H = 0, L = 0, M = 0, Rm = 0 } = fields;
  switch (size) {
    case 16:
      return element(Rm, (H << 2) | (L << 1) | M, size);
    case 32:
      return element(registerOf(fields), (H << 1) | L, size);
    default:
      return element(registerOf(fields), H, size);
  }
}

interface IntegerRow {
  readonly mnemonic: string;
  readonly U: 0 | 1;
  readonly opcode: string;
  /** The elements of the result are twice as wide. */
  readonly long: boolean;
  readonly effect: Effect;
  readonly accumulates: boolean;
  readonly scalar: boolean;
  readonly feature?: string;
  readonly exact?: ElementOperation;
}

const integer = (
  mnemonic: string,
  U: 0 | 1,
  opcode: string,
  more: Partial<IntegerRow> = {},
): IntegerRow => ({
  mnemonic,
  U,
  opcode,
  long: false,
  effect: 'none',
  accumulates: false,
  scalar: false,
  ...more,
});

const saturating = { effect: 'saturating', scalar: true } as const;
const adding = { ...saturating, accumulates: true };
const rounding = { ...adding, feature: 'FEAT_RDM' };

const integerRows: readonly IntegerRow[] = [
  integer('MLA', 1, '0000', { exact: multiplyAddElements }),
  integer('MLS', 1, '0100', { exact: multiplySubtractElements }),
  integer('MUL', 0, '1000', { exact: multiplyElements }),
  integer('SMLAL', 0, '0010', { long: true, exact: multiplyAddElements }),
  integer('UMLAL', 1, '0010', { long: true, exact: multiplyAddElements }),
  integer('SMLSL', 0, '0110', { long: true, exact: multiplySubtractElements }),
  integer('UMLSL', 1, '0110', { long: true, exact: multiplySubtractElements }),
  integer('SMULL', 0, '1010', { long: true, exact: multiplyElements }),
  integer('UMULL', 1, '1010', { long: true, exact: multiplyElements }),
  integer('SQDMLAL', 0, '0011', { ...adding, long: true }),
  integer('SQDMLSL', 0, '0111', { ...adding, long: true }),
  integer('SQDMULL', 0, '1011', { ...saturating, long: true }),
  integer('SQDMULH', 0, '1100', saturating),
  integer('SQRDMULH', 0, '1101', saturating),
  integer('SQRDMLAH', 1, '1101', rounding),
  integer('SQRDMLSH', 1, '1111', rounding),
];

const group = 'Advanced SIMD vector x indexed element';
const scalarGroup = 'Advanced SIMD scalar x indexed element';

interface Work {
  readonly name: string;
  readonly effect: Effect;
  readonly accumulates: boolean;
}

/** An operation that is not followed, with a result of `width` bits. */
function opaqueMeaning(
  { name, effect, accumulates }: Work,
  sources: readonly Value[],
  { Rd = 0 }: Fields,
  width: number,
): Meaning {
  const operands = [...sources, ...(accumulates ? [v(Rd, width)] : [])];
  const operation = { name, operands, width, effect };
  return { writes: [...setV(Rd, resultOf(operation)), ...effectsOf(operation)] };
}

function vectorMeaning(row: IntegerRow, fields: Fields): Meaning {
  const { mnemonic: name, U, effect, accumulates, long, exact } = row;
  const { Q = 0, Rd = 0, Rn = 0 } = fields;
  const size = bitsOfSize(fields);
  const width = long ? 128 : widthOfQ(fields);
  const other = indexed(fields, size);
  if (exact === undefined) {
    const source = long ? half(Rn, Q) : v(Rn, width);
    return opaqueMeaning({ name, effect, accumulates }, [source, other], fields, width);
  }
  const wide = long ? size * 2 : size;
  const low = long ? Q * 64 : 0;
  const extended = (value: Value): Value =>
    extend(U === 0 ? 'sign-extend' : 'zero-extend', value, wide);
  const elementAt = (index: number): Value =>
    exact(extended(bits(Rn, low + index * size, size)), extended(other), element(Rd, index, wide));
  return { writes: setV(Rd, vectorOf(width / wide, elementAt)) };
}

function integerForms(row: IntegerRow): readonly Form[] {
  const { mnemonic: name, U, opcode, effect, accumulates, long, scalar, feature } = row;
  const options = {
    fp: true,
    allocated: hasSize(halfwordsAndWords),
    ...(feature === undefined ? {} : { feature }),
  };
  const title = long ? `${name}, ${name}2 (by element)` : `${name} (by element)`;
  const mnemonic = name.toLowerCase();
  const operands = long ? `$2 V.$W:Rd, V.$T:Rn` : ` V.$T:Rd, V.$T:Rn`;
  const vector = form(
    title,
    `0 Q ${U} 01111 size L M Rm:4 ${opcode} H 0 Rn Rd`,
    {
      group,
      ...options,
      syntaxes: ofShapes(`${mnemonic}${operands}, ${elementOfRm}`, vectorsOf(halfwordsAndWords)),
    },
    (fields) => vectorMeaning(row, fields),
  );
  if (!scalar) {
    return [vector];
  }
  return [
    vector,
    form(
      `${name} (by element), scalar`,
      `01 ${U} 11111 size L M Rm:4 ${opcode} H 0 Rn Rd`,
      {
        group: scalarGroup,
        ...options,
        syntaxes: ofShapes(
          `${mnemonic} ${long ? '$L' : '$R'}:Rd, $R:Rn, ${elementOfRm}`,
          scalarsOf(halfwordsAndWords),
        ),
      },
      (fields) => {
        const size = bitsOfSize(fields);
        const sources = [v(fields['Rn'] ?? 0, size), indexed(fields, size)];
        const work = { name, effect, accumulates };
        return opaqueMeaning(work, sources, fields, long ? size * 2 : size);
      },
    ),
  ];
}

/** Mnemonic, U, opcode, and whether it adds to Rd. */
const floatRows: readonly (readonly [string, 0 | 1, string, boolean])[] = [
  ['FMLA', 0, '0001', true],
  ['FMLS', 0, '0101', true],
  ['FMUL', 0, '1001', false],
  ['FMULX', 1, '1001', false],
];

/** Doublewords have two elements: L is no part of their number. */
const hasElement = ({ sz = 0, L = 0 }: Fields): boolean => sz === 0 || L === 0;

function floatForms([name, U, opcode, accumulates]: (typeof floatRows)[number]): readonly Form[] {
  const work = { name, effect: 'floating-point', accumulates } as const;
  const meaning = (fields: Fields, size: number, width: number): Meaning =>
    opaqueMeaning(work, [v(fields['Rn'] ?? 0, width), indexed(fields, size)], fields, width);
  const title = `${name} (by element)`;
  const feature = 'FEAT_FP16';
  const vectors = (shapes: readonly Shape[]): readonly Syntax[] =>
    ofShapes(`${name.toLowerCase()} V.$T:Rd, V.$T:Rn, ${elementOfRm}`, shapes);
  const scalars = (shapes: readonly Shape[]): readonly Syntax[] =>
    ofShapes(`${name.toLowerCase()} $R:Rd, $R:Rn, ${elementOfRm}`, shapes);
  const rest = (size: string): string => `${size} L M Rm:4 ${opcode} H 0 Rn Rd`;
  return [
    form(
      title,
      `0 Q ${U} 01111 ${rest('1 sz')}`,
      {
        group,
        fp: true,
        allocated: (f) => hasElement(f) && (f['sz'] === 0 || f['Q'] === 1),
        syntaxes: vectors(floatVectors),
      },
      (fields) => meaning(fields, bitsOfSz(fields), widthOfQ(fields)),
    ),
    form(
      `${title}, half precision`,
      `0 Q ${U} 01111 ${rest('00')}`,
      { group, fp: true, feature, syntaxes: vectors(vectorsOfOne(1)) },
      (fields) => meaning(fields, halfPrecision, widthOfQ(fields)),
    ),
    form(
      `${title}, scalar`,
      `01 ${U} 11111 ${rest('1 sz')}`,
      {
        group: scalarGroup,
        fp: true,
        allocated: hasElement,
        syntaxes: scalars(floatScalars),
      },
      (fields) => meaning(fields, bitsOfSz(fields), bitsOfSz(fields)),
    ),
    form(
      `${title}, scalar, half precision`,
      `01 ${U} 11111 ${rest('00')}`,
      { group: scalarGroup, fp: true, feature, syntaxes: scalars(scalarOfOne(1)) },
      (fields) => meaning(fields, halfPrecision, halfPrecision),
    ),
  ];
}

/** Dot products with 4 bytes or 2 halfwords of Rm: mnemonic, U, size, opcode, feature. */
const dotRows: readonly (readonly [string, 0 | 1, string, string, string, Effect])[] = [
  ['SDOT', 0, '10', '1110', 'FEAT_DotProd', 'none'],
  ['UDOT', 1, '10', '1110', 'FEAT_DotProd', 'none'],
  ['SUDOT', 0, '00', '1111', 'FEAT_I8MM', 'none'],
  ['USDOT', 0, '10', '1111', 'FEAT_I8MM', 'none'],
  // FPCR.EBF and what it enables.
  ['BFDOT', 0, '01', '1111', 'FEAT_BF16', 'floating-point'],
];

const dotForm = ([name, U, size, opcode, feature, effect]: (typeof dotRows)[number]): Form =>
  form(
    `${name} (by element)`,
    `0 Q ${U} 01111 ${size} L M Rm:4 ${opcode} H 0 Rn Rd`,
    {
      group,
      fp: true,
      feature,
      syntaxes: ofShapes(
        name === 'BFDOT'
          ? 'bfdot V.$T:Rd, V.$H:Rn, V.2h[H.L]:M.Rm'
          : `${name.toLowerCase()} V.$T:Rd, V.$B:Rn, V.4b[H.L]:M.Rm`,
        vectorsOfOne(2),
      ),
    },
    (fields) => {
      const width = widthOfQ(fields);
      const sources = [v(fields['Rn'] ?? 0, width), indexed(fields, 32)];
      return opaqueMeaning({ name, effect, accumulates: true }, sources, fields, width);
    },
  );

/** Products of half precision added to single precision: mnemonic, U, opcode, and the part of Rn. */
const wideningRows: readonly (readonly [string, 0 | 1, string, 0 | 1])[] = [
  ['FMLAL', 0, '0000', 0],
  ['FMLSL', 0, '0100', 0],
  ['FMLAL2', 1, '1000', 1],
  ['FMLSL2', 1, '1100', 1],
];

const wideningForm = ([name, U, opcode, part]: (typeof wideningRows)[number]): Form =>
  form(
    `${name} (by element)`,
    `0 Q ${U} 01111 10 L M Rm:4 ${opcode} H 0 Rn Rd`,
    {
      group,
      fp: true,
      feature: 'FEAT_FHM',
      syntaxes: [0, 1].map((Q) => ({
        text: `${name.toLowerCase()} V.${2 << Q}s:Rd, V.${2 << Q}h:Rn, V.h[H.L.M]:Rm`,
        fixed: { Q },
      })),
    },
    (fields) => {
      const width = widthOfQ(fields);
      const source = bits(fields['Rn'] ?? 0, (part * width) / 2, width / 2);
      const work = { name, effect: 'floating-point', accumulates: true } as const;
      return opaqueMeaning(work, [source, indexed(fields, 16)], fields, width);
    },
  );

const others: readonly Form[] = [
  form(
    'BFMLALB, BFMLALT (by element)',
    '0 Q 0 01111 11 L M Rm:4 1111 H 0 Rn Rd',
    {
      group,
      fp: true,
      feature: 'FEAT_BF16',
      syntaxes: ['bfmlalb', 'bfmlalt'].map((mnemonic, Q) => ({
        text: `${mnemonic} V.4s:Rd, V.8h:Rn, V.h[H.L.M]:Rm`,
        fixed: { Q },
      })),
    },
    (fields) => {
      const { Q = 0, Rn = 0 } = fields;
      const source = [0, 1, 2, 3].map((pair) => element(Rn, pair * 2 + Q, 16));
      const name = Q === 0 ? 'BFMLALB' : 'BFMLALT';
      const work = { name, effect: 'floating-point', accumulates: true } as const;
      return opaqueMeaning(work, [...source, indexed(fields, 16)], fields, 128);
    },
  ),
  form(
    'FCMLA (by element)',
    '0 Q 1 01111 size L M Rm:4 0 rot:2 1 H 0 Rn Rd',
    {
      group,
      fp: true,
      feature: 'FEAT_FCMA',
      allocated: ({ Q = 0, size = 0, L = 0, H = 0 }) =>
        (size === 1 && (Q === 1 || H === 0)) || (size === 2 && Q === 1 && L === 0),
      // An element is a complex number, of two halfwords or two words.
      syntaxes: [
        { text: 'fcmla V.4h:Rd, V.4h:Rn, V.h[L]:M.Rm, u:rot*90', fixed: { size: 1, Q: 0 } },
        { text: 'fcmla V.8h:Rd, V.8h:Rn, V.h[H.L]:M.Rm, u:rot*90', fixed: { size: 1, Q: 1 } },
        { text: 'fcmla V.4s:Rd, V.4s:Rn, V.s[H]:M.Rm, u:rot*90', fixed: { size: 2, Q: 1 } },
      ],
    },
    (fields) => {
      const { size = 0, H = 0, L = 0, Rn = 0 } = fields;
      const width = widthOfQ(fields);
      // A complex number is a pair of elements.
      const number = registerOf(fields);
      const pair = size === 1 ? element(number, (H << 1) | L, 32) : element(number, H, 64);
      const work = { name: 'FCMLA', effect: 'floating-point', accumulates: true } as const;
      return opaqueMeaning(work, [v(Rn, width), pair], fields, width);
    },
  ),
];

export const simdIndexedElement: readonly Form[] = [
  ...integerRows.flatMap(integerForms),
  ...floatRows.flatMap(floatForms),
  ...dotRows.map(dotForm),
  ...wideningRows.map(wideningForm),
  ...others,
];
