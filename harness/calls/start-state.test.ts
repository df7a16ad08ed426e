import { expect, test } from '@jest/globals';
import { cortexA72, max } from '../architecture/processor-model.ts';
import type { ProcessorModel } from '../architecture/processor-model.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registers } from '../architecture/registers.ts';
import { createState } from '../architecture/state.ts';
import type { State } from '../architecture/state.ts';
import { sentinel } from './sentinel.ts';
import { inertBits, startState } from './start-state.ts';

const table = 0x4000_0800n;

function start(
  given: readonly (readonly [RegisterName, bigint])[] = [],
  processor: ProcessorModel = cortexA72,
): State {
  return startState(createState(processor), {
    origin: 'host',
    table,
    seed: 1,
    state: new Map(given),
  });
}

/** Left as they were after reset: what acts on instructions, has few bits, or runs by itself. */
const clear = [
  ...([
    'fpcr',
    'pmcr_el0',
    'pmcntenset_el0',
    'pmselr_el0',
    'pmuserenr_el0',
    'pmintenset_el1',
  ] as const),
  ...(['pmccfiltr_el0', 'cntp_ctl_el0', 'cntv_ctl_el0', 'cntkctl_el1', 'mdscr_el1'] as const),
  ...[0, 1, 2, 3, 4, 5].map((n) => `dbgbcr${n}_el1`),
  ...[0, 1, 2, 3].map((n) => `dbgwcr${n}_el1`),
  'sctlr_el1',
  ...([
    'actlr_el1',
    'cpacr_el1',
    'tcr_el1',
    'afsr0_el1',
    'afsr1_el1',
    'amair_el1',
    'csselr_el1',
  ] as const),
  ...([
    'sctlr_el2',
    'actlr_el2',
    'mdcr_el2',
    'cptr_el2',
    'hacr_el2',
    'tcr_el2',
    'vttbr_el2',
  ] as const),
  ...(['afsr0_el2', 'afsr1_el2', 'amair_el2', 'cnthctl_el2', 'cnthp_ctl_el2'] as const),
  ...(['apiakeylo_el1', 'apiakeyhi_el1', 'apibkeylo_el1', 'apibkeyhi_el1'] as const),
  ...(['apdakeylo_el1', 'apdakeyhi_el1', 'apdbkeylo_el1', 'apdbkeyhi_el1'] as const),
  ...(['apgakeylo_el1', 'apgakeyhi_el1', 'isr_el1'] as const),
  ...(['cntpct_el0', 'cntvct_el0', 'cntp_tval_el0', 'cntv_tval_el0', 'cnthp_tval_el2'] as const),
  ...(['pmccntr_el0', 'pmxevcntr_el0', 'pmovsclr_el0'] as const),
];

test('every register that only holds a value gets a sentinel', () => {
  const state = start();
  const left = registers.filter(({ name }) => name !== 'pc' && state.get(name) === 0n);
  expect(left.map(({ name }) => name)).toEqual(clear);
});

test.each<[RegisterName, bigint]>([
  ['tpidr_el1', 0xffff_ffff_ffff_ffffn],
  ['esr_el2', 0xffff_ffffn],
  ['hpfar_el2', 0xff_ffff_fff0n],
  ['spsr_el1', 0xfe3f_ffffn],
  ['ttbr0_el2', 0xffff_ffff_fffen],
  ['dbgwvr3_el1', 0xffff_ffff_ffff_fffcn],
  ['fpsr', 0x0800_009fn],
])('the sentinel of %s has the bits that the register has', (name, bits) => {
  expect(start().get(name)).toBe(sentinel(name, 1, 0) & bits);
});

test('what holds while the vectors are installed takes the place of a sentinel', () => {
  expect(start([['mair_el2', 0xffn]]).get('mair_el2')).toBe(0xffn);
});

test('on max, a key that is not enabled gets one too, and SPSR has room for PAN and UAO', () => {
  const state = start([], max);
  expect([state.get('apiakeylo_el1') !== 0n, state.get('apgakeylo_el1')]).toEqual([true, 0n]);
  expect(inertBits('spsr_el2', max)).toBe(0xfeff_ffffn);
  expect(inertBits('spsr_el2', cortexA72)).toBe(0xfe3f_ffffn);
});
