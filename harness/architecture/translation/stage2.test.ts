import { describe, expect, test } from '@jest/globals';
import type { Descriptors, Registers } from '../../testing/architecture/translated.ts';
import { inWords, resultOf } from '../../testing/architecture/translated.ts';
import type { Access } from './access.ts';

/** Stage 2 by the manual (D8.2, D8.4.3, and HCR_EL2 in D13.2.46), worked out by hand. */

const valid = 3n;
const block = 1n;
const af = 1n << 10n;
/** S2AP 3 and MemAttr 0b1111, Normal memory. */
const everything = af | (3n << 6n) | (0xfn << 2n);
const rw = 1n << 31n;
const vm = 1n;
const ptw = 1n << 2n;
const dc = 1n << 12n;
const tge = 1n << 27n;

/** VTCR_EL2: T0SZ, SL0, PS of 44 bits. */
const vtcr = (size: number, start: number, ps = 4): bigint =>
  BigInt(size | (start << 6) | (ps << 16));

/** 39 bits from level 1 on; stage 1 is off. */
const alone: Registers = { hcr_el2: rw | vm, vtcr_el2: vtcr(25, 1), vttbr_el2: 0x1000n };
const tables: Descriptors = {
  0x1000: 0x2000n | valid,
  0x1008: 0x8000_0000n | everything | block,
  0x2000: 0x3000n | valid,
  0x2008: 0x60_0000n | everything | block,
  0x3000: 0x9000n | everything | valid,
};
const leaf = (descriptor: bigint): Descriptors => ({ ...tables, 0x3000: descriptor });
const page = (attributes: bigint): Descriptors => leaf(0x9000n | af | valid | attributes);
const normal = 0xfn << 2n;

const load: Access = { address: 0x123n, kind: 'load', level: 1, aligned: true };
const store: Access = { ...load, kind: 'store' };
const fetch: Access = { ...load, kind: 'fetch' };
const at = (address: bigint): Access => ({ ...load, address });

type Row = [string, Access, Registers, Descriptors, string];

function run(
  _what: string,
  access: Access,
  registers: Registers,
  descriptors: Descriptors,
  expected: string,
): void {
  expect(inWords(resultOf(access, registers, descriptors))).toBe(expected);
}

describe('stage 2 alone', () => {
  test.each<Row>([
    ['a page', fetch, alone, tables, '0x9123'],
    ['Device memory, as data is while stage 1 is off', load, alone, tables, 'device 0x9123'],
    ['a block of level 2', { ...fetch, address: 0x32_1234n }, alone, tables, '0x721234'],
    ['a block of level 1', { ...fetch, address: 0x6543_2100n }, alone, tables, '0xa5432100'],
    ['EL2', { ...fetch, level: 2 }, alone, tables, '0x123'],
    [
      'EL0 under HCR_EL2.TGE',
      { ...fetch, level: 0 },
      { ...alone, hcr_el2: rw | vm | tge },
      tables,
      '0x9123',
    ],
    ['HCR_EL2.DC for VM', load, { ...alone, hcr_el2: rw | dc }, tables, '0x9123'],
    [
      'HCR_EL2.DC over SCTLR_EL1.M',
      load,
      { ...alone, hcr_el2: rw | dc, sctlr_el1: 1n },
      tables,
      '0x9123',
    ],
    ['a VMID', fetch, { ...alone, vttbr_el2: 0x00ab_0000_0000_1000n }, tables, '0x9123'],
    ['no entry of level 1', at(0x8000_0000n), alone, tables, 'stage 2 translation 1 of 0x80000000'],
    ['no entry of level 2', at(0x40_0000n), alone, tables, 'stage 2 translation 2 of 0x400000'],
    [
      'no entry of level 3',
      { ...store, address: 0x1008n },
      alone,
      tables,
      'stage 2 translation 3 of 0x1008 write',
    ],
    [
      'an address above the tables',
      at(0x80_0000_0000n),
      alone,
      tables,
      'stage 2 translation 0 of 0x8000000000',
    ],
    [
      'no access flag',
      load,
      alone,
      leaf(0x9000n | valid | normal),
      'stage 2 access-flag 3 of 0x123',
    ],
    [
      'a page beyond 32 bits of PS 0',
      load,
      { ...alone, vtcr_el2: vtcr(25, 1, 0) },
      page((1n << 32n) | normal),
      'stage 2 address-size 3 of 0x123',
    ],
    [
      'a page beyond 44 bits',
      load,
      { ...alone, vtcr_el2: vtcr(25, 1, 5) },
      page((1n << 44n) | normal),
      'stage 2 address-size 3 of 0x123',
    ],
    [
      'VTTBR_EL2 beyond 32 bits',
      load,
      { ...alone, vtcr_el2: vtcr(25, 1, 0), vttbr_el2: 1n << 32n },
      tables,
      'stage 2 address-size 0 of 0x123',
    ],
    [
      'no memory at a table',
      load,
      alone,
      { ...tables, 0x2000: 0x8000_0000n | valid },
      'stage 2 external 3 of 0x123',
    ],
  ])('%s', run);
});

