import { describe, expect, test } from '@jest/globals';
import type { Descriptors, Registers } from '../../testing/architecture/translated.ts';
import { inWords, resultOf } from '../../testing/architecture/translated.ts';
import type { Access } from './access.ts';

/** Stage 1 by the manual (D8.2 to D8.4), worked out by hand. */

const valid = 3n;
const block = 1n;
const af = 1n << 10n;
/** AP[2:1] of EL0's data: read and write, read only. */
const userWrites = 1n << 6n;
const userReads = 3n << 6n;
const readOnly = 1n << 7n;
const uxn = 1n << 54n;
const pxn = 1n << 53n;

const rw = 1n << 31n;
const wxn = 1n << 19n;

/**
 * 39 bits of addresses, T0SZ and T1SZ 25, so that walks start at level 1; 44 bits of output, TG1 4 KiB. Attribute 0 is Normal
 * memory, 1 Device.
 */
const on: Registers = {
  sctlr_el1: 1n,
  tcr_el1: (25n << 16n) | 25n | (2n << 30n) | (4n << 32n),
  ttbr0_el1: 0x1000n,
  ttbr1_el1: 0x5000n,
  mair_el1: 0x00ffn,
  hcr_el2: rw,
};
const onWith = (registers: Registers): Registers => ({ ...on, ...registers });
const tcr = (bits: bigint): Registers => onWith({ tcr_el1: (on.tcr_el1 ?? 0n) | bits });

/** Level 1 at 0x1000, 2 at 0x2000, 3 at 0x3000; the upper range at 0x5000. */
const tables: Descriptors = {
  0x1000: 0x2000n | valid,
  0x1008: 0x8000_0000n | af | block,
  0x2000: 0x3000n | valid,
  0x2008: 0x60_0000n | af | block,
  0x3000: 0x9000n | af | valid,
  0x3ff8: 0xa000n | af | valid,
  0x5ff8: 0xc000_0000n | af | block,
};

const load: Access = { address: 0x123n, kind: 'load', level: 1, aligned: true };
const at = (address: bigint): Access => ({ ...load, address });
const leaf = (descriptor: bigint): Descriptors => ({ ...tables, 0x3000: descriptor });
const page = (attributes: bigint): Descriptors => leaf(0x9000n | af | valid | attributes);

describe('where an address goes', () => {
  test.each<[string, Access, Registers, Descriptors, string]>([
    ['a page', at(0x123n), on, tables, '0x9123'],
    ['the last page of a table', at(0x1f_fff8n), on, tables, '0xaff8'],
    ['a block of level 2', at(0x32_1234n), on, tables, '0x721234'],
    ['a block of level 1', at(0x6543_2100n), on, tables, '0xa5432100'],
    ['the upper range', at(0xffff_ffff_ffff_fff8n), on, tables, '0xfffffff8'],
    ['a tag that TBI0 ignores', at(0xab00_0000_0000_0123n), tcr(1n << 37n), tables, '0x9123'],
    ['a tag that TBI1 ignores', at(0x12ff_ffff_ffff_fff8n), tcr(1n << 38n), tables, '0xfffffff8'],
    [
      'bits of a block below its address',
      at(0x32_1234n),
      on,
      { ...tables, 0x2008: 0x60_0000n | af | block | (1n << 16n) },
      '0x721234',
    ],
    ['bits 51:48 of a descriptor', at(0x123n), on, page(0xfn << 48n), '0x9123'],
    [
      'NS, nG and the bits of software',
      at(0x123n),
      on,
      page((1n << 5n) | (1n << 11n) | (0xfn << 55n)),
      '0x9123',
    ],
    ['an ASID', at(0x123n), onWith({ ttbr0_el1: 0x1234_0000_0000_1000n }), tables, '0x9123'],
    ['CnP, which is RES0', at(0x123n), onWith({ ttbr0_el1: 0x1001n }), tables, '0x9123'],
    ['Device memory', at(0x123n), on, page(1n << 2n), 'device 0x9123'],
    // 48 bits: level 0 at 0x1000, whose first entry is the table at 0x2000.
    [
      'four levels',
      at(0x20_0456n),
      onWith({ tcr_el1: 16n | (4n << 32n) }),
      { 0x1000: 0x2003n, 0x2000: 0x3003n, 0x3008: 0x4003n, 0x4000: 0x7000n | af | valid },
      '0x7456',
    ],
    // 25 bits: 16 entries of level 2.
    [
      'two levels',
      at(0x1e0_0000n),
      onWith({ tcr_el1: 39n | (4n << 32n) }),
      { 0x1078: 0x2003n, 0x2000: 0x7000n | af | valid },
      '0x7000',
    ],
  ])('%s', (_what, access, registers, descriptors, expected) => {
    expect(inWords(resultOf(access, registers, descriptors))).toBe(expected);
  });
});

