import { expect, test } from '@jest/globals';
import { exceptionReturn } from './exception-return.ts';
import type { IllegalReturn } from './exception-return.ts';
import { cortexA72, max } from './processor-model.ts';
import type { ProcessorModel } from './processor-model.ts';
import { createState } from './state.ts';

const rw = 1n << 31n;
const tge = 1n << 27n;
const elr = 0xffff_0000_0000_1234n;

function returning(
  pstate: bigint,
  spsr: bigint,
  hcr: bigint,
  processor: ProcessorModel = cortexA72,
): ReturnType<typeof exceptionReturn> {
  const state = createState(processor);
  state.set('pstate', pstate);
  state.set('hcr_el2', hcr);
  for (const level of [1, 2] as const) {
    state.set(`spsr_el${level}`, spsr);
    state.set(`elr_el${level}`, elr);
  }
  return exceptionReturn(state);
}

test.each<[string, bigint, bigint, bigint]>([
  ['EL1h', 0x3c9n, 0x600003c5n, rw],
  ['EL1t', 0x3c9n, 0x4n, rw],
  ['EL0', 0x3c9n, 0x0n, rw],
  ['EL0 with TGE', 0x3c9n, 0x0n, rw | tge],
  ['EL2h', 0x3c9n, 0x3c9n, rw],
  ['EL2t', 0x3c9n, 0x3c8n, 0n],
  ['EL0 from EL1', 0x3c5n, 0x0n, rw],
])('a legal return to %s', (_to, pstate, spsr, hcr) => {
  expect(returning(pstate, spsr, hcr)).toEqual({ illegal: undefined, pc: elr, pstate: spsr });
});

test('software step and reserved bits of SPSR do not arrive, IL does', () => {
  expect(returning(0x3c9n, 0xff3f_ffffn & ~0x1an, rw).pstate).toBe(0xf010_03c5n);
});

test.each<[string, bigint, bigint, bigint]>([
  ['A32 supervisor, aligned to 4', 0x1d3n, 0n, 0x1234n],
  ['T32 supervisor, aligned to 2', 0x1f3n, 0n, 0x1234n],
  ['A32 user under an AArch64 EL1', 0x10n, rw, 0x1234n],
])('a legal return to %s', (_to, spsr, hcr, pc) => {
  expect(returning(0x3c9n, spsr, hcr)).toEqual({ illegal: undefined, pc, pstate: spsr });
});

test.each<[string, IllegalReturn, bigint, bigint, bigint]>([
  ['EL3h from EL2', 'level-above-current', 0x3c9n, 0x3cdn, rw],
  ['EL2h from EL1', 'level-above-current', 0x3c5n, 0x3c9n, rw],
  ['A32 monitor', 'level-above-current', 0x3c9n, 0x1d6n, 0n],
  ['M[1] = 1', 'reserved-mode', 0x3c9n, 0x3c7n, rw],
  ['M = 0b00001', 'el0-with-own-sp', 0x3c9n, 0x3c1n, rw],
  ['an AArch32 mode that does not exist', 'reserved-mode', 0x3c9n, 0x1d4n, 0n],
  ['AArch64 EL1 with RW = 0', 'wrong-register-width', 0x3c9n, 0x3c5n, 0n],
  ['AArch64 EL0 with RW = 0', 'wrong-register-width', 0x3c9n, 0x3c0n, 0n],
  ['A32 supervisor with RW = 1', 'wrong-register-width', 0x3c9n, 0x1d3n, rw],
  ['A32 hyp', 'wrong-register-width', 0x3c9n, 0x1dan, 0n],
  ['EL1 with TGE = 1', 'el1-with-tge', 0x3c9n, 0x3c5n, rw | tge],
])('an illegal return to %s', (_to, illegal, pstate, spsr, hcr) => {
  const result = returning(pstate, spsr, hcr);
  const flagsAndMasks = spsr & 0xf000_03c0n;
  expect(result).toEqual({
    illegal,
    pc: elr,
    pstate: flagsAndMasks | 0x10_0000n | (pstate & 0xfn),
  });
});

test('the measured one: SPSR 900003C7 at EL2h', () => {
  expect(returning(0x600003c9n, 0x900003c7n, rw).pstate).toBe(0x901003c9n);
});

test('none at EL0', () => {
  expect(() => returning(0n, 0n, rw)).toThrow(RangeError);
});

test.each<[string, bigint, ProcessorModel, bigint]>([
  // PAN, UAO and BTYPE 2; DIT is of neither.
  ['a Cortex-A72', 0x1c0_0bc5n, cortexA72, 0x3c5n],
  ['max', 0x1c0_0bc5n, max, 0xc0_0bc5n],
])('what SPSR has of later extensions arrives on %s', (_name, spsr, processor, pstate) => {
  expect(returning(0x3c9n, spsr, rw, processor).pstate).toBe(pstate);
});

test('an illegal return takes PAN from SPSR, and leaves UAO and BTYPE', () => {
  // EL3h is above EL2.
  expect(returning(0xc9n | (2n << 10n), 0xc0_020dn, rw, max).pstate).toBe(0x50_0a09n);
});
