const integerPattern = /^#?\s*([-+~]?)\s*(0x[\da-f]+|0b[01]+|\d+)$/;

/**
 * A number as GNU as reads it: decimal, 0x, 0b, octal with a leading 0, an optional '#' before it, one of the signs - + ~.
 * Signed 64 bits; 2^63 to 2^64 - 1 wrap to negative. Undefined for anything else and for more bits.
 */
export function parseInteger(text: string): bigint | undefined {
  const match = integerPattern.exec(text);
  if (match === null) {
    return undefined;
  }
  const digits = match[2] ?? '';
  const octal = /^0\d/.test(digits);
  if (octal && /[89]/.test(digits)) {
    return undefined;
  }
  const magnitude = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  if (magnitude >= 1n << 64n) {
    return undefined;
  }
  const sign = match[1];
  if (sign === '-') {
    return BigInt.asIntN(64, -magnitude);
  }
  return BigInt.asIntN(64, sign === '~' ? ~magnitude : magnitude);
}
