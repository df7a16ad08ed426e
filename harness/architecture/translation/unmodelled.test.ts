import { describe, expect, test } from '@jest/globals';
import type { Registers } from '../../testing/architecture/translated.ts';
import { inWords, resultOf } from '../../testing/architecture/translated.ts';
import type { Access } from './access.ts';

/** What is refused by name, and that it is refused where it matters alone. */

const bit = (at: number): bigint => 1n << BigInt(at);
const rw = bit(31);
const tg1 = 2n << 30n;
const tcr = 25n | (25n << 16n) | tg1;

const guest: Registers = {
  sctlr_el1: 1n,
  tcr_el1: tcr,
  ttbr0_el1: 0x1000n,
  ttbr1_el1: 0x1000n,
  hcr_el2: rw,
};
const hypervisor: Registers = { sctlr_el2: 1n, tcr_el2: 25n, ttbr0_el2: 0x1000n };
const stage2: Registers = { hcr_el2: rw | 1n, vtcr_el2: 25n | (1n << 6n), vttbr_el2: 0x1000n };

const load: Access = { address: 0x123n, kind: 'load', level: 1, aligned: true };
const upper: Access = { ...load, address: 0xffff_ffff_ffff_f000n };
const el0: Access = { ...load, level: 0 };
const el2: Access = { ...load, level: 2 };

type Row = [control: string, access: Access, registers: Registers];

const rows: readonly Row[] = [
  ['HCR_EL2.E2H', load, { hcr_el2: rw | bit(34) }],
  ['HCR_EL2.E2H', el2, { hcr_el2: rw | bit(34) }],
  ['HCR_EL2.RW', load, { ...guest, hcr_el2: 0n }],
  ['TCR_EL1.HA', load, { ...guest, tcr_el1: tcr | bit(39) }],
  ['TCR_EL1.HD', load, { ...guest, tcr_el1: tcr | bit(40) }],
  ['TCR_EL1.HPD0', load, { ...guest, tcr_el1: tcr | bit(41) }],
  ['TCR_EL1.HPD1', load, { ...guest, tcr_el1: tcr | bit(42) }],
  ['TCR_EL1.TBID0', load, { ...guest, tcr_el1: tcr | bit(51) }],
  ['TCR_EL1.TBID1', load, { ...guest, tcr_el1: tcr | bit(52) }],
  ['TCR_EL1.NFD0', load, { ...guest, tcr_el1: tcr | bit(53) }],
  ['TCR_EL1.NFD1', load, { ...guest, tcr_el1: tcr | bit(54) }],
  ['TCR_EL1.E0PD0', load, { ...guest, tcr_el1: tcr | bit(55) }],
  ['TCR_EL1.E0PD1', load, { ...guest, tcr_el1: tcr | bit(56) }],
  ['TCR_EL1.DS', load, { ...guest, tcr_el1: tcr | bit(59) }],
  ['TCR_EL1.TG0', load, { ...guest, tcr_el1: tcr | bit(14) }],
  ['TCR_EL1.TG0', load, { ...guest, tcr_el1: tcr | bit(15) }],
  ['TCR_EL1.TG1', upper, { ...guest, tcr_el1: tcr & ~tg1 }],
  ['TCR_EL1.TG1', upper, { ...guest, tcr_el1: tcr | bit(30) }],
  ['TTBR0_EL1.BADDR', load, { ...guest, ttbr0_el1: 0x1800n }],
  ['TTBR1_EL1.BADDR', upper, { ...guest, ttbr1_el1: 0x1008n }],
  ['SCTLR_EL1.EE', load, { sctlr_el1: bit(25) }],
  ['SCTLR_EL1.EE', { ...load, kind: 'fetch' }, { ...guest, sctlr_el1: 1n | bit(25) }],
  ['SCTLR_EL1.E0E', el0, { sctlr_el1: bit(24) }],
  ['SCTLR_EL2.EE', el2, { sctlr_el2: bit(25) }],
  ['SCTLR_EL2.EE', load, { ...stage2, sctlr_el2: bit(25) }],
  ['TCR_EL2.HA', el2, { ...hypervisor, tcr_el2: 25n | bit(21) }],
  ['TCR_EL2.HD', el2, { ...hypervisor, tcr_el2: 25n | bit(22) }],
  ['TCR_EL2.HPD', el2, { ...hypervisor, tcr_el2: 25n | bit(24) }],
  ['TCR_EL2.TBID', el2, { ...hypervisor, tcr_el2: 25n | bit(29) }],
  ['TCR_EL2.DS', el2, { ...hypervisor, tcr_el2: 25n | bit(32) }],
  ['TCR_EL2.TG0', el2, { ...hypervisor, tcr_el2: 25n | bit(14) }],
  ['HCR_EL2.FWB', load, { ...stage2, hcr_el2: rw | 1n | bit(46) }],
  ['VTCR_EL2.HA', load, { ...stage2, vtcr_el2: 0x59n | bit(21) }],
  ['VTCR_EL2.HD', load, { ...stage2, vtcr_el2: 0x59n | bit(22) }],
  ['VTCR_EL2.DS', load, { ...stage2, vtcr_el2: 0x59n | bit(32) }],
  ['VTCR_EL2.SL2', load, { ...stage2, vtcr_el2: 0x59n | bit(33) }],
  ['VTCR_EL2.TG0', load, { ...stage2, vtcr_el2: 0x59n | bit(14) }],
  // 13 bits of a first lookup are 64 KiB of tables.
  ['VTTBR_EL2.BADDR', load, { ...stage2, vtcr_el2: 30n, vttbr_el2: 0x8000n }],
];

