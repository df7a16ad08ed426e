import type { PrecisionText } from './floating-point-rows.ts';
import { computed, ofEachPrecision } from './floating-point-rows.ts';
import type { Form, Meaning, Syntax } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import { mnemonicOf } from './syntaxes.ts';
import { constant, setFlags, setX, x } from './values.ts';
import { bits, effectsOf, resultOf, setElement, setV, v } from './vectors.ts';

/** Bits of the general register. */
const generalWidth = ({ sf = 0 }: Fields): number => (sf === 1 ? 64 : 32);

/** A number in a vector register of `size` bits becomes an integer, or a fixed-point number. */
const toGeneral =
  (name: string) =>
  (fields: Fields, size: number): Meaning => {
    const { Rn = 0, Rd = 0 } = fields;
    const operation = {
      name,
      operands: [v(Rn, size)],
      width: generalWidth(fields),
      effect: 'floating-point',
    } as const;
    return { writes: [...setX(Rd, resultOf(operation)), ...effectsOf(operation)] };
  };

/** The other way. */
const fromGeneral =
  (name: string) =>
  (fields: Fields, size: number): Meaning => {
    const { Rn = 0, Rd = 0 } = fields;
    const width = generalWidth(fields);
    // Every 32-bit number is one of double precision: nothing is rounded.
    const effect = width < size ? 'none' : 'floating-point';
    return computed(name, Rd, [x(Rn, width)], size, effect);
  };

/** rmode and opcode. */
const toInteger: readonly (readonly [string, string, string])[] = [
  ['FCVTNS (scalar)', '00', '000'],
  ['FCVTNU (scalar)', '00', '001'],
  ['FCVTAS (scalar)', '00', '100'],
  ['FCVTAU (scalar)', '00', '101'],
  ['FCVTPS (scalar)', '01', '000'],
  ['FCVTPU (scalar)', '01', '001'],
  ['FCVTMS (scalar)', '10', '000'],
  ['FCVTMU (scalar)', '10', '001'],
  ['FCVTZS (scalar, integer)', '11', '000'],
  ['FCVTZU (scalar, integer)', '11', '001'],
];

/** Between a number and a general register of either width. */
const toTexts = (name: string, last = ''): readonly PrecisionText[] => [
  [`${mnemonicOf(name)} W:Rd, $R:Rn${last.replace('$M', '32')}`, { sf: 0 }],
  [`${mnemonicOf(name)} X:Rd, $R:Rn${last.replace('$M', '64')}`, { sf: 1 }],
];
const fromTexts = (name: string, last = ''): readonly PrecisionText[] => [
  [`${mnemonicOf(name)} $R:Rd, W:Rn${last.replace('$M', '32')}`, { sf: 0 }],
  [`${mnemonicOf(name)} $R:Rd, X:Rn${last.replace('$M', '64')}`, { sf: 1 }],
];
/** Bits of fraction, as many as the register has at most. */
const fraction = ', 1..$M:64-scale';

const integerGroup = 'Conversion between floating-point and integer';

/** FEAT_FPRCVT: the integer is in a vector register too, of another size than the number; rmode and opcode. */
const inVector: readonly (readonly [string, string, string])[] = [
  ['FCVTNS', '01', '010'],
  ['FCVTNU', '01', '011'],
  ['FCVTAS', '11', '010'],
  ['FCVTAU', '11', '011'],
  ['FCVTPS', '10', '010'],
  ['FCVTPU', '10', '011'],
  ['FCVTMS', '10', '100'],
  ['FCVTMU', '10', '101'],
  ['FCVTZS', '10', '110'],
  ['FCVTZU', '10', '111'],
  ['SCVTF', '11', '100'],
  ['UCVTF', '11', '101'],
];

/** `ptype`, and `opc` of FCVT, by which the manual says the precisions. */
const precisionOf: Readonly<Record<number, number>> = { 0: 32, 1: 64, 3: 16 };

