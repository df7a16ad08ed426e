/** An interchange format of IEEE 754-2008, 3.6. */
export interface FloatFormat {
  /** Bytes. */
  readonly size: 2 | 4 | 8;
  /** Bits of the fraction, without the hidden one. */
  readonly fraction: number;
  readonly exponent: number;
}

export const half: FloatFormat = { size: 2, fraction: 10, exponent: 5 };
export const brain: FloatFormat = { size: 2, fraction: 7, exponent: 8 };
export const single: FloatFormat = { size: 4, fraction: 23, exponent: 8 };
export const double: FloatFormat = { size: 8, fraction: 52, exponent: 11 };

/** What a number becomes: its bits, or why there are none. */
export type FloatBits = { readonly bits: bigint } | { readonly error: string };

/** Decimal digits; more change nothing that a double shows. */
const mostDigits = 800;
/** Powers of ten beyond what any format holds. */
const largestPower = 5000;
/** Bits that GNU as 2.40 surely has right: it works with powers of ten of limited precision. */
const exactBits = 80;
/** A value this much (2^-n of the last bit) from the middle between two numbers may go either way there. */
const nearMiddle = 30n;

const pattern = /^([+-]?)(?:(inf(?:inity)?)|(nan)|(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?)$/i;

/**
 * The bits of a decimal number, `inf` or `nan`, as GNU as 2.40 gives them (gas/atof-generic.c, gas/config/atof-ieee.c): rounded to the nearest,
 * the middle away from zero; a NaN has all its bits set.
 */
export function floatBits(text: string, format: FloatFormat): FloatBits {
  const [, sign, infinity, nan, whole = '', part = '', power = '0'] = pattern.exec(text) ?? [];
  const { fraction, exponent } = format;
  const signBit = sign === '-' ? 1n << BigInt(fraction + exponent) : 0n;
  const top = ((1n << BigInt(exponent)) - 1n) << BigInt(fraction);
  if (infinity !== undefined) {
    return { bits: signBit | top };
  }
  if (nan !== undefined) {
    return { bits: signBit | top | ((1n << BigInt(fraction)) - 1n) };
  }
  const digits = whole + part;
  if (digits.length === 0 || digits.length > mostDigits) {
    return { error: `'${text}' is no floating-point number of at most ${mostDigits} digits` };
  }
  const magnitude = BigInt(digits);
  if (magnitude === 0n) {
    return { bits: signBit };
  }
  const scale = Number(power) - part.length;
  if (Math.abs(scale) > largestPower) {
    return { error: `'${text}' is beyond the range of ${format.size} bytes` };
  }
  const rounded = round(magnitude, scale, format);
  return 'error' in rounded
    ? { error: `'${text}' ${rounded.error}` }
    : { bits: signBit | rounded.bits };
}

/** magnitude * 10^scale in the bits of exponent and fraction. */
function round(magnitude: bigint, scale: number, format: FloatFormat): FloatBits {
  const { fraction, exponent } = format;
  const numerator = scale > 0 ? magnitude * 10n ** BigInt(scale) : magnitude;
  const denominator = scale < 0 ? 10n ** BigInt(-scale) : 1n;
  const bias = 2 ** (exponent - 1) - 1;
  const binary = Math.max(floorLog2(numerator, denominator), 1 - bias);
  if (binary > bias) {
    return { error: `is beyond the range of ${format.size} bytes` };
  }
  // The last bit of the fraction is worth 2^(binary - fraction).
  const shift = fraction - binary;
  const over = shift > 0 ? numerator << BigInt(shift) : numerator;
  const under = shift < 0 ? denominator << BigInt(-shift) : denominator;
  const kept = over / under;
  const twice = 2n * (over % under);
  const isExact = denominator === 1n && numerator < 1n << BigInt(exactBits);
  const distance = twice > under ? twice - under : under - twice;
  if (!isExact && distance << nearMiddle < under) {
    return {
      error: `lies between two numbers of ${format.size} bytes, and GNU as takes either: write its bits`,
    };
  }
  const up = twice >= under ? 1n : 0n;
  if (kept + up === 0n) {
    return { error: `is too small for ${format.size} bytes` };
  }
  const exponentBits = BigInt(binary + bias - 1) << BigInt(fraction);
  // The hidden bit of a normal number counts the exponent up by one, and so does a carry.
  return { bits: kept + up + exponentBits };
}

/** The exponent of the highest bit of a quotient. */
function floorLog2(numerator: bigint, denominator: bigint): number {
  const guess = numerator.toString(2).length - denominator.toString(2).length;
  const reaches =
    guess >= 0
      ? numerator >= denominator << BigInt(guess)
      : numerator << BigInt(-guess) >= denominator;
  return reaches ? guess : guess - 1;
}
