import { constant } from '../../expression/expression.ts';
import type { Form, Syntax } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import { ofShapes, vectorsOfOne } from './syntaxes.ts';
import { and, not, or } from './values.ts';
import { setV, v, vectorOf, widthOfQ } from './vectors.ts';

/** Bits of the exponent and the fraction of a floating-point number, by its width. */
const formats: Readonly<Record<number, { readonly exponent: number; readonly fraction: number }>> =
  {
    16: { exponent: 5, fraction: 10 },
    32: { exponent: 8, fraction: 23 },
    64: { exponent: 11, fraction: 52 },
  };

/** VFPExpandImm of the manual: the number of `width` bits that 8 bits stand for. */
export function expandFloat(imm8: number, width: number): bigint {
  const format = formats[width];
  if (format === undefined) {
    throw new RangeError(`no floating-point number has ${width} bits`);
  }
  const { exponent, fraction } = format;
  const b = BigInt((imm8 >> 6) & 1);
  const repeated = b === 1n ? (1n << BigInt(exponent - 3)) - 1n : 0n;
  const upper =
    (BigInt(imm8 >> 7) << BigInt(exponent)) |
    ((1n - b) << BigInt(exponent - 1)) |
    (repeated << 2n) |
    BigInt((imm8 >> 4) & 0b11);
  return (upper << BigInt(fraction)) | (BigInt(imm8 & 0b1111) << BigInt(fraction - 4));
}

const imm8Of = ({ abc = 0, defgh = 0 }: Fields): number => (abc << 5) | defgh;

/** Bits that an 8-bit immediate is shifted by; the bits below it are ones after MSL. */
interface Shift {
  readonly size: number;
  readonly amount: number;
  readonly ones: boolean;
}

/** AdvSIMDExpandImm of the manual, for the encodings with a shift. */
function shiftOf(cmode: number): Shift {
  if (cmode < 0b1000) {
    return { size: 32, amount: (cmode >> 1) * 8, ones: false };
  }
  return cmode < 0b1100
    ? { size: 16, amount: ((cmode >> 1) & 1) * 8, ones: false }
    : { size: 32, amount: ((cmode & 1) + 1) * 8, ones: true };
}

function expandShifted(fields: Fields): { readonly size: number; readonly value: bigint } {
  const { size, amount, ones } = shiftOf(fields['cmode'] ?? 0);
  const filled = ones ? (1n << BigInt(amount)) - 1n : 0n;
  return { size, value: (BigInt(imm8Of(fields)) << BigInt(amount)) | filled };
}

const group = 'Advanced SIMD modified immediate';
const diagram = (op: 0 | 1, cmode: string): string =>
  `0 Q ${op} 0111100000 abc:3 ${cmode} 0 1 defgh:5 Rd`;

/** The bits of the immediate, which GNU as takes signed or unsigned. */
const byte = '-128..255:abc.defgh';

/** LSL by a multiple of 8, of words and of halfwords: `cmode` of MOVI and MVNI. */
const shiftedSyntaxes = (mnemonic: string): readonly Syntax[] => [
  ...ofShapes(`${mnemonic} V.$T:Rd, ${byte}, lsl8:cmode<2:1>?`, vectorsOfOne(2), {
    'cmode<3:3>': 0,
    'cmode<0:0>': 0,
  }),
  ...ofShapes(`${mnemonic} V.$T:Rd, ${byte}, lsl8:cmode<1:1>?`, vectorsOfOne(1), {
    'cmode<3:2>': 0b10,
    'cmode<0:0>': 0,
  }),
];

/** The same of ORR and BIC, whose `cmode` is the field without its lowest bit. */
const changedSyntaxes = (mnemonic: string): readonly Syntax[] => [
  ...ofShapes(`${mnemonic} V.$T:Rd, ${byte}, lsl8:cmode<1:0>?`, vectorsOfOne(2), {
    'cmode<2:2>': 0,
  }),
  ...ofShapes(`${mnemonic} V.$T:Rd, ${byte}, lsl8:cmode<0:0>?`, vectorsOfOne(1), {
    'cmode<2:1>': 0b10,
  }),
];

const movedSyntaxes = (mnemonic: string): readonly Syntax[] => [
  ...shiftedSyntaxes(mnemonic),
  ...[8, 16].flatMap((amount, index) =>
    ofShapes(`${mnemonic} V.$T:Rd, ${byte}, =msl ${amount}`, vectorsOfOne(2), {
      cmode: 0b1100 | index,
    }),
  ),
];

