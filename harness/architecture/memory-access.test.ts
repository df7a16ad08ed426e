import { expect, test } from '@jest/globals';
import { instructionWord } from './a64/word.ts';
import { loadAlignment, memoryAccess } from './memory-access.ts';
import type { LoadAlignment } from './memory-access.ts';
import { createState } from './state.ts';

function exampleState() {
  const state = createState();
  state.set('pc', 0x4000_0100n);
  state.set('pstate', 0x3c9n);
  state.set('x1', 0x5000_0000n);
  // As a signed word, -2.
  state.set('x2', 0xffff_fffen);
  state.set('sp_el0', 0x7000_0000n);
  state.set('sp_el2', 0x6000_0000n);
  return state;
}

// Words from GNU as, -march=armv8-a: address, size, size of one element, whether it writes.
test.each<[string, number, bigint, number, number, boolean]>([
  ['ldr w3, . + 8', 0x18000043, 0x4000_0108n, 4, 4, false],
  ['ldr x3, . - 16', 0x58ffff83, 0x4000_00f0n, 8, 8, false],
  ['ldrsw x3, . + 4', 0x98000023, 0x4000_0104n, 4, 4, false],
  ['ldr s3, . + 8', 0x1c000043, 0x4000_0108n, 4, 4, false],
  ['ldr q3, . + 8', 0x9c000043, 0x4000_0108n, 16, 16, false],
  ['stp w0, w2, [x1]', 0x29000820, 0x5000_0000n, 8, 4, true],
  ['stp x0, x2, [sp, #-16]!', 0xa9bf0be0, 0x5fff_fff0n, 16, 8, true],
  ['ldp x0, x2, [x1], #32', 0xa8c20820, 0x5000_0000n, 16, 8, false],
  ['ldpsw x0, x2, [x1, #-8]', 0x697f0820, 0x4fff_fff8n, 8, 4, false],
  ['stnp x0, x2, [x1, #16]', 0xa8010820, 0x5000_0010n, 16, 8, true],
  ['ldp s0, s2, [x1, #4]', 0x2d408820, 0x5000_0004n, 8, 4, false],
  ['ldp d0, d2, [x1, #-8]', 0x6d7f8820, 0x4fff_fff8n, 16, 8, false],
  ['stp q0, q2, [x1, #-32]!', 0xadbf0820, 0x4fff_ffe0n, 32, 16, true],
  ['strb w0, [x1, #3]', 0x39000c20, 0x5000_0003n, 1, 1, true],
  ['ldrsh w0, [x1, #6]', 0x79c00c20, 0x5000_0006n, 2, 2, false],
  ['ldrsw x0, [x1, #4]', 0xb9800420, 0x5000_0004n, 4, 4, false],
  ['str w0, [x1, #4]', 0xb9000420, 0x5000_0004n, 4, 4, true],
  ['ldr x0, [sp, #32760]', 0xf97fffe0, 0x6000_7ff8n, 8, 8, false],
  ['str b0, [x1, #1]', 0x3d000420, 0x5000_0001n, 1, 1, true],
  ['str q0, [x1, #16]', 0x3d800420, 0x5000_0010n, 16, 16, true],
  ['ldr q0, [x1, #32]', 0x3dc00820, 0x5000_0020n, 16, 16, false],
  ['ldr d0, [x1, #8]', 0xfd400420, 0x5000_0008n, 8, 8, false],
  ['ldur x0, [x1, #-3]', 0xf85fd020, 0x4fff_fffdn, 8, 8, false],
  ['sturb w0, [x1, #255]', 0x380ff020, 0x5000_00ffn, 1, 1, true],
  ['str x0, [x1], #8', 0xf8008420, 0x5000_0000n, 8, 8, true],
  ['ldr x0, [x1, #-256]!', 0xf8500c20, 0x4fff_ff00n, 8, 8, false],
  ['ldtr w0, [x1, #4]', 0xb8404820, 0x5000_0004n, 4, 4, false],
  ['sttr x0, [x1, #-8]', 0xf81f8820, 0x4fff_fff8n, 8, 8, true],
  ['stur q0, [x1, #-1]', 0x3c9ff020, 0x4fff_ffffn, 16, 16, true],
  ['ldr x0, [x1, x2]', 0xf8626820, 0x1_4fff_fffen, 8, 8, false],
  ['ldr x0, [x1, x2, lsl #3]', 0xf8627820, 0x8_4fff_fff0n, 8, 8, false],
  ['strh w0, [x1, w2, uxtw #1]', 0x78225820, 0x2_4fff_fffcn, 2, 2, true],
  ['ldr w0, [x1, w2, sxtw]', 0xb862c820, 0x4fff_fffen, 4, 4, false],
  ['ldr x0, [x1, x2, sxtx #3]', 0xf862f820, 0x8_4fff_fff0n, 8, 8, false],
  ['ldrb w0, [x1, xzr]', 0x387f6820, 0x5000_0000n, 1, 1, false],
  ['ldr q0, [x1, x2, lsl #4]', 0x3ce27820, 0x10_4fff_ffe0n, 16, 16, false],
  ['ldxr x0, [x1]', 0xc85f7c20, 0x5000_0000n, 8, 8, false],
  ['stxrb w3, w0, [x1]', 0x08037c20, 0x5000_0000n, 1, 1, true],
  ['ldaxp w0, w2, [x1]', 0x887f8820, 0x5000_0000n, 8, 8, false],
  ['casp x0, x1, x2, x3, [x1]', 0x48207c22, 0x5000_0000n, 16, 16, true],
  ['ldadd x0, x2, [x1]', 0xf8200022, 0x5000_0000n, 8, 8, true],
  ['stlxp w3, x0, x2, [sp]', 0xc8238be0, 0x6000_0000n, 16, 16, true],
  ['ldarh w0, [x1]', 0x48dffc20, 0x5000_0000n, 2, 2, false],
  ['stlr x0, [x1]', 0xc89ffc20, 0x5000_0000n, 8, 8, true],
  ['ld1 {v0.16b}, [x1]', 0x4c407020, 0x5000_0000n, 16, 1, false],
  ['st1 {v0.8b-v3.8b}, [x1], #32', 0x0c9f2020, 0x5000_0000n, 32, 1, true],
  ['ld2 {v0.4s, v1.4s}, [x1]', 0x4c408820, 0x5000_0000n, 32, 4, false],
  ['st3 {v0.8h-v2.8h}, [x1], x2', 0x4c824420, 0x5000_0000n, 48, 2, true],
  ['ld4 {v0.2d-v3.2d}, [x1]', 0x4c400c20, 0x5000_0000n, 64, 8, false],
  ['ld1 {v0.8b-v2.8b}, [x1]', 0x0c406020, 0x5000_0000n, 24, 1, false],
  ['ld1 {v0.d}[1], [x1]', 0x4d408420, 0x5000_0000n, 8, 8, false],
  ['st1 {v0.b}[5], [x1], #1', 0x0d9f1420, 0x5000_0000n, 1, 1, true],
  ['st2 {v0.h, v1.h}[3], [x1]', 0x0d205820, 0x5000_0000n, 4, 2, true],
  ['ld3 {v0.s-v2.s}[1], [x1]', 0x0d40b020, 0x5000_0000n, 12, 4, false],
  ['ld4r {v0.8h-v3.8h}, [x1]', 0x4d60e420, 0x5000_0000n, 8, 2, false],
  ['ld1r {v0.2d}, [x1], x2', 0x4dc2cc20, 0x5000_0000n, 8, 8, false],
])('%s', (_text, word, address, size, element, write) => {
  expect(memoryAccess(instructionWord(word), exampleState())).toMatchObject({
    address,
    size,
    element,
    write,
  });
});

