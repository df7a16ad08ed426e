/** What moves whole elements: copies, permutations, extraction, table lookup. */
import type { Form, Syntax, Value } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import { bitsOfSize, isVector } from './simd-rows.ts';
import type { Shape } from './syntaxes.ts';
import { ofShapes, vectorsOf, vectorsOfOne } from './syntaxes.ts';
import { extend, setX, x } from './values.ts';
import {
  bits,
  element,
  joined,
  resultOf,
  setElement,
  setV,
  v,
  vectorOf,
  widthOfQ,
} from './vectors.ts';

/** What `imm5` says: the size of an element in bits, and its number. */
function elementOf({ imm5 = 0 }: Fields): { readonly size: number; readonly index: number } {
  const log2 = 31 - Math.clz32(imm5 & -imm5);
  return { size: 8 << log2, index: imm5 >> (log2 + 1) };
}

const hasElement = ({ imm5 = 0 }: Fields): boolean => (imm5 & 0b1111) !== 0;
/** There is no vector of one doubleword. */
const hasVector = (fields: Fields): boolean =>
  hasElement(fields) && (fields['Q'] === 1 || elementOf(fields).size < 64);

const group = 'Advanced SIMD copy';

/** The lowest one of `imm5` says the size of an element, the bits above it are its number: `$n` in a text. */
const elements = [0, 1, 2, 3] as const;

const elementShapes = (size: number, Qs: readonly number[]): readonly Shape[] =>
  Qs.map((Q) => ({ size, Q, fixed: { [`imm5<${size}:0>`]: 1 << size, Q } }));

const ofElements = (
  text: string,
  chosen: readonly (readonly [size: number, Qs: readonly number[]])[],
): readonly Syntax[] =>
  chosen.flatMap(([size, Qs]) =>
    ofShapes(
      text.replaceAll('$n', `imm5<4:${size + 1}>`).replaceAll('$m', `imm4<3:${size}>`),
      elementShapes(size, Qs),
    ),
  );

/** The same without Q. */
const ofScalarElements = (text: string): readonly Syntax[] =>
  ofElements(
    text,
    elements.map((size) => [size, [0]]),
  ).map(({ text: each, fixed }) => ({
    text: each,
    fixed: Object.fromEntries(Object.entries(fixed).filter(([place]) => place !== 'Q')),
  }));

/** Vectors of each element; there is none of one doubleword. */
const allVectors = elements.map((size) => [size, size === 3 ? [1] : [0, 1]] as const);

const copies: readonly Form[] = [
  form(
    'DUP (element)',
    '0 Q 0 01110000 imm5 0 0000 1 Rn Rd',
    {
      group,
      fp: true,
      allocated: hasVector,
      syntaxes: ofElements('dup V.$T:Rd, V.$E[$n]:Rn', allVectors),
    },
    (fields) => {
      const { Rd = 0, Rn = 0 } = fields;
      const { size, index } = elementOf(fields);
      return {
        writes: setV(
          Rd,
          vectorOf(widthOfQ(fields) / size, () => element(Rn, index, size)),
        ),
      };
    },
  ),
  form(
    'DUP (element), scalar',
    '01 0 11110000 imm5 0 0000 1 Rn Rd',
    {
      group: 'Advanced SIMD scalar copy',
      fp: true,
      allocated: hasElement,
      syntaxes: ['mov', 'dup'].flatMap((name) => ofScalarElements(`${name} $R:Rd, V.$E[$n]:Rn`)),
    },
    (fields) => {
      const { Rd = 0, Rn = 0 } = fields;
      const { size, index } = elementOf(fields);
      return { writes: setV(Rd, element(Rn, index, size)) };
    },
  ),
  form(
    'DUP (general)',
    '0 Q 0 01110000 imm5 0 0001 1 Rn Rd',
    {
      group,
      fp: true,
      allocated: hasVector,
      syntaxes: ofElements('dup V.$T:Rd, $G:Rn', allVectors),
    },
    (fields) => {
      const { Rd = 0, Rn = 0 } = fields;
      const { size } = elementOf(fields);
      return {
        writes: setV(
          Rd,
          vectorOf(widthOfQ(fields) / size, () => x(Rn, size)),
        ),
      };
    },
  ),
  form(
    'SMOV',
    '0 Q 0 01110000 imm5 0 0101 1 Rn Rd',
    {
      group,
      fp: true,
      allocated: (fields) => hasElement(fields) && elementOf(fields).size < widthOfQ(fields) / 2,
      syntaxes: [
        ...ofElements('smov W:Rd, V.$E[$n]:Rn', [
          [0, [0]],
          [1, [0]],
        ]),
        ...ofElements('smov X:Rd, V.$E[$n]:Rn', [
          [0, [1]],
          [1, [1]],
          [2, [1]],
        ]),
      ],
    },
    (fields) => {
      const { Q = 0, Rd = 0, Rn = 0 } = fields;
      const { size, index } = elementOf(fields);
      return { writes: setX(Rd, extend('sign-extend', element(Rn, index, size), 32 << Q)) };
    },
  ),
  form(
    'UMOV',
    '0 Q 0 01110000 imm5 0 0111 1 Rn Rd',
    {
      group,
      fp: true,
      // X registers take doublewords alone.
      allocated: (fields) =>
        hasElement(fields) && (elementOf(fields).size === 64) === (fields['Q'] === 1),
      syntaxes: [
        ...ofElements('mov W:Rd, V.$E[$n]:Rn', [[2, [0]]]),
        ...ofElements('mov X:Rd, V.$E[$n]:Rn', [[3, [1]]]),
        ...ofElements('umov W:Rd, V.$E[$n]:Rn', [
          [0, [0]],
          [1, [0]],
          [2, [0]],
        ]),
        ...ofElements('umov X:Rd, V.$E[$n]:Rn', [[3, [1]]]),
      ],
    },
    (fields) => {
      const { Rd = 0, Rn = 0 } = fields;
      const { size, index } = elementOf(fields);
      return { writes: setX(Rd, element(Rn, index, size)) };
    },
  ),
  form(
    'INS (general)',
    '0 1 0 01110000 imm5 0 0011 1 Rn Rd',
    {
      group,
      fp: true,
      allocated: hasElement,
      syntaxes: ['mov', 'ins'].flatMap((name) => ofScalarElements(`${name} V.$E[$n]:Rd, $G:Rn`)),
    },
    (fields) => {
      const { Rd = 0, Rn = 0 } = fields;
      const { size, index } = elementOf(fields);
      return { writes: setElement(Rd, index, x(Rn, size)) };
    },
  ),
  form(
    'INS (element)',
    '0 1 1 01110000 imm5 0 imm4 1 Rn Rd',
    {
      group,
      fp: true,
      allocated: hasElement,
      syntaxes: ['mov', 'ins'].flatMap((name) =>
        ofScalarElements(`${name} V.$E[$n]:Rd, V.$E[$m]:Rn`),
      ),
    },
    (fields) => {
      const { imm4 = 0, Rd = 0, Rn = 0 } = fields;
      const { size, index } = elementOf(fields);
      const source = Math.floor((imm4 * 8) / size);
      return { writes: setElement(Rd, index, element(Rn, source, size)) };
    },
  ),
];