/** The immediate in every element, or its complement. */
const move = (name: string, op: 0 | 1): Form =>
  form(
    name,
    diagram(op, 'cmode:4'),
    {
      group,
      fp: true,
      allocated: ({ cmode = 0 }) => cmode >> 1 === 0b110 || (cmode < 0b1100 && (cmode & 1) === 0),
      syntaxes: movedSyntaxes(op === 0 ? 'movi' : 'mvni'),
    },
    (fields) => {
      const { size, value } = expandShifted(fields);
      const immediate = constant(op === 0 ? value : ~value, size);
      return {
        writes: setV(
          fields['Rd'] ?? 0,
          vectorOf(widthOfQ(fields) / size, () => immediate),
        ),
      };
    },
  );

/** Bits of every element of Rd set, or cleared. */
const change = (name: string, op: 0 | 1): Form =>
  form(
    name,
    diagram(op, 'cmode:3 1'),
    {
      group,
      fp: true,
      allocated: ({ cmode = 0 }) => cmode < 0b110,
      syntaxes: changedSyntaxes(op === 0 ? 'orr' : 'bic'),
    },
    (fields) => {
      const { cmode = 0, Rd = 0 } = fields;
      const { size, value } = expandShifted({ ...fields, cmode: cmode << 1 });
      const width = widthOfQ(fields);
      const immediate = vectorOf(width / size, () => constant(value, size));
      const kept = v(Rd, width);
      return { writes: setV(Rd, op === 0 ? or(kept, immediate) : and(kept, not(immediate))) };
    },
  );

/** Each bit of the 8 for a byte of a doubleword. */
function expandBytes(imm8: number): bigint {
  let value = 0n;
  for (let byte = 0; byte < 8; byte += 1) {
    value |= (imm8 >> byte) & 1 ? 0xffn << BigInt(byte * 8) : 0n;
  }
  return value;
}

const byteSyntaxes: readonly Syntax[] = [
  ...ofShapes(`movi V.$T:Rd, ${byte}`, vectorsOfOne(0)),
  ...ofShapes(`movi V.$T:Rd, ${byte}, =lsl 0`, vectorsOfOne(0)),
];

const maskSyntaxes: readonly Syntax[] = [
  { text: 'movi D:Rd, bytes:abc.defgh', fixed: { Q: 0 } },
  { text: 'movi V.2d:Rd, bytes:abc.defgh', fixed: { Q: 1 } },
];

/** The precision of the elements is that of the number. */
const floatSyntaxes = (size: number): readonly Syntax[] =>
  size === 64
    ? [{ text: 'fmov V.2d:Rd, float64:abc.defgh', fixed: {} }]
    : ofShapes(`fmov V.$T:Rd, float${size}:abc.defgh`, vectorsOfOne(size === 32 ? 2 : 1));

const moveFloat = (name: string, bits: string, size: number, feature?: string): Form => {
  const since = feature === undefined ? {} : { feature };
  const options = { group, fp: true, syntaxes: floatSyntaxes(size), ...since };
  return form(name, bits, options, (fields) => {
    // FMOV of double precision has no Q: it is always a whole register.
    const width = size === 64 ? 128 : widthOfQ(fields);
    const immediate = constant(expandFloat(imm8Of(fields), size), size);
    return {
      writes: setV(
        fields['Rd'] ?? 0,
        vectorOf(width / size, () => immediate),
      ),
    };
  });
};

export const simdImmediate: readonly Form[] = [
  move('MOVI (shifted)', 0),
  move('MVNI', 1),
  change('ORR (vector, immediate)', 0),
  change('BIC (vector, immediate)', 1),
  form(
    'MOVI (8-bit)',
    diagram(0, '1110'),
    { group, fp: true, syntaxes: byteSyntaxes },
    (fields) => ({
      writes: setV(
        fields['Rd'] ?? 0,
        vectorOf(widthOfQ(fields) / 8, () => constant(imm8Of(fields), 8)),
      ),
    }),
  ),
  form(
    'MOVI (64-bit)',
    diagram(1, '1110'),
    { group, fp: true, syntaxes: maskSyntaxes },
    (fields) => ({
      writes: setV(
        fields['Rd'] ?? 0,
        vectorOf(widthOfQ(fields) / 64, () => constant(expandBytes(imm8Of(fields)), 64)),
      ),
    }),
  ),
  moveFloat('FMOV (vector, immediate), single precision', diagram(0, '1111'), 32),
  moveFloat(
    'FMOV (vector, immediate), double precision',
    '0 1 1 0111100000 abc:3 1111 0 1 defgh:5 Rd',
    64,
  ),
  moveFloat(
    'FMOV (vector, immediate), half precision',
    '0 Q 0 0111100000 abc:3 1111 1 1 defgh:5 Rd',
    16,
    'FEAT_FP16',
  ),
];
