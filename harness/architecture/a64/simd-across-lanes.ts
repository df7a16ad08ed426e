import type { Form } from './form.ts';
import { form } from './form.ts';
import { bitsOfSize, bitsOfSz, halfPrecision, hasSize } from './simd-rows.ts';
import { floatScalars, mnemonicOf, ofShapes, vectorsOf, vectorsOfOne } from './syntaxes.ts';
import { add } from './values.ts';
import { effectsOf, element, resultOf, setV, v, widthOfQ } from './vectors.ts';

const group = 'Advanced SIMD across lanes';
const pairwiseGroup = 'Advanced SIMD scalar pairwise';

/** Mnemonic, U, opcode, and how much wider than an element the result is. */
const integerRows: readonly (readonly [string, 0 | 1, string, 1 | 2])[] = [
  ['SADDLV', 0, '00011', 2],
  ['UADDLV', 1, '00011', 2],
  ['SMAXV', 0, '01010', 1],
  ['UMAXV', 1, '01010', 1],
  ['SMINV', 0, '11010', 1],
  ['UMINV', 1, '11010', 1],
  ['ADDV', 0, '11011', 1],
];

/** Mnemonic, the upper bit of `size`, opcode. */
type FloatRow = readonly [string, 0 | 1, string];

const acrossRows: readonly FloatRow[] = [
  ['FMAXNMV', 0, '01100'],
  ['FMINNMV', 1, '01100'],
  ['FMAXV', 0, '01111'],
  ['FMINV', 1, '01111'],
];

const pairwiseRows: readonly FloatRow[] = [
  ['FMAXNMP', 0, '01100'],
  ['FMINNMP', 1, '01100'],
  ['FADDP', 0, '01101'],
  ['FMAXP', 0, '01111'],
  ['FMINP', 1, '01111'],
];

const feature = 'FEAT_FP16';

/** One element of `width` bits, of `sources` bits of Rn. */
function reduced(
  name: string,
  { Rd = 0, Rn = 0 }: { readonly Rd?: number; readonly Rn?: number },
  sources: number,
  width: number,
): ReturnType<Form['meaning']> {
  const operands = [v(Rn, sources)];
  const operation = { name, operands, width, effect: 'floating-point' } as const;
  return { writes: [...setV(Rd, resultOf(operation)), ...effectsOf(operation)] };
}

/** One value of all elements of a register, or of its two lowest. */
export const simdAcrossLanes: readonly Form[] = [
  ...integerRows.map(([name, U, opcode, wider]) =>
    form(
      name,
      `0 Q ${U} 01110 size 11000 ${opcode} 10 Rn Rd`,
      {
        group,
        fp: true,
        // Two words are no vector here.
        allocated: (fields) =>
          hasSize([0, 1])(fields) || (fields['size'] === 2 && fields['Q'] === 1),
        syntaxes: ofShapes(
          `${mnemonicOf(name)} ${wider === 2 ? '$L' : '$R'}:Rd, V.$T:Rn`,
          vectorsOf([0, 1, 2]).filter(({ size, Q }) => size < 2 || Q === 1),
        ),
      },
      (fields) => {
        const { Rd = 0, Rn = 0 } = fields;
        const width = bitsOfSize(fields) * wider;
        const operands = [v(Rn, widthOfQ(fields))];
        return { writes: setV(Rd, resultOf({ name, operands, width, effect: 'none' })) };
      },
    ),
  ),
  ...acrossRows.flatMap(([name, a, opcode]) => [
    form(
      name,
      `0 1 1 01110 ${a} 0 11000 ${opcode} 10 Rn Rd`,
      { group, fp: true, syntaxes: [{ text: `${mnemonicOf(name)} S:Rd, V.4s:Rn`, fixed: {} }] },
      (fields) => reduced(name, fields, 128, 32),
    ),
    form(
      `${name}, half precision`,
      `0 Q 0 01110 ${a} 0 11000 ${opcode} 10 Rn Rd`,
      {
        group,
        fp: true,
        feature,
        syntaxes: ofShapes(`${mnemonicOf(name)} H:Rd, V.$T:Rn`, vectorsOfOne(1)),
      },
      (fields) => reduced(name, fields, widthOfQ(fields), halfPrecision),
    ),
  ]),
  form(
    'ADDP (scalar)',
    '01 0 11110 11 11000 11011 10 Rn Rd',
    {
      group: pairwiseGroup,
      fp: true,
      syntaxes: [{ text: 'addp D:Rd, V.2d:Rn', fixed: {} }],
    },
    ({ Rd = 0, Rn = 0 }) => ({ writes: setV(Rd, add(element(Rn, 0, 64), element(Rn, 1, 64))) }),
  ),
  ...pairwiseRows.flatMap(([name, a, opcode]) => [
    form(
      `${name} (scalar)`,
      `01 1 11110 ${a} sz 11000 ${opcode} 10 Rn Rd`,
      {
        group: pairwiseGroup,
        fp: true,
        syntaxes: ofShapes(`${mnemonicOf(name)} $R:Rd, V.2$E:Rn`, floatScalars),
      },
      (fields) => reduced(name, fields, bitsOfSz(fields) * 2, bitsOfSz(fields)),
    ),
    form(
      `${name} (scalar), half precision`,
      `01 0 11110 ${a} 0 11000 ${opcode} 10 Rn Rd`,
      {
        group: pairwiseGroup,
        fp: true,
        feature,
        syntaxes: [{ text: `${mnemonicOf(name)} H:Rd, V.2h:Rn`, fixed: {} }],
      },
      (fields) => reduced(name, fields, halfPrecision * 2, halfPrecision),
    ),
  ]),
];
