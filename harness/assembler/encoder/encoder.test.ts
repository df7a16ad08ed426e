import { describe, expect, test } from '@jest/globals';
import { createEncoder } from './create-encoder.ts';
import type { Encoding, Refusal } from './encoder.ts';
import { relocatableField } from './field.ts';

const encoder = createEncoder();

function encode(text: string): Encoding | Refusal {
  const [, mnemonic = '', operands = ''] = /^(\S+)\s*(.*)$/.exec(text) ?? [];
  return encoder.encode({ mnemonic, operands });
}

describe('words of the Arm manual', () => {
  test.each([
    ['nop', 0xd503201f],
    ['eret', 0xd69f03e0],
    ['ret', 0xd65f03c0],
    ['hvc #0', 0xd4000002],
    ['hvc 0xea1', 0xd401d422],
    ['udf #0', 0x00000000],
    ['isb', 0xd5033fdf],
    ['mrs x0, vbar_el2', 0xd53cc000],
    ['MSR VBAR_EL2, X0', 0xd51cc000],
    ['msr daifset, #15', 0xd5034fdf],
    ['dfb', 0xd5033c9f],
    ['fmov s0, #0x41400000', 0x1e251000], // 12.0
    ['fmov d0, #0xc028000000000000', 0x1e751000],
    ['fmov h0, #0x41400000', 0x1ee51000],
    ['fmov s0, .5', 0x1e2c1000],
    ['fmov d0, #2.0000000001', 0x1e601000],
    ['mrs x1, s03_0_c01_c2_3', 0xd5381261],
    ['msr S1_3_C7_C4_1, x0', 0xd50b7420], // dc zva, x0
    ['mrs x0, s1_3_c7_c4_1', 0xd52b7420],
    ['msr s0_3_c2_c0_0, xzr', 0xd503201f], // nop
    ['mrs x0, s0_3_c4_c1_4', 0xd5234180],
    ['b 0', 0x14000000],
    ['b -4', 0x17ffffff],
    ['bl 8', 0x94000002],
    ['b.eq 8', 0x54000040],
    ['bne 8', 0x54000041],
    ['cbz x1, -8', 0xb4ffffc1],
    ['tbnz x2, #63, 4', 0xb7f80022],
    ['adr x0, 4', 0x10000020],
    ['adr x0, -1', 0x70ffffe0],
    ['adrp x3, 0', 0x90000003],
    ['adrp x3, 0x3000', 0xf0000003],
    ['adrp x3, -4096', 0xf0ffffe3],
    ['ldr x0, 0', 0x58000000],
    ['ldr x0, [x1]', 0xf9400020],
    ['stp x0, x1, [sp, #-16]!', 0xa9bf07e0],
    ['ldp x0, x1, [sp], #16', 0xa8c107e0],
    ['mov x0, #0x16', 0xd28002c0],
    ['mov x0, #-1', 0x92800000],
    ['lsr x17, x18, #26', 0xd35afe51],
    ['cmp x17, #0x16', 0xf1005a3f],
    ['and x18, x18, #0x1ffffff', 0x92406252],
  ])('%s', (text, word) => {
    expect(encode(text)).toEqual({ word });
  });
});