describe('faults of the walk', () => {
  test.each<[string, Access, Registers, Descriptors, string]>([
    ['no table of level 1', at(0x80_0000_0000n - 1n), on, tables, 'stage 1 translation 1'],
    ['no table of level 2', at(0x40_0000n), on, tables, 'stage 1 translation 2'],
    ['no page', at(0x1000n), on, tables, 'stage 1 translation 3'],
    ['a block of level 3', at(0x123n), on, leaf(0x9000n | af | block), 'stage 1 translation 3'],
    [
      'a block of level 0',
      at(0x123n),
      onWith({ tcr_el1: 16n }),
      { 0x1000: af | block },
      'stage 1 translation 0',
    ],
    ['an address above the lower range', at(0x80_0000_0000n), on, tables, 'stage 1 translation 0'],
    [
      'an address below the upper range',
      at(0xffff_ff7f_ffff_ffffn),
      on,
      tables,
      'stage 1 translation 0',
    ],
    [
      'a tag that is not ignored',
      at(0xab00_0000_0000_0123n),
      tcr(1n << 38n),
      tables,
      'stage 1 translation 0',
    ],
    ['EPD0', at(0x123n), tcr(1n << 7n), tables, 'stage 1 translation 0'],
    ['EPD1', at(0xffff_ffff_ffff_fff8n), tcr(1n << 23n), tables, 'stage 1 translation 0'],
    ['EPD1 of the lower range', at(0x123n), tcr(1n << 23n), tables, '0x9123'],
    ['T0SZ 15', at(0x123n), onWith({ tcr_el1: 15n }), tables, 'stage 1 translation 0'],
    ['T0SZ 40', at(0x123n), onWith({ tcr_el1: 40n }), tables, 'stage 1 translation 0'],
    ['no access flag', at(0x123n), on, leaf(0x9000n | valid), 'stage 1 access-flag 3'],
    [
      'no access flag of a block',
      at(0x32_1234n),
      on,
      { ...tables, 0x2008: 0x60_0000n | block },
      'stage 1 access-flag 2',
    ],
    ['a page beyond 44 bits', at(0x123n), on, page(1n << 44n), 'stage 1 address-size 3'],
    [
      'before the access flag',
      at(0x123n),
      on,
      leaf(0x9000n | valid | (1n << 47n)),
      'stage 1 address-size 3',
    ],
    [
      'a page beyond 36 bits of IPS 1',
      at(0x123n),
      onWith({ tcr_el1: 25n | (1n << 32n) }),
      page(1n << 36n),
      'stage 1 address-size 3',
    ],
    [
      'a block beyond 32 bits of IPS 0',
      at(0x4000_0000n),
      onWith({ tcr_el1: 25n }),
      { ...tables, 0x1008: (1n << 32n) | af | block },
      'stage 1 address-size 1',
    ],
    [
      'a page below 44 bits of IPS 7',
      at(0x123n),
      onWith({ tcr_el1: 25n | (7n << 32n) }),
      page(1n << 43n),
      '0x80000009123',
    ],
    [
      'a table beyond 40 bits of IPS 2',
      at(0x123n),
      onWith({ tcr_el1: 25n | (2n << 32n) }),
      { ...tables, 0x2000: (1n << 40n) | valid },
      'stage 1 address-size 2',
    ],
    [
      'TTBR0_EL1 beyond 42 bits of IPS 3',
      at(0x123n),
      onWith({ tcr_el1: 25n | (3n << 32n), ttbr0_el1: 1n << 42n }),
      tables,
      'stage 1 address-size 0',
    ],
    [
      'no memory at a table',
      at(0x123n),
      on,
      { ...tables, 0x2000: 0x8000_0000n | valid },
      'stage 1 external 3',
    ],
    [
      'no memory at TTBR0_EL1',
      at(0x123n),
      onWith({ ttbr0_el1: 0x10_0000n }),
      tables,
      'stage 1 external 1',
    ],
    ['a store', { ...at(0x1000n), kind: 'store' }, on, tables, 'stage 1 translation 3 write'],
  ])('%s', (_what, access, registers, descriptors, expected) => {
    expect(inWords(resultOf(access, registers, descriptors))).toBe(expected);
  });
});

