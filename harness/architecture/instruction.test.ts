import { expect, test } from '@jest/globals';
import { instructionWord } from './a64/word.ts';
import { decodeInstruction, mayMisalignSp } from './instruction.ts';

// Words from GNU as, -march=armv8-a.
test.each<[string, number, object]>([
  ['hvc #0x4a48', 0xd4094902, { kind: 'hvc', immediate: 0x4a48 }],
  ['svc #0x12', 0xd4000241, { kind: 'svc', immediate: 0x12 }],
  ['smc #9', 0xd4000123, { kind: 'smc', immediate: 9 }],
  ['brk #0x3c', 0xd4200780, { kind: 'brk', immediate: 0x3c }],
  ['eret', 0xd69f03e0, { kind: 'eret' }],
  ['isb', 0xd5033fdf, { kind: 'isb' }],
  ['dsb sy', 0xd5033f9f, { kind: 'dsb', operand: 'sy' }],
  ['dsb ishst', 0xd5033a9f, { kind: 'dsb', operand: 'ishst' }],
  ['dsb #8', 0xd503389f, { kind: 'dsb', operand: '#8' }],
  ['dmb ish', 0xd5033bbf, { kind: 'dmb', operand: 'ish' }],
  ['msr vbar_el2, x0', 0xd51cc000, { kind: 'msr', operand: 'vbar_el2', rt: 0 }],
  ['mrs x18, esr_el2', 0xd53c5212, { kind: 'mrs', operand: 'esr_el2', rt: 18 }],
  ['mrs x0, ich_vtr_el2', 0xd53ccb20, { kind: 'mrs', operand: 'ich_vtr_el2' }],
  ['msr daifset, #2', 0xd50342df, { kind: 'msr-immediate', operand: 'daifset', immediate: 2 }],
  ['msr spsel, #0', 0xd50040bf, { kind: 'msr-immediate', operand: 'spsel', immediate: 0 }],
  ['tlbi vmalle1is', 0xd508831f, { kind: 'tlbi', operand: 'vmalle1is' }],
  ['tlbi alle2', 0xd50c871f, { kind: 'tlbi', operand: 'alle2' }],
  ['ic iallu', 0xd508751f, { kind: 'ic', operand: 'iallu' }],
  ['dc zva, x1', 0xd50b7421, { kind: 'dc', operand: 'zva', rt: 1 }],
  ['at s1e1r, x0', 0xd5087800, { kind: 'at', operand: 's1e1r' }],
  ['b .', 0x14000000, { kind: 'branch', offset: 0, link: false, conditional: false }],
  ['bl . - 4', 0x97ffffff, { kind: 'branch', offset: -4, link: true }],
  ['b.ne . - 8', 0x54ffffc1, { kind: 'branch', offset: -8, conditional: true }],
  ['cbz x0, . + 8', 0xb4000040, { kind: 'branch', offset: 8, conditional: true }],
  ['tbnz x0, #3, . - 4', 0x371fffe0, { kind: 'branch', offset: -4, conditional: true }],
  ['br x1', 0xd61f0020, { kind: 'branch-register', link: false, rn: 1 }],
  ['blr x2', 0xd63f0040, { kind: 'branch-register', link: true, rn: 2 }],
  ['ret', 0xd65f03c0, { kind: 'branch-register', link: false, rn: 30 }],
  ['str x0, [sp]', 0xf90003e0, { kind: 'load-store', spBase: true, prefetch: false }],
  ['ldr x0, [x1]', 0xf9400020, { kind: 'load-store', spBase: false }],
  ['ldr x31, literal', 0x5800001f, { kind: 'load-store', spBase: false }],
  ['prfm pldl1keep, [sp]', 0xf98003e0, { kind: 'load-store', spBase: true, prefetch: true }],
  ['str q1, [sp]', 0x3d8003e1, { kind: 'fp', spBase: true }],
  ['fmov d0, x1', 0x9e670020, { kind: 'fp' }],
  ['mrs x0, fpcr', 0xd53b4400, { kind: 'fp' }],
  ['nop', 0xd503201f, { kind: 'other' }],
  ['add x0, x0, #1', 0x91000400, { kind: 'other' }],
])('%s', (_text, word, expected) => {
  expect(decodeInstruction(instructionWord(word))).toMatchObject(expected);
});

test.each<[string, number, boolean]>([
  ['add sp, sp, #16', 0x910043ff, false],
  ['add sp, sp, #8', 0x910023ff, true],
  ['sub sp, sp, #4096', 0xd14007ff, false],
  ['mov sp, x1', 0x9100003f, true],
  ['cmp x1, #8', 0xf100203f, false],
  ['and sp, x1, #-16', 0x927cec3f, true],
  ['tst x1, #1', 0xf240003f, false],
  ['sub sp, sp, x1', 0xcb2163ff, true],
  ['cmp sp, x1', 0xeb2163ff, false],
  ['stp x0, x1, [sp, #-16]!', 0xa9bf07e0, false],
  ['stp w0, w1, [sp, #-8]!', 0x29bf07e0, true],
  ['ldp x0, x1, [sp], #16', 0xa8c107e0, false],
  ['stp x0, x1, [sp, #8]', 0xa90087e0, false],
  ['str x0, [sp, #-16]!', 0xf81f0fe0, false],
  ['str x0, [sp], #8', 0xf80087e0, true],
  ['str x0, [x1], #8', 0xf8008420, false],
  ['ldur x0, [sp, #-8]', 0xf85f83e0, false],
  ['st1 {v0.16b}, [sp], #16', 0x4c9f73e0, false],
  ['st1 {v0.8b}, [sp], #8', 0x0c9f73e0, true],
  ['st1 {v0.16b}, [sp], x1', 0x4c8173e0, true],
  ['ldr x0, [sp, #8]!', 0xf8408fe0, true],
  ['ldp q0, q1, [sp], #32', 0xacc107e0, false],
])('%s may misalign SP: %s', (_text, word, expected) => {
  expect(mayMisalignSp(instructionWord(word))).toBe(expected);
});