describe('refusals say which operand is to blame', () => {
  test.each([
    [
      'whilelo p0.s, x0, x1',
      undefined,
      "'whilelo' is an instruction of SVE, which is not assembled",
    ],
    ['add z0.s, z1.s, z2.s', 0, "'z0.s' is a register of SVE, whose instructions are not"],
    ['fmopa za0.s, p0/m, p1/m, z0.s, z1.s', undefined, "'fmopa' is an instruction of SME"],
    ['mova z0.b, p0/m, za0v.b[w12, 0]', undefined, "'mova' is an instruction of SME"],
    ['ldr za[w12, 0], [x0]', 0, "'za[w12, 0]' is a register of SME"],
    ['mov z0.b, p0/m, za0v.b[w12, 0]', 0, "'z0.b' is a register of SVE"],
    ['fmul v0.4h, v1.4h, v16.h[1]', 2, "'v16.h[1]' is out of range: expected v0 to v15"],
    ['ld2 {v0.4s, v2.4s}, [x0]', 0, "'v2.4s' does not follow 'v0.4s' in the list: expected v1.4s"],
    ['sshr v0.8h, v1.8h, #17', 2, "'#17' is out of range: expected 1 to 16"],
    ['movx x0, x1', undefined, "unknown instruction 'movx'"],
    ['.word 1', undefined, "'.word' is not an instruction"],
    [
      'add x0, x1, #4097',
      2,
      "'#4097' is out of range: expected 0 to 4095 or 0 to 16773120 in steps of 4096 or",
    ],
    ['add x0, x1, w2', undefined, "'add' needs an extension such as uxtw or sxtx after 'w2'"],
    ['add x0, x1, foo', 2, "expected a number or a 32-bit or 64-bit register, found 'foo'"],
    ['add x0, , x1', 1, 'an operand is missing between commas'],
    ['add x0, x1, x2, lsl #64', 3, "the amount of 'lsl #64' is out of range"],
    ['and x0, x1, #5', 2, "'#5' cannot be an immediate here: expected a repeated, rotated run"],
    ['ldr x0, [x1, #32768]', 1, "'#32768' is out of range: expected"],
    ['ldr x0, [w1]', 1, "expected a 64-bit register or sp, found 'w1'"],
    ['ldr x0, [x1', 1, "'[x1' is not an address"],
    ['mrs x0, vbar_el9', 1, "'vbar_el9' is not a system register"],
    ['mrs w0, vbar_el2', 0, "expected a 64-bit register, found 'w0'"],
    ['mrs x0, s1_8_c7_c4_1', 1, "'s1_8_c7_c4_1' is not a system register"],
    ['mrs x0, s3_0_c1_c2_3x', 1, "'s3_0_c1_c2_3x' is not a system register"],
    ['msr s0_0_c0_c0_0, w1', 0, "'s0_0_c0_c0_0' is not"],
    ['msr vbar_el2, #1', 1, "expected a 64-bit register, found '#1'"],
    ['msr daifseet, #1', 0, "'daifseet' is not a system register"],
    ['msr daifset, #16', 1, "'#16' is out of range: expected 0 to 15"],
    ['msr pan, #2', 1, "'#2' is out of range: expected 0 to 1"],
    ['sys #0, c16, c0, #0', 1, "expected c0 to c15, found 'c16'"],
    ['sysl x0, #8, c0, c0, #0', 1, "'#8' is out of range: expected 0 to 7"],
    ['dsb', undefined, "'dsb' needs 1 operand, found 0"],
    ['isb ish', 0, "expected a number or 'sy', found 'ish'"],
    ['dmb foo', 0, "'foo' is none of oshld, oshst, osh, nshld, nshst, nsh, ishld, ishst, ..."],
    ['hvc #65536', 0, "'#65536' is out of range: expected 0 to 65535"],
    ['hvc', undefined, "'hvc' needs 1 operand, found 0"],
    ['b 2', 0, "'2' is not a multiple of 4"],
    ['b 0x8000000', 0, "'0x8000000' is out of range"],
    ['tlbi vae1', undefined, "'tlbi' needs 2 operands, found 1"],
    ['tlbi vmalle1, x0', 1, "'tlbi' takes no operand 'x0' here"],
    ['tlbi foo', 0, "'foo' is none of aside1, aside1is, "],
    ['eret x0', 0, "'eret' takes no operand 'x0' here"],
    ['casp x1, x2, x4, x5, [x6]', 1, "'x1' before 'x2' is not even"],
    ['fmov d0, #0.1', 1, "'#0.1' has no 8-bit encoding"],
    ['mov x0, #0x10000000000000000', 1, 'is not a number of at most 64 bits'],
  ])('%s', (text, operand, error) => {
    const refusal = encode(text);
    expect(refusal).toMatchObject({ error: expect.stringContaining(error) });
    expect('operand' in refusal ? refusal.operand : undefined).toBe(operand);
  });
});

describe('text that is no instruction', () => {
  test.each([
    '.text',
    '.ascii "abc',
    'nop; nop',
    'foo: nop',
    'add x0, x1, :lo12:sym',
    'mov x0, #1 // c',
    '',
  ])('is refused: %s', (text) => {
    expect(encode(text)).toHaveProperty('error');
  });
});

describe('the field of a word that a symbol goes into', () => {
  test.each([
    ['b 0', { kind: 'jump26' }],
    ['bl 0', { kind: 'call26' }],
    ['b.ne 0', { kind: 'branch19' }],
    ['cbnz w0, 0', { kind: 'branch19' }],
    ['tbz x0, #3, 0', { kind: 'test-branch14' }],
    ['ldr x0, 0', { kind: 'literal19' }],
    ['ldrsw x0, 0', { kind: 'literal19' }],
    ['adr x0, 0', { kind: 'adr' }],
    ['adrp x0, 0', { kind: 'adrp' }],
    ['add x0, x0, #0', { kind: 'add12' }],
    ['movz x0, #0', { kind: 'move-wide16', keeps: false }],
    ['ldrb w0, [x0]', { kind: 'load-store', size: 1 }],
    ['ldrh w0, [x0]', { kind: 'load-store', size: 2 }],
    ['ldrsw x0, [x0]', { kind: 'load-store', size: 4 }],
    ['str x0, [x0]', { kind: 'load-store', size: 8 }],
    ['ldr s0, [x0]', { kind: 'load-store', size: 4 }],
    ['ldr q0, [x0]', { kind: 'load-store', size: 16 }],
    ['ldr b0, [x0]', { kind: 'load-store', size: 1 }],
    ['sub x0, x0, #0', undefined],
    ['adds x0, x0, #0', undefined],
    ['prfm pldl1keep, [x0]', { kind: 'load-store', size: 8 }],
    ['ldp x0, x1, [x2]', undefined],
    ['nop', undefined],
  ])('%s', (text, field) => {
    const result = encode(text);
    expect('word' in result && relocatableField(result.word)).toEqual(field);
  });
});