test.each<[string, number, boolean, boolean]>([
  ['ldr x0, [x1]', 0xf9400020, false, false],
  ['ldtr x0, [x1]', 0xf8400820, true, false],
  ['sttrb w0, [x1]', 0x38000820, true, false],
  ['ldxr x0, [x1]', 0xc85f7c20, false, true],
  ['stlxp w3, x0, x2, [x1]', 0xc8238820, false, true],
  ['ldarh w0, [x1]', 0x48dffc20, false, true],
  ['stlr x0, [x1]', 0xc89ffc20, false, true],
])('whether %s is unprivileged, and always to be aligned', (_text, word, unprivileged, strict) => {
  expect(memoryAccess(instructionWord(word), exampleState())).toMatchObject({
    unprivileged,
    strict,
  });
});

test.each<[string, number]>([
  ['prfm pldl1keep, literal', 0xd8000040],
  ['prfm pldl1keep, [x1, #8]', 0xf9800420],
  ['prfum pldl1keep, [x1, #-3]', 0xf89fd020],
  ['prfm pldl1keep, [x1, x2]', 0xf8a26820],
  ['ldraa x0, [x1]', 0xf8200420],
  ['add x0, x1, x2', 0x8b020020],
  ['nop', 0xd503201f],
])('%s touches nothing', (_text, word) => {
  expect(memoryAccess(instructionWord(word), exampleState())).toBeUndefined();
});

test('an address wraps at 64 bits', () => {
  const state = exampleState();
  state.set('x1', 0xffff_ffff_ffff_fffcn);
  // ldr x0, [x1, #8]
  expect(memoryAccess(instructionWord(0xf9400420), state)?.address).toBe(4n);
});

// Words from GNU as, -march=armv8-a.
test.each<[string, number, LoadAlignment | undefined]>([
  ['ldr x0, [x1, #8]', 0xf9400420, { base: 1, offset: 8, element: 8 }],
  ['ldur x0, [sp, #-3]', 0xf85fd3e0, { base: 31, offset: -3, element: 8 }],
  [
    'ldr w0, [x1, w2, sxtw]',
    0xb862c820,
    { base: 1, offset: 0, index: { register: 2, shift: 0 }, element: 4 },
  ],
  [
    'ldr x0, [sp, x2, lsl #3]',
    0xf8627be0,
    { base: 31, offset: 0, index: { register: 2, shift: 3 }, element: 8 },
  ],
  ['ldr x0, [x1, xzr]', 0xf87f6820, { base: 1, offset: 0, element: 8 }],
  ['ldr x0, . + 8', 0x58000040, { base: 'pc', offset: 8, element: 8 }],
  ['ldp x0, x1, [sp], #16', 0xa8c107e0, undefined],
  ['ldr x0, [sp, #32760]', 0xf97fffe0, undefined],
  ['ldp q0, q1, [sp, #32]', 0xad4107e0, undefined],
  ['ldrb w0, [x1, #3]', 0x39400c20, undefined],
  ['str x0, [x1, #8]', 0xf9000420, undefined],
  ['nop', 0xd503201f, undefined],
])('the alignment of %s', (_text, word, alignment) => {
  expect(loadAlignment(instructionWord(word))).toEqual(alignment);
});
