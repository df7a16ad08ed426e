import { describe, expect, test } from '@jest/globals';
import type { SelectorPlace } from './selector.ts';
import { selectorOf } from './selector.ts';

const inImmediate: SelectorPlace = { kind: 'immediate' };
const inX0: SelectorPlace = { kind: 'register', register: 'x0', immediate: 0xea1 };
const owner: SelectorPlace = { kind: 'register', register: 'x0', immediate: 0, bits: 6, low: 24 };
const inW0: SelectorPlace = { ...inX0, bits: 32 };
const registers = (x0?: bigint) => (name: string) => (name === 'x0' ? x0 : undefined);

describe('a number is written into a call', () => {
  test.each([
    ['in the immediate', inImmediate, 2n, { immediate: 2, registers: new Map() }],
    ['in x0', inX0, 2n, { immediate: 0xea1, registers: new Map([['x0', 2n]]) }],
    ['in bits 29:24 of x0', owner, 4n, { immediate: 0, registers: new Map([['x0', 0x400_0000n]]) }],
    ['none in x0', inX0, undefined, { immediate: 0xea1, registers: new Map() }],
  ])('%s', (_, place, number, call) => {
    expect(selectorOf(place).write(number)).toEqual(call);
  });
});

describe('a number is read from a call', () => {
  test.each([
    ['of the immediate', inImmediate, 2, undefined, { kind: 'number', number: 2n }],
    ['of x0', inX0, 0xea1, 5n, { kind: 'number', number: 5n }],
    ['of bits 29:24 of x0', owner, 0, 0xffff_ffff_c400_0003n, { kind: 'number', number: 4n }],
    ['of x0, all of it', inX0, 0xea1, 2n ** 64n - 1n, { kind: 'number', number: 2n ** 64n - 1n }],
    [
      'of w0, whatever is above it',
      inW0,
      0xea1,
      0xffff_ffff_8400_0001n,
      { kind: 'number', number: 0x8400_0001n },
    ],
    ['of x0, not known', inX0, 0xea1, undefined, { kind: 'unknown', register: 'x0' }],
    ['with another immediate', inX0, 1, 5n, { kind: 'other-immediate', immediate: 0xea1 }],
  ])('%s', (_, place, immediate, x0, reading) => {
    expect(selectorOf(place).read(immediate, registers(x0))).toEqual(reading);
  });
});