/** What each of EL1's loads, stores and fetches and EL0's does: `rwx` of EL1, then of EL0. */
function allowed(registers: Registers, descriptors: Descriptors): string {
  const letters = (level: 0 | 1): string =>
    (['load', 'store', 'fetch'] as const)
      .map((kind, index) => {
        const words = inWords(resultOf({ ...load, kind, level }, registers, descriptors));
        return words === '0x9123' ? 'rwx'[index] : '-';
      })
      .join('');
  return `${letters(1)} ${letters(0)}`;
}

/** APTable, UXNTable and PXNTable of the table of level 3. */
const hierarchical = (bits: bigint, attributes = 0n): Descriptors => ({
  ...page(attributes),
  0x2000: 0x3000n | valid | bits,
});

describe('permissions', () => {
  test.each<[string, Descriptors, string]>([
    ['AP 0', page(0n), 'rwx --x'],
    ['AP 1', page(userWrites), 'rw- rwx'],
    ['AP 2', page(readOnly), 'r-x --x'],
    ['AP 3', page(userReads), 'r-x r-x'],
    ['UXN', page(userReads | uxn), 'r-x r--'],
    ['PXN', page(userReads | pxn), 'r-- r-x'],
    ['APTable[0]', hierarchical(1n << 61n, userWrites), 'rwx --x'],
    ['APTable[1]', hierarchical(1n << 62n, userWrites), 'r-x r-x'],
    ['APTable 3', hierarchical(3n << 61n, userWrites), 'r-x --x'],
    ['UXNTable', hierarchical(1n << 60n, userReads), 'r-x r--'],
    ['PXNTable', hierarchical(1n << 59n, userReads), 'r-- r-x'],
    ['NSTable', hierarchical(1n << 63n, userReads), 'r-x r-x'],
  ])('of %s', (_what, descriptors, expected) => {
    expect(allowed(on, descriptors)).toBe(expected);
  });

  test.each<[string, Descriptors, string]>([
    ['AP 0', page(0n), 'rw- --x'],
    ['AP 1', page(userWrites), 'rw- rw-'],
    ['AP 3', page(userReads), 'r-x r-x'],
  ])('of %s with WXN', (_what, descriptors, expected) => {
    expect(allowed(onWith({ sctlr_el1: 1n | wxn }), descriptors)).toBe(expected);
  });

  test.each<[string, Access, Descriptors, string]>([
    ['LDTR at EL1', { ...load, unprivileged: true }, page(0n), 'stage 1 permission 3'],
    ['LDTR at EL1 of what EL0 reads', { ...load, unprivileged: true }, page(userReads), '0x9123'],
    [
      'a load with PAN',
      { ...load, privilegedAccessNever: true },
      page(userReads),
      'stage 1 permission 3',
    ],
    [
      'a load with PAN of what is not EL0s',
      { ...load, privilegedAccessNever: true },
      page(0n),
      '0x9123',
    ],
    [
      'a fetch with PAN',
      { ...load, kind: 'fetch', privilegedAccessNever: true },
      page(userReads),
      '0x9123',
    ],
    [
      'an atomic access, of read-only memory',
      { ...load, kind: 'atomic' },
      page(readOnly),
      'stage 1 permission 3 write',
    ],
    [
      'an atomic access of EL0, of EL1s memory',
      { ...load, kind: 'atomic', level: 0 },
      page(0n),
      'stage 1 permission 3',
    ],
    [
      'an atomic access, of nothing',
      { ...load, kind: 'atomic', address: 0x1000n },
      tables,
      'stage 1 translation 3',
    ],
    ['DC CVAC at EL1', { ...load, kind: 'clean' }, page(readOnly), '0x9123'],
    ['DC CVAC at EL0', { ...load, kind: 'clean', level: 0 }, page(0n), 'stage 1 permission 3'],
    [
      'DC IVAC at EL1',
      { ...load, kind: 'invalidate' },
      page(readOnly),
      'stage 1 permission 3 write',
    ],
    [
      'DC ZVA at EL0',
      { ...load, kind: 'zero', level: 0 },
      page(userReads),
      'stage 1 permission 3 write',
    ],
    ['IC IVAU at EL1', { ...load, kind: 'instruction-cache' }, page(0n), '0x9123'],
    [
      'IC IVAU at EL0',
      { ...load, kind: 'instruction-cache', level: 0 },
      page(0n),
      'refused: IC IVAU',
    ],
    [
      'a load of a Device that is not aligned',
      { ...load, aligned: false },
      page(1n << 2n),
      'stage 1 alignment 3',
    ],
    [
      'before its permission',
      { ...load, aligned: false, level: 0 },
      page(1n << 2n),
      'stage 1 alignment 3',
    ],
    [
      'after its access flag',
      { ...load, aligned: false },
      leaf(0x9004n | valid),
      'stage 1 access-flag 3',
    ],
    [
      'a load of Normal memory that is not aligned',
      { ...load, aligned: false },
      page(0n),
      '0x9123',
    ],
    ['DC ZVA of a Device', { ...load, kind: 'zero' }, page(1n << 2n), 'stage 1 alignment 3 write'],
    [
      'a fetch of a Device',
      { ...load, kind: 'fetch' },
      page(1n << 2n),
      'refused: an instruction in Device memory',
    ],
    [
      'a fetch of a Device that is not executable',
      { ...load, kind: 'fetch' },
      page((1n << 2n) | pxn),
      'stage 1 permission 3',
    ],
  ])('of %s', (_what, access, descriptors, expected) => {
    expect(inWords(resultOf(access, on, descriptors))).toBe(expected);
  });
});

