import { expect, test } from '@jest/globals';
import { whyNotTaken } from './interrupt-mask.ts';
import type { VectorKind } from './slot.ts';

// HCR_EL2.FMO, IMO, AMO and TGE are bits 3, 4, 5 and 27; PSTATE.F, I and A bits 6, 7 and 8.
test.each<[kind: VectorKind, pstate: bigint, hcr: bigint, why: string | undefined]>([
  ['irq', 0x3c9n, 0x10n, 'PSTATE.I is 1'],
  ['irq', 0x349n, 0x10n, undefined],
  ['irq', 0x349n, 0x800_0000n, undefined],
  ['irq', 0x349n, 0x28n, 'HCR_EL2.IMO and HCR_EL2.TGE are 0'],
  ['fiq', 0x249n, 0x08n, 'PSTATE.F is 1'],
  ['fiq', 0x389n, 0x08n, undefined],
  ['fiq', 0x389n, 0x30n, 'HCR_EL2.FMO and HCR_EL2.TGE are 0'],
  ['serror', 0x109n, 0x20n, 'PSTATE.A is 1'],
  ['serror', 0x2c9n, 0x20n, undefined],
  ['serror', 0x2c9n, 0x18n, 'HCR_EL2.AMO and HCR_EL2.TGE are 0'],
  ['sync', 0x3c9n, 0n, undefined],
])('%s with PSTATE %s and HCR_EL2 %s: %s', (kind, pstate, hcr, why) => {
  expect(whyNotTaken(kind, pstate, hcr)).toBe(why);
});