describe('the first lookup', () => {
  test.each<Row>([
    // 40 bits from level 1: two tables of level 1, one after the other at 0x4000.
    [
      'two concatenated tables',
      { ...fetch, address: 0x80_0000_0123n },
      { ...alone, vtcr_el2: vtcr(24, 1), vttbr_el2: 0x4000n },
      { 0x5000: 0x2003n, 0x2000: 0x3003n, 0x3000: 0x9000n | everything | valid },
      '0x9123',
    ],
    // 34 bits from level 2: 16 tables.
    [
      '16 concatenated tables',
      { ...fetch, address: 0x3_ffe0_0123n },
      { ...alone, vtcr_el2: vtcr(30, 0), vttbr_el2: 0n },
      { 0xfff8: 0x3003n, 0x3000: 0x9000n | everything | valid },
      '0x9123',
    ],
    [
      '17 bits more than a table has',
      load,
      { ...alone, vtcr_el2: vtcr(29, 0) },
      tables,
      'stage 2 translation 0 of 0x123',
    ],
    // 30 bits leave level 1 none.
    [
      'no bit for the first level',
      load,
      { ...alone, vtcr_el2: vtcr(34, 1) },
      tables,
      'stage 2 translation 0 of 0x123',
    ],
    ['one bit for it', fetch, { ...alone, vtcr_el2: vtcr(33, 1) }, tables, '0x9123'],
    [
      '44 bits from level 0',
      fetch,
      { ...alone, vtcr_el2: vtcr(20, 2), vttbr_el2: 0x4000n },
      { ...tables, 0x4000: 0x1003n },
      '0x9123',
    ],
    [
      '45 bits',
      load,
      { ...alone, vtcr_el2: vtcr(19, 2) },
      tables,
      'stage 2 translation 0 of 0x123',
    ],
    ['SL0 3', load, { ...alone, vtcr_el2: vtcr(25, 3) }, tables, 'stage 2 translation 0 of 0x123'],
    [
      'T0SZ 40',
      load,
      { ...alone, vtcr_el2: vtcr(40, 0) },
      tables,
      'stage 2 translation 0 of 0x123',
    ],
  ])('%s', run);
});

describe('permissions', () => {
  test.each<Row>([
    ['a load of S2AP 0', load, alone, page(normal), 'stage 2 permission 3 of 0x123'],
    ['a load of S2AP 2', load, alone, page(normal | (2n << 6n)), 'stage 2 permission 3 of 0x123'],
    ['a load of S2AP 1', load, alone, page(normal | (1n << 6n)), 'device 0x9123'],
    [
      'a store to S2AP 1',
      store,
      alone,
      page(normal | (1n << 6n)),
      'stage 2 permission 3 of 0x123 write',
    ],
    ['a store to S2AP 2', store, alone, page(normal | (2n << 6n)), 'device 0x9123'],
    ['a fetch of S2AP 0', fetch, alone, page(normal), '0x9123'],
    [
      'a fetch of XN',
      fetch,
      alone,
      page(normal | (3n << 6n) | (1n << 54n)),
      'stage 2 permission 3 of 0x123',
    ],
    ['XN[0], which is RES0', fetch, alone, page(normal | (3n << 6n) | (1n << 53n)), '0x9123'],
    [
      'an atomic access of S2AP 1',
      { ...load, kind: 'atomic' },
      alone,
      page(normal | (1n << 6n)),
      'stage 2 permission 3 of 0x123 write',
    ],
    [
      'an atomic access of S2AP 2',
      { ...load, kind: 'atomic' },
      alone,
      page(normal | (2n << 6n)),
      'stage 2 permission 3 of 0x123',
    ],
    ['DC CVAC at EL1', { ...load, kind: 'clean' }, alone, page(normal), 'device 0x9123'],
    [
      'DC CVAC at EL0',
      { ...load, kind: 'clean', level: 0 },
      alone,
      page(normal),
      'stage 2 permission 3 of 0x123',
    ],
    [
      'DC IVAC at EL1',
      { ...load, kind: 'invalidate' },
      alone,
      page(normal | (1n << 6n)),
      'stage 2 permission 3 of 0x123 write',
    ],
    [
      'a Device that is fetched',
      fetch,
      alone,
      page(3n << 6n),
      'refused: an instruction in Device memory',
    ],
    [
      'a reserved MemAttr',
      load,
      { ...alone, hcr_el2: rw | dc },
      page((3n << 6n) | (0b0100n << 2n)),
      'refused: MemAttr of stage 2',
    ],
    [
      'a Device that is not aligned',
      { ...load, aligned: false },
      { ...alone, hcr_el2: rw | dc },
      page(3n << 6n),
      'stage 2 alignment 3 of 0x123',
    ],
    [
      'Normal memory that is not aligned',
      { ...load, aligned: false },
      { ...alone, hcr_el2: rw | dc },
      page((3n << 6n) | normal),
      '0x9123',
    ],
  ])('%s', run);
});