function convertedInVector(name: string, fields: Fields): Meaning {
  const { ptype = 0, Rn = 0, Rd = 0 } = fields;
  const [number, integer] = [precisionOf[ptype] ?? 0, generalWidth(fields)];
  return name.startsWith('F')
    ? computed(name, Rd, [v(Rn, number)], integer)
    : computed(name, Rd, [v(Rn, integer)], number, integer < number ? 'none' : 'floating-point');
}

/** FCVT between any two precisions. */
const precisionTexts: readonly Syntax[] = (
  [
    ['S', 0],
    ['D', 1],
    ['H', 3],
  ] as const
).flatMap(([to, opc], _, all) =>
  all.flatMap(([from, ptype]) =>
    opc === ptype ? [] : [{ text: `fcvt ${to}:Rd, ${from}:Rn`, fixed: { opc, ptype } }],
  ),
);

const inVectorForms: readonly Form[] = inVector.map(([name, rmode, opcode]) =>
  form(
    `${name} (scalar SIMD&FP)`,
    `sf 0011110 ptype:2 1 ${rmode} ${opcode} 000000 Rn Rd`,
    {
      group: integerGroup,
      fp: true,
      feature: 'FEAT_FPRCVT',
      allocated: (fields) => {
        const number = precisionOf[fields['ptype'] ?? 0];
        return number !== undefined && number !== generalWidth(fields);
      },
    },
    (fields) => convertedInVector(name, fields),
  ),
);

const fixedGroup = 'Conversion between floating-point and fixed-point';

/** All 64 bits, or as many of a W register. */
const fixedAllocated = ({ sf = 0, scale = 0 }: Fields): boolean => sf === 1 || scale >= 32;
const fixed = { group: fixedGroup, allocated: fixedAllocated };

