import { describe, expect, test } from '@jest/globals';
import { parseInteger } from './integer.ts';

describe('an integer', () => {
  test.each([
    ['0', 0n],
    ['42', 42n],
    ['1_000_000', 1_000_000n],
    ['0x5A00_0001', 0x5a00_0001n],
    ['0b1010_0001', 0xa1n],
    ['9007199254740993', 9_007_199_254_740_993n],
    ['0xffff_ffff_ffff_ffff', 18_446_744_073_709_551_615n],
  ])('%s is exact', (text, expected) => {
    expect(parseInteger(text)).toBe(expected);
  });

  test.each([
    ['07', 'leading-zero'],
    ['00', 'leading-zero'],
    ['1.5', 'yaml-float'],
    ['1e3', 'yaml-float'],
    ['1_', 'malformed-integer'],
    ['1__0', 'malformed-integer'],
    ['_1', 'malformed-integer'],
    ['0x', 'malformed-integer'],
    ['0x_1', 'malformed-integer'],
    ['0X10', 'malformed-integer'],
    ['0b2', 'malformed-integer'],
    ['0o17', 'malformed-integer'],
    ['12ab', 'malformed-integer'],
    ['', 'malformed-integer'],
    ['0x1_0000_0000_0000_0000', 'integer-out-of-range'],
    ['18446744073709551616', 'integer-out-of-range'],
  ])('%s is refused: %s', (text, code) => {
    expect(parseInteger(text)).toMatchObject({ code });
  });
});
