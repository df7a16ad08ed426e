import { expect, test } from '@jest/globals';
import { suggestRegister } from './register.ts';

test.each([
  ['sp', "write the exception level too: 'sp_el0', 'sp_el1', 'sp_el2'"],
  ['ELR', "write the exception level too: 'elr_el1', 'elr_el2'"],
  ['vbar', "write the exception level too: 'vbar_el1', 'vbar_el2'"],
  ['w17', "write 'x17' for the general register"],
  ['r0', "write 'x0' for the general register"],
  ['d8', "write 'v8' for the vector register"],
  ['xzr', 'the zero register holds nothing: write 0'],
  ['x31', "register 31 is the zero register or a stack pointer: write 0, or one such as 'sp_el2'"],
  ['cpsr', "write one field of it, such as 'nzcv' or 'daif'"],
  ['vbr_el2', "did you mean 'vbar_el2'?"],
  ['vbar_el3', undefined],
  ['x99', undefined],
  ['outcme', "did you mean 'outcome'?"],
])('%s: %s', (name, expected) => {
  expect(suggestRegister(name, ['outcome'])).toBe(expected);
});
