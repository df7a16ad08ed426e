import { expect, test } from '@jest/globals';
import { clobberText } from './clobber-text.ts';

const left = (...numbers: readonly number[]): string[] =>
  numbers.map((number) => `x${number} = its x${number}`);

test.each([
  ['changes x17 = 0x16, x18 = immediate', ['x17 = 0x16', 'x18 = immediate']],
  ['changes x1-x4 (left by the function)', left(1, 2, 3, 4)],
  ['changes x2 (left by the function)', left(2)],
  [
    'changes x3 = 0x0, x1-x2, x4, x9-x10 (left by the function)',
    [...left(1, 2), 'x3 = 0x0', ...left(4, 9, 10)],
  ],
  [
    'changes fpsr, v0-v2, v8 (left by the function)',
    [
      'fpsr = concat(fpsr[63:28], its fpsr[27], fpsr[26:0])',
      ...[0, 1, 2].map((number) => `v${number} = its v${number}`),
      'v8 = concat(its v8, v8[63:0])',
    ],
  ],
  // Another function's register is a value like any other.
  ['changes x1 = its x2', ['x1 = its x2']],
])('%s', (text, clobbers) => {
  expect(clobberText(clobbers)).toBe(text);
});
