import { expect, test } from '@jest/globals';
import { whyNotTakenAt } from './interrupt-mask.ts';
import { createState } from './state.ts';
import type { InterruptKind } from './virtual-interrupts.ts';
import { interruptStatus, takenVirtualInterrupt } from './virtual-interrupts.ts';

const rw = 0x8000_0000n;
const tge = 0x800_0000n;

function stateOf(pstate: bigint, hcr: bigint) {
  const state = createState();
  state.set('pstate', pstate);
  state.set('hcr_el2', hcr);
  return state;
}

test.each<[string, InterruptKind, bigint, bigint, string | undefined]>([
  ['IRQ from EL1 with IMO, masked there', 'irq', 0x3c5n, rw | 0x10n, undefined],
  ['IRQ from EL1', 'irq', 0x5n, rw, 'HCR_EL2.IMO and HCR_EL2.TGE are 0, so that EL1 takes it'],
  ['FIQ from EL0 under TGE', 'fiq', 0n, rw | tge, undefined],
  ['IRQ at EL2 with IMO', 'irq', 0x349n, rw | 0x10n, undefined],
  ['IRQ at EL2 with IMO, masked', 'irq', 0x89n, rw | 0x10n, 'PSTATE.I is 1'],
  ['FIQ at EL2 with FMO, masked', 'fiq', 0x49n, rw | 8n, 'PSTATE.F is 1'],
  ['SError at EL2 with AMO, masked', 'serror', 0x109n, rw | 0x20n, 'PSTATE.A is 1'],
  ['SError at EL2', 'serror', 9n, rw, 'HCR_EL2.AMO and HCR_EL2.TGE are 0'],
])('%s', (_what, kind, pstate, hcr, reason) => {
  expect(whyNotTakenAt(kind, stateOf(pstate, hcr))).toBe(reason);
});

/** PSTATE.A, I and F, and the same bits of ISR_EL1: 0x100, 0x80, 0x40. */
test.each<[string, bigint, bigint, InterruptKind | undefined, bigint]>([
  ['VI and IMO at EL1', 5n, rw | 0x90n, 'irq', 0x80n],
  ['VI and IMO at EL0', 0n, rw | 0x90n, 'irq', 0x80n],
  ['VI and IMO, masked', 0x85n, rw | 0x90n, undefined, 0x80n],
  ['VI without IMO', 5n, rw | 0x80n, undefined, 0n],
  ['VF and FMO', 5n, rw | 0x48n, 'fiq', 0x40n],
  ['VF and FMO, masked', 0x45n, rw | 0x48n, undefined, 0x40n],
  ['VSE and AMO', 5n, rw | 0x120n, 'serror', 0x100n],
  ['VSE and AMO, masked', 0x105n, rw | 0x120n, undefined, 0x100n],
  ['all of them', 5n, rw | 0x1f8n, 'serror', 0x1c0n],
  ['all of them at EL2', 9n, rw | 0x1f8n, undefined, 0n],
  ['all of them under TGE', 0n, rw | tge | 0x1f8n, undefined, 0n],
])('%s', (_what, pstate, hcr, kind, status) => {
  const state = stateOf(pstate, hcr);

  expect([takenVirtualInterrupt(state), interruptStatus(state)]).toEqual([kind, status]);
});