/**
 * Both stages: 39 bits each from level 1 on. Stage 1 has its tables at 0x4000, 0x5000 and 0x6000 of the intermediate
 * addresses, which are those of memory plus 0x2_0000; 0x123 is 0x7123 there, and then 0x9123.
 */
const both: Registers = {
  sctlr_el1: 1n,
  tcr_el1: 25n | (4n << 32n),
  ttbr0_el1: 0x2_4000n,
  mair_el1: 0xffn,
  ...alone,
};
const bothTables: Descriptors = {
  0x1000: 0x2000n | valid,
  0x2000: 0x3000n | valid,
  0x3038: 0x9000n | everything | valid,
  0x3120: 0x4000n | everything | valid,
  0x3128: 0x5000n | everything | valid,
  0x3130: 0x6000n | everything | valid,
  0x4000: 0x2_5000n | valid,
  0x5000: 0x2_6000n | valid,
  0x6000: 0x7000n | af | valid,
};
/** The entry of stage 2 for the table of level 2 of stage 1. */
const second = (descriptor: bigint): Descriptors => ({ ...bothTables, 0x3128: descriptor });

describe('both stages', () => {
  test.each<Row>([
    ['a page', load, both, bothTables, '0x9123'],
    ['no page of stage 1', at(0x1000n), both, bothTables, 'stage 1 translation 3'],
    [
      'no page of stage 2',
      load,
      both,
      { ...bothTables, 0x3038: 0n },
      'stage 2 translation 3 of 0x7123',
    ],
    [
      'a page of stage 1 beyond 32 bits',
      load,
      { ...both, tcr_el1: 25n },
      { ...bothTables, 0x6000: (1n << 32n) | af | valid },
      'stage 1 address-size 3',
    ],
    [
      'a page of stage 1 above the tables of stage 2',
      load,
      both,
      { ...bothTables, 0x6000: (1n << 39n) | af | valid },
      'stage 2 translation 0 of 0x8000000123',
    ],
    ['no table in stage 2', load, both, second(0n), 'stage 2 walk translation 3 of 0x25000'],
    [
      'a store with no table in stage 2',
      store,
      both,
      second(0n),
      'stage 2 walk translation 3 of 0x25000 write',
    ],
    ['a fetch then', fetch, both, second(0n), 'stage 2 walk translation 3 of 0x25000'],
    [
      'TTBR0_EL1 above the tables of stage 2',
      load,
      { ...both, ttbr0_el1: 1n << 40n },
      bothTables,
      'stage 2 walk translation 0 of 0x10000000000',
    ],
    [
      'a table without access flag',
      load,
      both,
      second(0x5000n | valid | (3n << 6n) | normal),
      'stage 2 walk access-flag 3 of 0x25000',
    ],
    [
      'a table that may not be read',
      load,
      both,
      second(0x5000n | valid | af | normal | (2n << 6n)),
      'stage 2 walk permission 3 of 0x25000',
    ],
    [
      'a store then',
      store,
      both,
      second(0x5000n | valid | af | normal | (2n << 6n)),
      'stage 2 walk permission 3 of 0x25000 write',
    ],
    [
      'a table that may only be read',
      store,
      both,
      second(0x5000n | valid | af | normal | (1n << 6n)),
      '0x9123',
    ],
    [
      'a table that is never executed',
      fetch,
      both,
      second(0x5000n | valid | everything | (1n << 54n)),
      '0x9123',
    ],
    ['a table in Device memory', load, both, second(0x5000n | valid | af | (3n << 6n)), '0x9123'],
    [
      'it with HCR_EL2.PTW',
      load,
      { ...both, hcr_el2: rw | vm | ptw },
      second(0x5000n | valid | af | (3n << 6n)),
      'stage 2 walk permission 3 of 0x25000',
    ],
    [
      'a table in Normal memory with HCR_EL2.PTW',
      load,
      { ...both, hcr_el2: rw | vm | ptw },
      bothTables,
      '0x9123',
    ],
    [
      'the second entry of a table',
      at(0x20_0000n),
      both,
      { ...bothTables, 0x5008: 0n },
      'stage 1 translation 2',
    ],
    [
      'no memory at a table of stage 1',
      load,
      both,
      second(0x8000_0000n | valid | everything),
      'stage 1 external 2',
    ],
    [
      'no memory at a table of stage 2',
      load,
      both,
      { ...bothTables, 0x2000: 0x8000_0000n | valid },
      'stage 2 walk external 3 of 0x24000',
    ],
    [
      'a Device of stage 2',
      load,
      both,
      { ...bothTables, 0x3038: 0x9000n | valid | af | (3n << 6n) },
      'device 0x9123',
    ],
    [
      'stage 1 before stage 2',
      store,
      both,
      { ...bothTables, 0x6000: 0x7000n | af | valid | (1n << 7n), 0x3038: 0n },
      'stage 1 permission 3 write',
    ],
  ])('%s', run);
});
