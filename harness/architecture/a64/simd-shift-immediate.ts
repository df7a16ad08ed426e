import { concat, constant } from '../../expression/expression.ts';
import type { Form, Meaning, Syntax, Value } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import type { Shape } from './syntaxes.ts';
import { mnemonicOf, ofShapes } from './syntaxes.ts';
import { add, extend } from './values.ts';
import type { Effect } from './vectors.ts';
import {
  bits,
  effectsOf,
  element,
  resultOf,
  setHalf,
  setV,
  v,
  vectorOf,
  widthOfQ,
} from './vectors.ts';

type Sign = 'sign-extend' | 'zero-extend';

/** Bits of an element: the highest one of `immh` says it. */
const sizeOf = ({ immh = 0 }: Fields): number => 8 << (31 - Math.clz32(immh));
const amountOf = ({ immh = 0, immb = 0 }: Fields): number => (immh << 3) | immb;
const rightShift = (fields: Fields): number => sizeOf(fields) * 2 - amountOf(fields);
const leftShift = (fields: Fields): number => amountOf(fields) - sizeOf(fields);

/** Without one, the encodings are of modified immediates. */
const hasSize = ({ immh = 0 }: Fields): boolean => immh !== 0;
const isVector = (fields: Fields): boolean =>
  hasSize(fields) && (fields['Q'] === 1 || sizeOf(fields) < 64);
/** An element half as wide as another one. */
const isNarrow = (fields: Fields): boolean => hasSize(fields) && sizeOf(fields) < 64;
const isDoubleword = ({ immh = 0 }: Fields): boolean => immh >= 0b1000;

/** Where an element of Rn and of Rd is, and its bits. */
interface Place {
  readonly Rn: number;
  readonly Rd: number;
  readonly index: number;
  readonly size: number;
}

/** The element shifted right: reads no bit that is shifted out. */
function shiftedRight(sign: Sign, { Rn, index, size }: Place, amount: number): Value {
  if (sign === 'zero-extend' && amount === size) {
    return constant(0, size);
  }
  const low = Math.min(amount, size - 1);
  return extend(sign, bits(Rn, index * size + low, size - low), size);
}

function shiftedLeft({ Rn, index, size }: Place, amount: number): Value {
  return amount === 0
    ? element(Rn, index, size)
    : concat(bits(Rn, index * size, size - amount), constant(0, amount));
}

/** The element shifted left over the one of Rd, whose low bits stay. */
function insertedLeft({ Rn, Rd, index, size }: Place, amount: number): Value {
  return amount === 0
    ? element(Rn, index, size)
    : concat(bits(Rn, index * size, size - amount), bits(Rd, index * size, amount));
}

/** The element shifted right over the one of Rd, whose high bits stay. */
function insertedRight({ Rn, Rd, index, size }: Place, amount: number): Value {
  const kept = bits(Rd, index * size + size - amount, amount);
  return amount === size ? kept : concat(kept, bits(Rn, index * size + amount, size - amount));
}

const accumulated = (place: Place, value: Value): Value =>
  add(element(place.Rd, place.index, place.size), value);

interface Row {
  readonly mnemonic: string;
  readonly U: 0 | 1;
  readonly opcode: string;
  readonly scalar: boolean;
  readonly scalarAllocated: (fields: Fields) => boolean;
  readonly effect: Effect;
  readonly accumulates: boolean;
  readonly exact?: (place: Place, fields: Fields) => Value;
}

const row = (mnemonic: string, U: 0 | 1, opcode: string, more: Partial<Row> = {}): Row => ({
  mnemonic,
  U,
  opcode,
  scalar: true,
  scalarAllocated: isDoubleword,
  effect: 'none',
  accumulates: false,
  ...more,
});

const saturating = { effect: 'saturating', scalarAllocated: hasSize } as const;