describe('EL2', () => {
  const el2: Registers = {
    sctlr_el2: 1n,
    tcr_el2: 25n | (4n << 16n),
    ttbr0_el2: 0x1000n,
    mair_el2: 0xffn,
  };
  const access: Access = { ...load, level: 2 };

  test.each<[string, Access, Registers, Descriptors, string]>([
    ['a page', access, el2, tables, '0x9123'],
    ['HCR_EL2.VM', access, { ...el2, hcr_el2: 1n }, tables, '0x9123'],
    ['LDTR', { ...access, unprivileged: true }, el2, tables, '0x9123'],
    [
      'a store to AP[2]',
      { ...access, kind: 'store' },
      el2,
      page(readOnly),
      'stage 1 permission 3 write',
    ],
    [
      'a store below APTable[1]',
      { ...access, kind: 'store' },
      el2,
      hierarchical(1n << 62n),
      'stage 1 permission 3 write',
    ],
    [
      'APTable[0], which is RES0',
      { ...access, kind: 'store' },
      el2,
      hierarchical(1n << 61n),
      '0x9123',
    ],
    [
      'a fetch of what could be written',
      { ...access, kind: 'fetch' },
      el2,
      page(userWrites),
      '0x9123',
    ],
    ['XN', { ...access, kind: 'fetch' }, el2, page(uxn), 'stage 1 permission 3'],
    ['PXN, which is RES0', { ...access, kind: 'fetch' }, el2, page(pxn), '0x9123'],
    ['XNTable', { ...access, kind: 'fetch' }, el2, hierarchical(1n << 60n), 'stage 1 permission 3'],
    [
      'WXN',
      { ...access, kind: 'fetch' },
      { ...el2, sctlr_el2: 1n | wxn },
      page(0n),
      'stage 1 permission 3',
    ],
    [
      'WXN of read-only memory',
      { ...access, kind: 'fetch' },
      { ...el2, sctlr_el2: 1n | wxn },
      page(readOnly),
      '0x9123',
    ],
    [
      'no upper range',
      { ...access, address: 0xffff_ffff_ffff_fff8n },
      el2,
      tables,
      'stage 1 translation 0',
    ],
    [
      'a tag that TBI ignores',
      { ...access, address: 0xab00_0000_0000_0123n },
      { ...el2, tcr_el2: 25n | (1n << 20n) },
      tables,
      '0x9123',
    ],
    [
      'bit 55 below a tag',
      { ...access, address: 0xab80_0000_0000_0123n },
      { ...el2, tcr_el2: 25n | (1n << 20n) },
      tables,
      'stage 1 translation 0',
    ],
    [
      'a page beyond 32 bits of PS 0',
      access,
      { ...el2, tcr_el2: 25n },
      page(1n << 32n),
      'stage 1 address-size 3',
    ],
  ])('%s', (_what, access, registers, descriptors, expected) => {
    expect(inWords(resultOf(access, registers, descriptors))).toBe(expected);
  });
});