describe('refused', () => {
  test.each(rows)('%s of %o', (control, access, registers) => {
    expect(inWords(resultOf(access, registers, {}))).toBe(`refused: ${control}`);
  });

  test.each<[string, bigint]>([
    ['MAIR_EL1.Attr1', 0x1000n],
    ['MAIR_EL1.Attr1', 0xf000n],
  ])('%s of %i', (control, mair) => {
    const registers = { ...guest, mair_el1: mair };
    const descriptors = { 0x1000: 0x8000_0405n };
    expect(inWords(resultOf(load, registers, descriptors))).toBe(`refused: ${control}`);
  });

  test('a contiguous block of 16 GiB in 32 bits of addresses', () => {
    const registers = { ...guest, tcr_el1: 32n };
    const descriptors = { 0x1000: bit(52) | 0x401n };
    const words = inWords(resultOf(load, registers, descriptors));
    expect(words).toBe('refused: the descriptor at 0x1000');
  });
});

test.each<[string, Access, Registers, string]>([
  ['TG0 of the other range', upper, { ...guest, tcr_el1: tcr | bit(14) }, 'stage 1 translation 1'],
  ['TG1 of the other range', load, { ...guest, tcr_el1: tcr & ~tg1 }, 'stage 1 translation 1'],
  ['TCR_EL1 without stage 1', load, { tcr_el1: tcr | bit(39) | bit(14) }, 'device 0x123'],
  ['TCR_EL1 at EL2', el2, { ...guest, tcr_el1: tcr | bit(39) }, 'device 0x123'],
  ['VTCR_EL2 at EL2', el2, { ...stage2, vtcr_el2: bit(21) }, 'device 0x123'],
  ['VTCR_EL2 without stage 2', load, { vtcr_el2: bit(21) | bit(14) }, 'device 0x123'],
  ['HCR_EL2.RW without stage 1', load, {}, 'device 0x123'],
  ['SCTLR_EL1.EE of EL0', el0, { sctlr_el1: bit(25) }, 'device 0x123'],
  ['SCTLR_EL1.E0E of EL1', load, { sctlr_el1: bit(24) }, 'device 0x123'],
  ['SCTLR_EL1.EE of a fetch', { ...load, kind: 'fetch' }, { sctlr_el1: bit(25) }, '0x123'],
  [
    'SCTLR_EL1.EE of AT',
    { ...load, addressTranslation: true },
    { sctlr_el1: bit(25) },
    'device 0x123',
  ],
  [
    'a table of 16 entries at a multiple of 128',
    load,
    { ...guest, tcr_el1: 39n, ttbr0_el1: 0x1080n },
    'stage 1 translation 2',
  ],
])('%s is not in the way', (_what, access, registers, expected) => {
  expect(inWords(resultOf(access, registers, {}))).toBe(expected);
});
