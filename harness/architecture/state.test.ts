import { expect, test } from '@jest/globals';
import { cortexA72 } from './processor-model.ts';
import { findEncoding, findRegister, registers, stateWords } from './registers.ts';
import { createState, differences, firstDifference, maskOf } from './state.ts';
import { genericName } from './system-encoding.ts';

test('each register has words of its own, and the words are all used', () => {
  const used = registers.flatMap(({ word, words }) => (words === 2 ? [word, word + 1] : [word]));
  expect(used).toEqual(Array.from({ length: stateWords }, (_, index) => index));
});

test('names and encodings are unique', () => {
  const names = registers.map(({ name }) => name);
  const keys = registers.flatMap(({ encoding }) =>
    encoding === undefined ? [] : [genericName(encoding)],
  );
  expect([new Set(names).size, new Set(keys).size]).toEqual([names.length, keys.length]);
});

test('a register by name and by encoding', () => {
  expect(findRegister('vbar_el2')?.encoding).toEqual({ op0: 3, op1: 4, crn: 12, crm: 0, op2: 0 });
  expect(findEncoding({ op0: 3, op1: 4, crn: 5, crm: 2, op2: 0 })?.name).toBe('esr_el2');
  expect(findRegister('x31')).toBeUndefined();
});

test('values are taken modulo the width', () => {
  const state = createState();
  state.set('x0', -1n);
  state.set('v31', (1n << 130n) | (5n << 64n) | 6n);
  expect([state.get('x0'), state.get('v31')]).toEqual([0xffff_ffff_ffff_ffffn, (5n << 64n) | 6n]);
});

test('differences are those under the mask, in layout order', () => {
  const left = createState();
  const right = left.clone();
  right.set('vbar_el2', 1n << 40n);
  right.set('x3', 1n);
  right.set('v7', 1n << 100n);
  right.set('x4', 1n);
  const mask = maskOf(['v7', 'x3', 'vbar_el2', 'cntp_ctl_el0']);
  expect(differences(left, right, mask)).toEqual(['x3', 'v7', 'vbar_el2']);
});

test('ISTATUS of a timer is not compared', () => {
  const left = createState();
  const right = left.clone();
  right.set('cntp_ctl_el0', 4n);
  expect(firstDifference(left, right, maskOf(['cntp_ctl_el0']))).toBe(-1);
});

test('a copy is independent', () => {
  const state = createState();
  const copy = state.clone();
  state.set('x0', 1n);
  expect(copy.get('x0')).toBe(0n);
});

test('a wrong size of memory', () => {
  expect(() => createState(cortexA72, new BigUint64Array(1))).toThrow(RangeError);
});
