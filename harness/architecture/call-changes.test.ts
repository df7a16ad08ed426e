import { expect, test } from '@jest/globals';
import { registerRanges } from '../abi/register-ranges.ts';
import { changedByFirmware, changedByFunction } from './call-changes.ts';

// AAPCS64, 6.1.1 and 6.1.2; Arm DEN 0028, 2.6.
test.each([
  ['any C function', changedByFunction.all, 'x0-x18 x30 v0-v31 pstate fpsr'],
  ['one without floating point', changedByFunction.general, 'x0-x18 x30 pstate'],
  ['firmware of SMCCC 1.0', changedByFirmware['1.0'], 'x0-x17'],
  ['firmware of SMCCC 1.1', changedByFirmware['1.1'], 'x0-x3'],
])('%s', (_what, changed, registers) => {
  expect(registerRanges([...changed.keys()]).join(' ')).toBe(registers);
});

test.each([
  ['x9', 0xffff_ffff_ffff_ffffn],
  ['pstate', 0xf000_0000n],
  ['fpsr', 0x0800_009fn],
  ['v7', 0xffff_ffff_ffff_ffff_ffff_ffff_ffff_ffffn],
  ['v8', 0xffff_ffff_ffff_ffff_0000_0000_0000_0000n],
  ['v15', 0xffff_ffff_ffff_ffff_0000_0000_0000_0000n],
  ['v16', 0xffff_ffff_ffff_ffff_ffff_ffff_ffff_ffffn],
] as const)('a C function changes of %s', (register, bits) => {
  expect(changedByFunction.all.get(register)).toBe(bits);
});