/** Conversions of scalar floating point, and moves to and from general registers: Arm ARM, C4.1.95. */
export const floatingPointConversion: readonly Form[] = [
  ...toInteger.flatMap(([name, rmode, opcode]) =>
    ofEachPrecision(
      name,
      `sf 0011110 ptype 1 ${rmode} ${opcode} 000000 Rn Rd`,
      { group: integerGroup, texts: toTexts(name) },
      toGeneral(name),
    ),
  ),
  ...(['SCVTF', 'UCVTF'] as const).flatMap((name, unsigned) =>
    ofEachPrecision(
      `${name} (scalar, integer)`,
      `sf 0011110 ptype 1 00 01${unsigned} 000000 Rn Rd`,
      { group: integerGroup, texts: fromTexts(name) },
      fromGeneral(name),
    ),
  ),
  ...(['SCVTF', 'UCVTF'] as const).flatMap((name, unsigned) =>
    ofEachPrecision(
      `${name} (scalar, fixed-point)`,
      `sf 0011110 ptype 0 00 01${unsigned} scale:6 Rn Rd`,
      { ...fixed, texts: fromTexts(name, fraction) },
      fromGeneral(name),
    ),
  ),
  ...(['FCVTZS', 'FCVTZU'] as const).flatMap((name, unsigned) =>
    ofEachPrecision(
      `${name} (scalar, fixed-point)`,
      `sf 0011110 ptype 0 11 00${unsigned} scale:6 Rn Rd`,
      { ...fixed, texts: toTexts(name, fraction) },
      toGeneral(name),
    ),
  ),
  form(
    'FMOV (general), to a general register',
    'sf 0011110 0 sz 1 00 110 000000 Rn Rd',
    {
      group: integerGroup,
      fp: true,
      syntaxes: [
        { text: 'fmov W:Rd, S:Rn', fixed: { sf: 0, sz: 0 } },
        { text: 'fmov X:Rd, D:Rn', fixed: { sf: 1, sz: 1 } },
      ],
      allocated: ({ sf, sz }) => sf === sz,
    },
    (fields) => ({ writes: setX(fields['Rd'] ?? 0, v(fields['Rn'] ?? 0, generalWidth(fields))) }),
  ),
  form(
    'FMOV (general), to a general register, half precision',
    'sf 0011110 11 1 00 110 000000 Rn Rd',
    {
      group: integerGroup,
      fp: true,
      syntaxes: [
        { text: 'fmov W:Rd, H:Rn', fixed: { sf: 0 } },
        { text: 'fmov X:Rd, H:Rn', fixed: { sf: 1 } },
      ],
      feature: 'FEAT_FP16',
    },
    ({ Rn = 0, Rd = 0 }) => ({ writes: setX(Rd, v(Rn, 16)) }),
  ),
  form(
    'FMOV (general), from a general register',
    'sf 0011110 0 sz 1 00 111 000000 Rn Rd',
    {
      group: integerGroup,
      fp: true,
      syntaxes: [
        { text: 'fmov S:Rd, W:Rn', fixed: { sf: 0, sz: 0 } },
        { text: 'fmov D:Rd, X:Rn', fixed: { sf: 1, sz: 1 } },
      ],
      allocated: ({ sf, sz }) => sf === sz,
    },
    (fields) => ({ writes: setV(fields['Rd'] ?? 0, x(fields['Rn'] ?? 0, generalWidth(fields))) }),
  ),
  form(
    'FMOV (general), from a general register, half precision',
    'sf 0011110 11 1 00 111 000000 Rn Rd',
    {
      group: integerGroup,
      fp: true,
      syntaxes: [
        { text: 'fmov H:Rd, W:Rn', fixed: { sf: 0 } },
        { text: 'fmov H:Rd, X:Rn', fixed: { sf: 1 } },
      ],
      feature: 'FEAT_FP16',
    },
    ({ Rn = 0, Rd = 0 }) => ({ writes: setV(Rd, x(Rn, 16)) }),
  ),
  form(
    'FMOV (general), from the upper half',
    '1 0011110 10 1 01 110 000000 Rn Rd',
    { group: integerGroup, fp: true, syntaxes: [{ text: 'fmov X:Rd, V.d[1]:Rn', fixed: {} }] },
    ({ Rn = 0, Rd = 0 }) => ({ writes: setX(Rd, bits(Rn, 64, 64)) }),
  ),
  form(
    'FMOV (general), to the upper half',
    '1 0011110 10 1 01 111 000000 Rn Rd',
    { group: integerGroup, fp: true, syntaxes: [{ text: 'fmov V.d[1]:Rd, X:Rn', fixed: {} }] },
    ({ Rn = 0, Rd = 0 }) => ({ writes: setElement(Rd, 1, x(Rn)) }),
  ),
  form(
    'FJCVTZS',
    '0 0011110 01 1 11 110 000000 Rn Rd',
    {
      group: integerGroup,
      fp: true,
      syntaxes: [{ text: 'fjcvtzs W:Rd, D:Rn', fixed: {} }],
      feature: 'FEAT_JSCVT',
    },
    (fields) => {
      const { writes } = toGeneral('FJCVTZS')(fields, 64);
      const zero = constant(0, 1);
      // Z is set where the conversion is exact.
      const exact = resultOf({
        name: 'FJCVTZS (Z)',
        operands: [v(fields['Rn'] ?? 0, 64)],
        width: 1,
        effect: 'floating-point',
      });
      return { writes: [...writes, ...setFlags({ n: zero, z: exact, c: zero, v: zero })] };
    },
  ),
  form(
    'FCVT',
    '00011110 ptype:2 1 0001 opc 10000 Rn Rd',
    {
      group: 'Floating-point data-processing (1 source)',
      fp: true,
      syntaxes: precisionTexts,
      allocated: ({ ptype = 0, opc = 0 }) => ptype !== opc && ptype !== 2 && opc !== 2,
    },
    ({ ptype = 0, opc = 0, Rn = 0, Rd = 0 }) =>
      computed('FCVT', Rd, [v(Rn, precisionOf[ptype])], precisionOf[opc] ?? 0),
  ),
  form(
    'BFCVT',
    '00011110 01 1 000110 10000 Rn Rd',
    {
      group: 'Floating-point data-processing (1 source)',
      fp: true,
      syntaxes: [{ text: 'bfcvt H:Rd, S:Rn', fixed: {} }],
      feature: 'FEAT_BF16',
    },
    ({ Rn = 0, Rd = 0 }) => computed('BFCVT', Rd, [v(Rn, 32)], 16),
  ),
  ...inVectorForms,
];