/** The elements keep their width. */
const sameRows: readonly Row[] = [
  row('SSHR', 0, '00000', { exact: (p, f) => shiftedRight('sign-extend', p, rightShift(f)) }),
  row('USHR', 1, '00000', { exact: (p, f) => shiftedRight('zero-extend', p, rightShift(f)) }),
  row('SSRA', 0, '00010', {
    exact: (p, f) => accumulated(p, shiftedRight('sign-extend', p, rightShift(f))),
  }),
  row('USRA', 1, '00010', {
    exact: (p, f) => accumulated(p, shiftedRight('zero-extend', p, rightShift(f))),
  }),
  row('SRSHR', 0, '00100'),
  row('URSHR', 1, '00100'),
  row('SRSRA', 0, '00110', { accumulates: true }),
  row('URSRA', 1, '00110', { accumulates: true }),
  row('SRI', 1, '01000', { exact: (p, f) => insertedRight(p, rightShift(f)) }),
  row('SHL', 0, '01010', { exact: (p, f) => shiftedLeft(p, leftShift(f)) }),
  row('SLI', 1, '01010', { exact: (p, f) => insertedLeft(p, leftShift(f)) }),
  row('SQSHLU', 1, '01100', saturating),
  row('SQSHL (immediate)', 0, '01110', saturating),
  row('UQSHL (immediate)', 1, '01110', saturating),
];

/** The elements of Rd are half as wide as those of Rn. */
const narrowRows: readonly Row[] = [
  row('SHRN', 0, '10000', {
    scalar: false,
    exact: ({ Rn, index, size }, f) => bits(Rn, index * size * 2 + rightShift(f), size),
  }),
  row('RSHRN', 0, '10001', { scalar: false }),
  row('SQSHRUN', 1, '10000', saturating),
  row('SQRSHRUN', 1, '10001', saturating),
  row('SQSHRN', 0, '10010', saturating),
  row('UQSHRN', 1, '10010', saturating),
  row('SQRSHRN', 0, '10011', saturating),
  row('UQRSHRN', 1, '10011', saturating),
];

/** Amounts, of elements of 2^size bytes: the places hold twice their bits less it, or their bits more. */
const rightAmount = (size: number): string => `1..${8 << size}:${16 << size}-immh.immb`;
const leftAmount = (size: number): string => `0..${(8 << size) - 1}:immh.immb-${8 << size}`;

const isLeft = ({ mnemonic }: Pick<Row, 'mnemonic'>): boolean => /SHL|SLI/.test(mnemonic);

/** A syntax of each size, with its amounts; `Q` as the vectors have it, or undefined for scalars. */
function shiftSyntaxes(
  text: string,
  amount: (size: number) => string,
  sizes: readonly number[],
  Qs: readonly (number | undefined)[],
): readonly Syntax[] {
  return sizes.flatMap((size) =>
    Qs.flatMap((Q): Syntax[] => {
      const shape: Shape = { size, Q: Q ?? 0, fixed: Q === undefined ? {} : { Q } };
      return size === 3 && Q === 0 ? [] : ofShapes(`${text}, ${amount(size)}`, [shape]);
    }),
  );
}

const allSizes = [0, 1, 2, 3];
const scalar = [undefined];

const vectorDiagram = ({ U, opcode }: Pick<Row, 'U' | 'opcode'>, immh = 'immh:4'): string =>
  `0 Q ${U} 011110 ${immh} immb:3 ${opcode} 1 Rn Rd`;
const scalarDiagram = ({ U, opcode }: Pick<Row, 'U' | 'opcode'>, immh = 'immh:4'): string =>
  `01 ${U} 111110 ${immh} immb:3 ${opcode} 1 Rn Rd`;

const group = 'Advanced SIMD shift by immediate';
const scalarGroup = 'Advanced SIMD scalar shift by immediate';

/** What an operation that is not followed does, with the register that it writes. */
function opaqueMeaning(
  { mnemonic: name, effect }: Row,
  operands: readonly Value[],
  width: number,
  set: (value: Value) => Meaning['writes'],
): Meaning {
  const operation = { name, operands, width, effect };
  return { writes: [...set(resultOf(operation)), ...effectsOf(operation)] };
}

