import { expect, test } from '@jest/globals';
import { argumentRegisters, changedByCalls, findRegister, findWhole } from './registers.ts';

test.each([
  ['x0', 'argument'],
  ['x7', 'argument'],
  ['x8', 'scratch'],
  ['x18', 'scratch'],
  ['x19', 'callee-saved'],
  ['x29', 'callee-saved'],
  ['x30', 'link'],
  ['v7', 'argument'],
  ['v8', 'callee-saved'],
  ['v15', 'callee-saved'],
  ['v16', 'scratch'],
  ['v30', 'scratch'],
  ['sp_el2', undefined],
  ['esr_el2', undefined],
])('%s is %s to a call', (name, role) => {
  expect(findRegister(name)?.callRole).toBe(role);
});

test('a function gets eight arguments, and may change x0-x18 and the link register', () => {
  expect(argumentRegisters).toEqual(['x0', 'x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'x7']);
  expect(changedByCalls.map(({ word }) => word)).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 30,
  ]);
});

test.each([
  ['w0', 'x0'],
  ['w30', 'x30'],
  ['w31', undefined],
  ['d8', 'v8'],
  ['q31', 'v31'],
  ['x0', undefined],
])('%s is the low part of %s', (part, whole) => {
  expect(findWhole(part)?.name).toBe(whole);
});