/** By opcode: which elements of the two sources, `index` of `count`, the sources one after the other. */
const permutations: readonly (readonly [
  string,
  string,
  (index: number, count: number) => number,
])[] = [
  ['UZP1', '001', (index) => index * 2],
  ['UZP2', '101', (index) => index * 2 + 1],
  ['TRN1', '010', (index, count) => (index & ~1) + (index & 1) * count],
  ['TRN2', '110', (index, count) => (index | 1) + (index & 1) * count],
  ['ZIP1', '011', (index, count) => (index >> 1) + (index & 1) * count],
  ['ZIP2', '111', (index, count) => (index >> 1) + count / 2 + (index & 1) * count],
];

function permutationForm([name, opcode, source]: (typeof permutations)[number]): Form {
  return form(
    name,
    `0 Q 001110 size 0 Rm 0 ${opcode} 10 Rn Rd`,
    {
      group: 'Advanced SIMD permute',
      fp: true,
      allocated: isVector,
      syntaxes: ofShapes(
        `${name.toLowerCase()} V.$T:Rd, V.$T:Rn, V.$T:Rm`,
        vectorsOf([0, 1, 2, 3]),
      ),
    },
    (fields) => {
      const { Rd = 0, Rn = 0, Rm = 0 } = fields;
      const size = bitsOfSize(fields);
      const count = widthOfQ(fields) / size;
      const elementAt = (index: number): Value => {
        const from = source(index, count);
        return element(from < count ? Rn : Rm, from % count, size);
      };
      return { writes: setV(Rd, vectorOf(count, elementAt)) };
    },
  );
}

const extraction = form(
  'EXT',
  '0 Q 10111000 0 Rm 0 imm4 0 Rn Rd',
  {
    group: 'Advanced SIMD extract',
    fp: true,
    allocated: ({ Q = 0, imm4 = 0 }) => Q === 1 || imm4 < 8,
    syntaxes: [
      { text: 'ext V.8b:Rd, V.8b:Rn, V.8b:Rm, 0..7:imm4', fixed: { Q: 0 } },
      { text: 'ext V.16b:Rd, V.16b:Rn, V.16b:Rm, 0..15:imm4', fixed: { Q: 1 } },
    ],
  },
  (fields) => {
    const { imm4 = 0, Rd = 0, Rn = 0, Rm = 0 } = fields;
    const width = widthOfQ(fields);
    const low = imm4 * 8;
    const upper = low === 0 ? [] : [v(Rm, low)];
    return { writes: setV(Rd, joined([bits(Rn, low, width - low), ...upper])) };
  },
);

/** The table is 1 to 4 whole registers from Rn on. */
const lookup = (name: string, op: 0 | 1): Form =>
  form(
    name,
    `0 Q 001110 00 0 Rm 0 len:2 ${op} 00 Rn Rd`,
    {
      group: 'Advanced SIMD table lookup',
      fp: true,
      syntaxes: [1, 2, 3, 4].flatMap((registers) =>
        ofShapes(
          `${name.toLowerCase()} V.$T:Rd, {V.16b*${registers}:Rn}, V.$T:Rm`,
          vectorsOfOne(0),
          { len: registers - 1 },
        ),
      ),
    },
    (fields) => {
      const { len = 0, Rd = 0, Rn = 0, Rm = 0 } = fields;
      const width = widthOfQ(fields);
      const table = Array.from({ length: len + 1 }, (_, index) => v(Rn + index));
      const operands = [...table, v(Rm, width), ...(op === 1 ? [v(Rd, width)] : [])];
      return { writes: setV(Rd, resultOf({ name, operands, width, effect: 'none' })) };
    },
  );

export const simdCopy: readonly Form[] = [
  ...copies,
  ...permutations.map(permutationForm),
  extraction,
  lookup('TBL', 0),
  lookup('TBX', 1),
];