describe('without stage 1', () => {
  test.each<[string, Access, Registers, string]>([
    ['a load', at(0x123n), {}, 'device 0x123'],
    ['a fetch', { ...at(0x123n), kind: 'fetch' }, {}, '0x123'],
    ['the last address', at(0xfff_ffff_ffffn), {}, 'device 0xfffffffffff'],
    ['beyond it', at(0x1000_0000_0000n), {}, 'stage 1 address-size 0'],
    ['a tag', at(0xab00_0000_0000_0123n), {}, 'stage 1 address-size 0'],
    ['a tag that TBI0 ignores', at(0xab00_0000_0000_0123n), { tcr_el1: 1n << 37n }, 'device 0x123'],
    [
      'bit 55 below it',
      at(0xab80_0000_0000_0123n),
      { tcr_el1: 3n << 37n },
      'stage 1 address-size 0',
    ],
    [
      'EL0 under HCR_EL2.TGE',
      { ...load, level: 0 },
      onWith({ hcr_el2: rw | (1n << 27n) }),
      'device 0x123',
    ],
    ['EL2 with SCTLR_EL1.M', { ...load, level: 2 }, on, 'device 0x123'],
    ['DC ZVA', { ...load, kind: 'zero' }, {}, 'stage 1 alignment 0 write'],
    ['a load that is not aligned', { ...load, aligned: false }, {}, 'stage 1 alignment 0'],
    [
      'it beyond the last address',
      { ...at(1n << 44n), aligned: false },
      {},
      'stage 1 address-size 0',
    ],
    [
      'it with HCR_EL2.DC and no stage 2',
      { ...load, aligned: false },
      { hcr_el2: 1n << 12n },
      'stage 2 translation 0 of 0x123',
    ],
    ['a fetch that is not aligned', { ...load, kind: 'fetch', aligned: false }, {}, '0x123'],
  ])('%s', (_what, access, registers, expected) => {
    expect(inWords(resultOf(access, registers, tables))).toBe(expected);
  });
});

test.each<[string, Partial<Access>, string]>([
  ['a fetch of max', { kind: 'fetch', mayBeGuarded: true }, 'refused: GP'],
  ['a fetch without FEAT_BTI', { kind: 'fetch' }, '0x9123'],
  ['a load of max', { mayBeGuarded: true }, '0x9123'],
])('a guarded page, %s', (_what, access, expected) => {
  const words = inWords(resultOf({ ...load, ...access }, on, page(1n << 50n)));
  expect(words.slice(0, expected.length)).toBe(expected);
});