function sameMeaning(row: Row, fields: Fields, width: number): Meaning {
  const { Rd = 0, Rn = 0 } = fields;
  const { exact, accumulates } = row;
  const size = sizeOf(fields);
  if (exact !== undefined) {
    const result = vectorOf(width / size, (index) => exact({ Rn, Rd, index, size }, fields));
    return { writes: setV(Rd, result) };
  }
  const operands = [v(Rn, width), ...(accumulates ? [v(Rd, width)] : [])];
  return opaqueMeaning(row, operands, width, (value) => setV(Rd, value));
}

function narrowMeaning(row: Row, fields: Fields): Meaning {
  const { Q = 0, Rd = 0, Rn = 0 } = fields;
  const { exact } = row;
  const size = sizeOf(fields);
  const set = (value: Value) => setHalf(Rd, Q, value);
  return exact === undefined
    ? opaqueMeaning(row, [v(Rn)], 64, set)
    : { writes: set(vectorOf(64 / size, (index) => exact({ Rn, Rd, index, size }, fields))) };
}

function sameForms(row: Row): readonly Form[] {
  const { mnemonic, scalarAllocated } = row;
  const name = mnemonicOf(mnemonic);
  const amount = isLeft(row) ? leftAmount : rightAmount;
  const scalarSizes = scalarAllocated === isDoubleword ? [3] : allSizes;
  return [
    form(
      `${mnemonic}, vector`,
      vectorDiagram(row),
      {
        group,
        fp: true,
        allocated: isVector,
        syntaxes: shiftSyntaxes(`${name} V.$T:Rd, V.$T:Rn`, amount, allSizes, [0, 1]),
      },
      (fields) => sameMeaning(row, fields, widthOfQ(fields)),
    ),
    form(
      `${mnemonic}, scalar`,
      scalarDiagram(row),
      {
        group: scalarGroup,
        fp: true,
        allocated: scalarAllocated,
        syntaxes: shiftSyntaxes(`${name} $R:Rd, $R:Rn`, amount, scalarSizes, scalar),
      },
      (fields) => sameMeaning(row, fields, sizeOf(fields)),
    ),
  ];
}

function narrowForms(row: Row): readonly Form[] {
  const { mnemonic, scalar: hasScalar } = row;
  const name = mnemonic.toLowerCase();
  const vector = form(
    `${mnemonic}, ${mnemonic}2`,
    vectorDiagram(row),
    {
      group,
      fp: true,
      allocated: isNarrow,
      syntaxes: shiftSyntaxes(`${name}$2 V.$T:Rd, V.$W:Rn`, rightAmount, [0, 1, 2], [0, 1]),
    },
    (fields) => narrowMeaning(row, fields),
  );
  if (!hasScalar) {
    return [vector];
  }
  return [
    vector,
    form(
      `${mnemonic}, scalar`,
      scalarDiagram(row),
      {
        group: scalarGroup,
        fp: true,
        allocated: isNarrow,
        syntaxes: shiftSyntaxes(`${name} $R:Rd, $L:Rn`, rightAmount, [0, 1, 2], scalar),
      },
      (fields) => {
        const { Rd = 0, Rn = 0 } = fields;
        const size = sizeOf(fields);
        return opaqueMeaning(row, [v(Rn, size * 2)], size, (value) => setV(Rd, value));
      },
    ),
  ];
}

