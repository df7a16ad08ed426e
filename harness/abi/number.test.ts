import { expect, test } from '@jest/globals';
import { fieldOfNumber } from './number.ts';
import type { SelectorPlace } from './selector.ts';

const inX0: SelectorPlace = { kind: 'register', register: 'x0', immediate: 0 };

test.each<[string, SelectorPlace, readonly (bigint | undefined)[], number, number?]>([
  ['the immediate', { kind: 'immediate' }, [1n], 16],
  ['fast calls are in W0', inX0, [0x8400_0000n, 0xc600_0001n, undefined], 32],
  ['small numbers fill the register', inX0, [0n, 1n], 64],
  ['one that is no fast call is enough', inX0, [0x8400_0000n, 2n], 64],
  ['so is one above 32 bits', inX0, [0x1_8400_0000n], 64],
  ['no number at all', inX0, [undefined], 64],
  ['a field', { ...inX0, bits: 6, low: 24 }, [4n], 6, 24],
  ['abi.yaml has the last word', { ...inX0, bits: 64 }, [0x8400_0000n], 64],
])('the bits of a number: %s', (_, selector, numbers, bits, low = 0) => {
  const operations = new Map(numbers.map((number, index) => [`${index}`, { number }]));
  expect(fieldOfNumber(selector, operations)).toEqual({ low, bits });
});
