import { expect, test } from '@jest/globals';
import { depend } from './mutation-dependence.ts';

test.each([
  ['mov x1, x0; mov x0, x2: the second writes what the first reads', 0xaa0003e1, 0xaa0203e0, true],
  ['mov x1, x0; mov x2, x1: the second reads what the first writes', 0xaa0003e1, 0xaa0103e2, true],
  ['mov x1, #1; mov x1, #2: both write it', 0xd2800021, 0xd2800041, true],
  ['mov x1, #1; mov x2, #2', 0xd2800021, 0xd2800042, false],
  ['mov x1, xzr; cmp xzr, x2: the zero register', 0xaa1f03e1, 0xeb0203ff, false],
  ['cmp x1, #1; cset x0, eq: the flags', 0xf100043f, 0x9a9f17e0, true],
  ['cmp x1, #1; mrs x0, nzcv', 0xf100043f, 0xd53b4200, true],
  ['mrs x0, esr_el2; msr esr_el2, x1', 0xd53c5200, 0xd51c5201, true],
  ['msr daifset, #2; msr daifclr, #1', 0xd50342df, 0xd50341ff, true],
  ['str x0, [sp]; str x1, [sp, #8]: other bytes', 0xf90003e0, 0xf90007e1, false],
  ['str x0, [sp]; str w1, [sp, #4]', 0xf90003e0, 0xb90007e1, true],
  ['str x0, [sp]; ldr x1, [sp]', 0xf90003e0, 0xf94003e1, true],
  ['ldr x0, [sp]; ldr x1, [sp]: nothing is stored', 0xf94003e0, 0xf94003e1, false],
  ['str x0, [x2]; str x1, [x3]: most likely not there', 0xf9000040, 0xf9000061, false],
  ['str x0, [x2]; str x1, [x2, x3]', 0xf9000040, 0xf8236841, false],
  ['ldp x0, x1, [sp], #16; ldr x2, [sp]: the base', 0xa8c107e0, 0xf94003e2, true],
  ['fmov d0, x0; fmov x0, d1', 0x9e670000, 0x9e660020, true],
  ['fadd d0, d1, d2; fadd d3, d4, d5: FPSR gathers', 0x1e622820, 0x1e652883, false],
  ['mov x30, x0; ret: a branch', 0xaa0003fe, 0xd65f03c0, false],
  ['mov x0, #1; an unallocated word', 0xd2800020, 0xffffffff, false],
])('%s', (_, first, second, expected) => {
  expect(depend(first, second)).toBe(expected);
});