/** The elements of Rd are twice as wide as those of Rn. */
function longForm(mnemonic: string, U: 0 | 1): Form {
  const sign: Sign = U === 0 ? 'sign-extend' : 'zero-extend';
  return form(
    `${mnemonic}, ${mnemonic}2`,
    vectorDiagram({ U, opcode: '10100' }),
    {
      group,
      fp: true,
      allocated: isNarrow,
      syntaxes: [
        // By 0 it is an extension: SXTL, UXTL.
        ...[0, 1, 2].flatMap((size) =>
          [0, 1].flatMap((Q) =>
            ofShapes(`${mnemonic.charAt(0).toLowerCase()}xtl$2 V.$W:Rd, V.$T:Rn`, [
              { size, Q, fixed: { Q, immh: 1 << size, immb: 0 } },
            ]),
          ),
        ),
        ...shiftSyntaxes(
          `${mnemonic.toLowerCase()}$2 V.$W:Rd, V.$T:Rn`,
          leftAmount,
          [0, 1, 2],
          [0, 1],
        ),
      ],
    },
    (fields) => {
      const { Q = 0, Rd = 0, Rn = 0 } = fields;
      const size = sizeOf(fields);
      const amount = leftShift(fields);
      const elementAt = (index: number): Value => {
        const source = bits(Rn, Q * 64 + index * size, size);
        const moved = amount === 0 ? source : concat(source, constant(0, amount));
        return extend(sign, moved, size * 2);
      };
      return { writes: setV(Rd, vectorOf(64 / size, elementAt)) };
    },
  );
}

const conversions: readonly Row[] = [
  row('SCVTF (fixed-point)', 0, '11100', { effect: 'floating-point' }),
  row('UCVTF (fixed-point)', 1, '11100', { effect: 'floating-point' }),
  row('FCVTZS (fixed-point)', 0, '11111', { effect: 'floating-point' }),
  row('FCVTZU (fixed-point)', 1, '11111', { effect: 'floating-point' }),
];

/** Of half precision, where `immh` is the lowest of its bits alone. */
const halfAmount = (): string => '1..16:16-immh.immb';

function conversionForms(row: Row): readonly Form[] {
  const { mnemonic } = row;
  const vectors = `${mnemonicOf(mnemonic)} V.$T:Rd, V.$T:Rn`;
  const scalars = `${mnemonicOf(mnemonic)} $R:Rd, $R:Rn`;
  const single = 0b0100;
  const convert = (fields: Fields, width: number): Meaning => sameMeaning(row, fields, width);
  const halfPrecision = { fp: true, feature: 'FEAT_FP16' };
  return [
    form(
      `${mnemonic}, vector`,
      vectorDiagram(row),
      {
        group,
        fp: true,
        allocated: (f) => isVector(f) && (f['immh'] ?? 0) >= single,
        syntaxes: shiftSyntaxes(vectors, rightAmount, [2, 3], [0, 1]),
      },
      (fields) => convert(fields, widthOfQ(fields)),
    ),
    form(
      `${mnemonic}, scalar`,
      scalarDiagram(row),
      {
        group: scalarGroup,
        fp: true,
        allocated: ({ immh = 0 }) => immh >= single,
        syntaxes: shiftSyntaxes(scalars, rightAmount, [2, 3], scalar),
      },
      (fields) => convert(fields, sizeOf(fields)),
    ),
    form(
      `${mnemonic}, vector, half precision`,
      vectorDiagram(row, '001 immh'),
      { group, ...halfPrecision, syntaxes: shiftSyntaxes(vectors, halfAmount, [1], [0, 1]) },
      (fields) => convert({ ...fields, immh: 0b0010 }, widthOfQ(fields)),
    ),
    form(
      `${mnemonic}, scalar, half precision`,
      scalarDiagram(row, '001 immh'),
      {
        group: scalarGroup,
        ...halfPrecision,
        syntaxes: shiftSyntaxes(scalars, halfAmount, [1], scalar),
      },
      (fields) => convert({ ...fields, immh: 0b0010 }, 16),
    ),
  ];
}

export const simdShiftImmediate: readonly Form[] = [
  ...sameRows.flatMap(sameForms),
  ...narrowRows.flatMap(narrowForms),
  longForm('SSHLL', 0),
  longForm('USHLL', 1),
  ...conversions.flatMap(conversionForms),
];
