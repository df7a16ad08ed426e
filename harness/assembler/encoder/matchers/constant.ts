/** Constants that an instruction has in some other form than as a number. */
import { encodeBitMask, decodeBitMasks } from '../../../architecture/a64/bit-masks.ts';
import { expandFloat } from '../../../architecture/a64/simd-immediate.ts';
import type { Operand } from '../operand.ts';
import type { Matcher, Miss } from './miss.ts';
import { wrongKind, wrongValue } from './miss.ts';

const hexadecimal = (value: bigint): string => `#0x${value.toString(16)}`;

const noNumber = (operand: Operand): Miss =>
  wrongKind(() => `expected a number, found '${operand.text}'`);

const unsigned = (value: bigint, width: number): bigint => BigInt.asUintN(width, value);

/** Whether the bits above `width` are all zeros or all ones. */
const fitsWidth = (value: bigint, width: number): boolean =>
  width === 64 || value >> BigInt(width) === 0n || value >> BigInt(width) === -1n;

const noBitMask = ({ text }: Operand): Miss =>
  wrongValue(
    () =>
      `'${text}' cannot be an immediate here: expected a repeated, rotated run of ones, neither 0 nor all ones`,
  );

/** The immediate of a logical instruction, in N, immr and imms; `inverted` for BIC, which is AND of its complement. */
export function compileBitMask(width: number, inverted: boolean): Matcher {
  return {
    match: (operand) => {
      if (operand.kind !== 'immediate') {
        return noNumber(operand);
      }
      if (!fitsWidth(operand.value, width)) {
        return noBitMask(operand);
      }
      const value = unsigned(inverted ? ~operand.value : operand.value, width);
      return encodeBitMask(value, width) ?? noBitMask(operand);
    },
    print: (valueOf) => {
      const [N, immr, imms] = [valueOf('N'), valueOf('immr'), valueOf('imms')];
      const masks = decodeBitMasks({ N, immr, imms, width, logical: true });
      if (masks === undefined) {
        return undefined;
      }
      return hexadecimal(unsigned(inverted ? ~masks.wmask : masks.wmask, width));
    },
  };
}

/** MOV of 16 bits with zeros around them, or with ones: MOVZ and MOVN, in hw and imm16. */
export function compileWide(width: number, inverted: boolean): Matcher {
  return {
    match: (operand) => {
      if (operand.kind !== 'immediate') {
        return noNumber(operand);
      }
      const wrong = wrongValue(() => `'${operand.text}' cannot be moved with one instruction`);
      if (width === 32 && (operand.value >= 2n ** 32n || operand.value < -(2n ** 32n))) {
        return wrongValue(() => `'${operand.text}' does not fit into a 32-bit register`);
      }
      const value = unsigned(inverted ? ~operand.value : operand.value, width);
      for (let hw = 0; hw < width / 16; hw += 1) {
        const imm16 = (value >> BigInt(hw * 16)) & 0xffffn;
        if (imm16 << BigInt(hw * 16) === value) {
          return { hw, imm16: Number(imm16) };
        }
      }
      return wrong;
    },
    print: (valueOf) => {
      const [hw, imm16] = [valueOf('hw'), valueOf('imm16')];
      // The manual keeps MOVZ and MOVN for what other encodings of MOV have.
      if ((imm16 === 0 && hw !== 0) || (inverted && width === 32 && imm16 === 0xffff)) {
        return undefined;
      }
      const value = BigInt(imm16) << BigInt(hw * 16);
      return hexadecimal(unsigned(inverted ? ~value : value, width));
    },
  };
}

/** MOV of a bit mask, which is printed where neither MOVZ nor MOVN has it. */
export function compileMovedMask(width: number): Matcher {
  const mask = compileBitMask(width, false);
  const wides = [compileWide(width, false), compileWide(width, true)];
  return {
    match: mask.match,
    print: (valueOf, address) => {
      const text = mask.print(valueOf, address);
      const value = text === undefined ? 0n : BigInt.asIntN(64, BigInt(text.slice(1)));
      const operand: Operand = { kind: 'immediate', value, text: text ?? '' };
      return wides.some((wide) => 'hw' in wide.match(operand, undefined)) ? undefined : text;
    },
  };
}

/** The number of `width` bits that 8 bits stand for. */
function floatValue(imm8: number): number {
  const fraction = (16 + (imm8 & 15)) / 16;
  const exponent = ((imm8 >> 4) & 7) ^ 4;
  return (imm8 >= 128 ? -1 : 1) * fraction * 2 ** (exponent - 3);
}

/** As `%.18e` of C. */
const scientific = (value: number): string =>
  value.toExponential(18).replace(/e([+-])(\d)$/, 'e$10$2');

const singlePrecision = 32;

/**
 * A floating-point number with 4 bits of fraction and 3 of exponent, in a place of 8 bits. A hexadecimal one is its bits
 * in double precision where `width` is 64, else in single precision, as GNU as has it.
 */
export function compileFloat(width: number, place: string): Matcher {
  return {
    match: (operand) => {
      if (operand.kind !== 'float' && operand.kind !== 'immediate') {
        return wrongKind(() => `expected a floating-point number, found '${operand.text}'`);
      }
      const text = operand.text.replace(/^#?\s*/, '').replace(/^([-+])\s*/, '$1');
      const isBits = text.startsWith('0x');
      // GNU as rounds it to single precision.
      const value = Math.fround(Number(text));
      const bits = isBits ? BigInt(text) : undefined;
      for (let imm8 = 0; imm8 < 256; imm8 += 1) {
        if (
          isBits
            ? expandFloat(imm8, Math.max(width, singlePrecision)) === bits
            : floatValue(imm8) === value
        ) {
          return { [place]: imm8 };
        }
      }
      return wrongValue(
        () =>
          `'${operand.text}' has no 8-bit encoding: expected n / 16 * 2^r, n 16 to 31, r -3 to 4`,
      );
    },
    print: (valueOf) => `#${scientific(floatValue(valueOf(place)))}`,
  };
}

/** `#0.0` of a comparison, which may be written as an integer. */
export const floatZero: Matcher = {
  match: (operand) => {
    const isZero =
      (operand.kind === 'immediate' && operand.value === 0n && !operand.text.includes('-')) ||
      (operand.kind === 'float' && Object.is(Number(operand.text.replace(/^#\s*/, '')), 0));
    if (isZero) {
      return {};
    }
    const miss = operand.kind === 'immediate' || operand.kind === 'float' ? wrongValue : wrongKind;
    return miss(() => `expected #0.0, found '${operand.text}'`);
  },
  print: () => '#0.0',
};

/** Each of 8 bits is a byte of 64: MOVI. */
export function compileBytes(place: string): Matcher {
  return {
    match: (operand) => {
      if (operand.kind !== 'immediate') {
        return noNumber(operand);
      }
      const value = unsigned(operand.value, 64);
      let imm8 = 0;
      for (let byte = 0; byte < 8; byte += 1) {
        const part = (value >> BigInt(byte * 8)) & 0xffn;
        if (part !== 0n && part !== 0xffn) {
          return wrongValue(() => `'${operand.text}' has bytes that are neither 0x00 nor 0xff`);
        }
        imm8 |= part === 0n ? 0 : 1 << byte;
      }
      return { [place]: imm8 };
    },
    print: (valueOf) => {
      const imm8 = valueOf(place);
      const bytes = Array.from({ length: 8 }, (_, byte) =>
        (imm8 >> byte) & 1 ? 0xffn << BigInt(byte * 8) : 0n,
      );
      return hexadecimal(bytes.reduce((sum, byte) => sum | byte));
    },
  };
}
