import { expect, test } from '@jest/globals';
import { instructionWord } from '../architecture/a64/word.ts';
import { flowOf } from './flow.ts';

test.each([
  ['nop', 0xd503201f, { next: true }],
  ['b .+8', 0x14000002, { next: false, target: 8 }],
  ['b .-4', 0x17ffffff, { next: false, target: -4 }],
  ['bl .+8', 0x94000002, { next: true, target: 8, call: true }],
  ['b.ne .-4', 0x54ffffe1, { next: true, target: -4 }],
  ['b.al .+8', 0x5400004e, { next: false, target: 8 }],
  ['bc.eq .+8', 0x54000050, { next: true, target: 8 }],
  ['cbz x0, .+8', 0xb4000040, { next: true, target: 8 }],
  ['tbnz x0, #63, .-32768', 0xb7fc0000, { next: true, target: -32768 }],
  ['br x1', 0xd61f0020, { next: false }],
  ['blr x1', 0xd63f0020, { next: true, call: true }],
  ['ret', 0xd65f03c0, { next: false }],
  ['retaa', 0xd65f0bff, { next: false }],
  ['blraa x1, x2', 0xd73f0822, { next: true, call: true }],
  ['eret', 0xd69f03e0, { next: false }],
  ['eretaa', 0xd69f0bff, { next: false }],
  ['svc #0', 0xd4000001, { next: true }],
  ['hvc #0', 0xd4000002, { next: true }],
  ['smc #0', 0xd4000003, { next: true }],
  ['brk #0', 0xd4200000, { next: false }],
  ['hlt #0', 0xd4400000, { next: false }],
  ['dcps2', 0xd4a00002, { next: false }],
  ['udf #0', 0x00000000, { next: false }],
])('%s', (_, word, flow) => {
  expect(flowOf(instructionWord(word))).toEqual(flow);
});
