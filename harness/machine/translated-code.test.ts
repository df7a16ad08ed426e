import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import { engines } from '../testing/machine/engines.ts';
import { PageTables } from '../testing/machine/page-tables.ts';
import type { Machine, MemoryMark, Observation, Outcome } from './machine.ts';

/*
 * Code and data at virtual addresses, at each level: EL2's, EL1's in both ranges, and intermediate physical ones. The tables
 * have 39 bits of addresses (TxSZ 25, VTCR_EL2.SL0 1). What is expected is by the manual: descriptors D5.3, syndromes D13.2.37.
 */

const memory = 0x4000_0000n;
const vectors1 = 0x4000_0000n;
const vectors2 = 0x4000_0800n;
const code = 0x4000_1000n;
const data = 0x4000_2000n;
/** It does not follow `data`. */
const second = 0x4000_4000n;
const firstTable = 0x4001_0000n;

const low = 0x12_3456_7000n;
const high = 0xffff_ff92_3456_7000n;

/** Of stage 1: AP[2], AP[1] (RES1 at EL2), UXN, PXN. Of stage 2: S2AP and MemAttr of Normal memory. */
const readOnly = 1n << 7n;
const user = 1n << 6n;
const neverUser = 1n << 54n;
/** AttrIndx 1, of which MAIR has Device-nGnRnE. */
const otherMemory = 1n << 2n;
const stage2Bits = 0xfcn;
const stage2Read = 0x7cn;

const daif = 0x3c0n;
const el0 = daif;
const el1 = daif | 5n;
const el2 = daif | 9n;

type Values = Readonly<Partial<Record<RegisterName, bigint>>>;

const words = (...values: readonly number[]): Uint8Array =>
  new Uint8Array(Uint32Array.from(values).buffer);

const ldr = 0xf940_0041; // ldr x1, [x2]
const str = 0xf900_0041; // str x1, [x2]
const nop = 0xd503_201f;
const hvc = 0xd400_00a2; // hvc #5
const self = 0x1400_0000;

describe.each(engines)('on %s', (_engine, create) => {
  let machine: Machine;
  let tables: PageTables;
  let mark: MemoryMark;
  let out: Observation;
  let roots: { el2: bigint; low: bigint; high: bigint; stage2: bigint };

  beforeAll(() => {
    machine = create();
    machine.map([
      { name: 'memory', address: memory, size: 0x3_0000 },
      { name: 'constant', address: 0x4010_0000n, size: 0x1000, readOnly: true },
    ]);
    for (const slot of [0x200n, 0x400n, 0xa00n, 0xc00n]) {
      machine.write({ address: vectors1 + slot, bytes: words(self), execute: true });
    }
    out = machine.newObservation();
    mark = machine.mark();
  });
  afterAll(() => machine.close());

  beforeEach(() => {
    machine.rewind(mark);
    tables = new PageTables(machine, firstTable);
    roots = { el2: tables.root(), low: tables.root(), high: tables.root(), stage2: tables.root() };
    for (const [root, base] of [
      [roots.el2, low],
      [roots.low, low],
      [roots.high, high],
    ] as const) {
      // The code page is read-only for EL0 as well, so that EL1 may run it.
      tables.page(root, base, code, user | readOnly);
      tables.page(root, base + 0x1000n, data, user | neverUser);
      tables.page(root, base + 0x2000n, second, user | neverUser);
      tables.page(root, base + 0x3000n, data, user | readOnly | neverUser);
      tables.page(root, base + 0x4000n, 0x4010_0000n, user | neverUser);
      tables.page(root, base + 0x5000n, 0x7000_0000n, user | neverUser);
      tables.page(root, base + 0x6000n, data, neverUser);
      tables.page(root, base + 0x7000n, data, user | neverUser | otherMemory);
      tables.page(root, base + 0x8000n, 0x7000_0000n, user | readOnly);
    }
    tables.page(roots.stage2, 0x8000_1000n, code, stage2Bits);
    tables.page(roots.stage2, 0x8000_2000n, data, stage2Bits);
    tables.page(roots.stage2, 0x8000_3000n, second, stage2Bits);
    tables.page(roots.stage2, 0x8000_4000n, data, stage2Read);
  });

  function run(pc: bigint, pstate: bigint, values: Values, ...instructions: number[]): Observation {
    machine.write({ address: code, bytes: words(...instructions, nop), execute: true });
    const state = machine.resetState();
    state.set('pc', pc);
    state.set('pstate', pstate);
    state.set('vbar_el1', vectors1);
    state.set('vbar_el2', vectors2);
    state.set('mair_el1', 0xffn);
    state.set('mair_el2', 0xffn);
    state.set('tcr_el1', 0x2_8019_0019n);
    state.set('tcr_el2', 0x8082_0019n);
    state.set('vtcr_el2', 0x8002_0059n);
    state.set('ttbr0_el1', roots.low);
    state.set('ttbr1_el1', roots.high);
    state.set('ttbr0_el2', roots.el2);
    state.set('vttbr_el2', roots.stage2);
    state.set('hcr_el2', 1n << 31n);
    for (const [name, value] of Object.entries(values)) {
      state.set(name as RegisterName, value);
    }
    const end = code + BigInt(instructions.length * 4);
    const stops = new Map<bigint, Outcome>([[end, 'returned']]);
    machine.run({ state, start: 'code', budget: 100, stops, watch: 'steps' }, out);
    return out;
  }

  const on1: Values = { sctlr_el1: 0x30d0_0801n };
  const on2: Values = { sctlr_el2: 0x30c5_0831n };
  const stage2: Values = { hcr_el2: (1n << 31n) | 1n };
  const stage2Tge: Values = { hcr_el2: (1n << 31n) | (1n << 27n) | 1n };
  const checked: Values = { sctlr_el2: 0x30c5_0833n };
  const ipa = 0x8000_1000n;

  const places: readonly (readonly [string, bigint, bigint, Values])[] = [
    ['EL2', low, el2, on2],
    ['EL1, TTBR0', low, el1, on1],
    ['EL1, TTBR1', high, el1, on1],
    ['EL0, TTBR0', low, el0, on1],
    ['EL1, stage 2 alone', ipa, el1, stage2],
    ['EL0, stage 2 alone', ipa, el0, stage2],
  ];

  test.each(places)('%s: a store and a load at a virtual address', (_what, pc, pstate, on) => {
    const at = pc + 0x1008n;
    run(pc, pstate, { ...on, x1: 0x1234_5678_9abc_def0n, x2: at }, str, 0xf940_0043);
    expect(out.exceptions).toEqual([]);
    expect(out.outcome).toBe('returned');
    expect(out.pc).toBe(code + 8n);
    expect(out.after.get('pc')).toBe(pc + 8n);
    expect(out.after.get('x3')).toBe(0x1234_5678_9abc_def0n);
    const value = { size: 8, before: 0n, after: 0x1234_5678_9abc_def0n };
    expect(out.writes).toMatchObject([{ address: data + 8n, virtual: at, ...value }]);
    const [store, load] = out.steps ?? [];
    expect(store).toMatchObject({ address: code, virtual: pc });
    expect(store?.writes).toMatchObject([{ address: data + 8n, physical: data + 8n, virtual: at }]);
    expect(load?.reads).toEqual([
      { address: data + 8n, virtual: at, physical: data + 8n, size: 8, value: value.after },
    ]);
    expect(new BigUint64Array(machine.read(data + 8n, 8).buffer)[0]).toBe(value.after);
  });

  test('a store to two pages goes to both, wherever they are', () => {
    const at = low + 0x1ffbn;
    run(low, el2, { ...on2, x1: 0x8877_6655_4433_2211n, x2: at }, str, 0xf940_0043);
    expect(out.exceptions).toEqual([]);
    expect(out.after.get('x3')).toBe(0x8877_6655_4433_2211n);
    expect([...machine.read(data + 0xffbn, 5)]).toEqual([0x11, 0x22, 0x33, 0x44, 0x55]);
    expect([...machine.read(second, 4)]).toEqual([0x66, 0x77, 0x88, 0]);
    machine.rewind(mark);
    expect([...machine.read(data + 0xffbn, 5), ...machine.read(second, 4)]).toEqual(
      Array.from({ length: 9 }, () => 0),
    );
  });

  test('an exclusive pair of accesses', () => {
    // ldxr x3, [x2]; add x3, x3, #1; stxr w4, x3, [x2]
    const instructions = [0xc85f_7c43, 0x9100_0463, 0xc804_7c43];
    run(high, el1, { ...on1, x2: high + 0x1010n, x4: 7n }, ...instructions);
    expect(out.exceptions).toEqual([]);
    expect(out.after.get('x4')).toBe(0n);
    expect(out.writes).toMatchObject([{ address: data + 0x10n, before: 0n, after: 1n }]);
  });

  test('an exclusive store to where it is not allowed, after no load, only fails', () => {
    run(low, el2, { ...on2, x2: low + 0x3000n, x4: 7n }, 0xc804_7c43);
    expect(out.exceptions).toEqual([]);
    expect(out.after.get('x4')).toBe(1n);
  });

  test('branches and literals are relative to the virtual address', () => {
    // adr x1, . + 0; bl . + 8; nop; ldr w3, . - 8
    run(high, el1, on1, 0x1000_0001, 0x9400_0002, nop, 0x18ff_ffc3);
    expect(out.exceptions).toEqual([]);
    expect(out.after.get('x1')).toBe(high);
    expect(out.after.get('x30')).toBe(high + 8n);
    expect(out.after.get('x3')).toBe(0x9400_0002n);
  });

  test('a table that the code changes counts at once, without TLBI', () => {
    const at = tables.page(roots.el2, low + 0xa000n, firstTable);
    const table = at - (at % 0x1000n);
    tables.page(roots.el2, low + 0xb000n, table);
    machine.write({ address: second, bytes: words(0x5555), execute: false });
    // ldr x3, [x2]; str x1, [x5]; ldr x4, [x2]
    const instructions = [0xf940_0043, 0xf900_00a1, 0xf940_0044];
    const entry = low + 0xb000n + (((low + 0x1000n) >> 12n) & 0x1ffn) * 8n;
    const values = { x1: second | 0x443n, x2: low + 0x1000n, x5: entry };
    run(low, el2, { ...on2, ...values }, ...instructions);
    expect(out.exceptions).toEqual([]);
    expect([out.after.get('x3'), out.after.get('x4')]).toEqual([0n, 0x5555n]);
  });

  test('the MMU comes on with the MSR, and goes off with the next', () => {
    tables.page(roots.el2, code, code);
    // msr sctlr_el2, x1; ldr x3, [x2]; msr sctlr_el2, x4
    machine.write({ address: data + 0x20n, bytes: words(0x77), execute: false });
    const values = { x1: 0x30c5_0831n, x2: low + 0x1020n, x4: 0x30c5_0830n };
    run(code, el2, values, 0xd51c_1001, 0xf940_0043, 0xd51c_1004);
    expect(out.exceptions).toEqual([]);
    expect(out.outcome).toBe('returned');
    expect([out.after.get('x3'), out.after.get('sctlr_el2')]).toEqual([0x77n, 0x30c5_0830n]);
  });

  test('an HVC is fetched through the tables, and ELR_EL2 is virtual', () => {
    run(high, el1, on1, hvc);
    expect(out.steps?.[0]).toMatchObject({ address: code, virtual: high });
    expect(out.exceptions).toMatchObject([
      { slot: 'lower-a64/sync', esr: 0x5a00_0005n, elr: high + 4n, returnsTo: code + 4n },
    ]);
  });

  test('a return to a virtual address arrives at the code there', () => {
    const values = { elr_el2: high + 4n, spsr_el2: el1, ...on1 };
    run(code, el2, values, 0xd69f_03e0);
    expect([out.outcome, out.pc, out.after.get('pc')]).toEqual([
      'returned-wrong-state',
      code + 4n,
      high + 4n,
    ]);
  });

  const unmapped = 0x9000n;
  type Fault = readonly [
    what: string,
    on: Values,
    pc: bigint,
    pstate: bigint,
    values: Values,
    word: number,
    target: 1 | 2,
    esr: bigint,
    far: bigint,
    hpfar: bigint,
  ];
  // EC: 0x20 and 0x24 from a lower level, 0x21 and 0x25 from the same; IL; ISV, SAS, SSE, SRT, SF, AR; CM; WnR; xFSC.
  /** HPFAR_EL2 of a fault that leaves it alone. */
  const kept = 0x1230n;
  // prettier-ignore
  const faults: readonly Fault[] = [
    ['a load of nothing at EL2', on2, low, el2, { x2: low + unmapped }, ldr, 2, 0x9600_0007n, low + unmapped, kept],
    ['a store to nothing at EL1', on1, high, el1, { x2: high + unmapped }, str, 1, 0x9600_0047n, high + unmapped, kept],
    ['beyond the range', on1, high, el1, { x2: 1n << 40n }, ldr, 1, 0x9600_0004n, 1n << 40n, kept],
    ['a store to what is read-only', on1, low, el1, { x2: low + 0x3008n }, str, 1, 0x9600_004fn, low + 0x3008n, kept],
    ['EL0 loads what is EL1\'s', on1, low, el0, { x2: low + 0x6000n }, ldr, 1, 0x9200_000fn, low + 0x6000n, kept],
    ['EL0 under TGE', stage2Tge, ipa, el0, { x2: 0x8000_9000n }, ldr, 2, 0x93c1_8007n, 0x8000_9000n, 0x80_0090n],
    // ldtr x1, [x2]
    ['an unprivileged load', on1, low, el1, { x2: low + 0x6000n }, 0xf840_0841, 1, 0x9600_000fn, low + 0x6000n, kept],
    ['no memory', on1, low, el1, { x2: low + 0x5000n }, ldr, 1, 0x9600_0010n, low + 0x5000n, kept],
    ['memory that is never written', on2, low, el2, { x2: low + 0x4000n }, str, 2, 0x9600_0050n, low + 0x4000n, kept],
    ['misaligned, SCTLR.A', checked, low, el2, { x2: low + unmapped + 1n }, ldr, 2, 0x9600_0021n, low + unmapped + 1n, kept],
    // ldar x1, [x2]
    ['misaligned, acquiring', on2, low, el2, { x2: low + 0x1001n }, 0xc8df_fc41, 2, 0x9600_0021n, low + 0x1001n, kept],
    ['misaligned, Device memory', on2, low, el2, { x2: low + 0x7001n }, ldr, 2, 0x9600_0021n, low + 0x7001n, kept],
    // dc civac, x2
    ['cache maintenance', on2, low, el2, { x2: low + unmapped }, 0xd50b_7e22, 2, 0x9600_0147n, low + unmapped, kept],
    // dc zva, x2
    ['DC ZVA', on1, low, el1, { x2: low + 0x3000n }, 0xd50b_7422, 1, 0x9600_004fn, low + 0x3000n, kept],
    ['DC ZVA, Device memory', on2, low, el2, { x2: low + 0x7000n }, 0xd50b_7422, 2, 0x9600_0061n, low + 0x7000n, kept],
    ['a fetch of nothing at EL2', on2, low + unmapped, el2, {}, nop, 2, 0x8600_0007n, low + unmapped, kept],
    // What EL0 may write, EL1 never runs.
    ['a fetch of data', on1, high + 0x1000n, el1, {}, nop, 1, 0x8600_000fn, high + 0x1000n, kept],
    ['a fetch where no memory is', on2, low + 0x8000n, el2, {}, nop, 2, 0x8600_0010n, low + 0x8000n, kept],
    ['stage 2: a load', stage2, ipa, el1, { x2: 0x8000_9010n }, ldr, 2, 0x93c1_8007n, 0x8000_9010n, 0x80_0090n],
    ['stage 2: a store of 32 bits', stage2, ipa, el1, { x2: 0x8000_9010n }, 0xb900_0041, 2, 0x9381_0047n, 0x8000_9010n, 0x80_0090n],
    // ldp x1, x3, [x2]
    ['stage 2: a pair has no ISV', stage2, ipa, el1, { x2: 0x8000_9010n }, 0xa940_0c41, 2, 0x9200_0007n, 0x8000_9010n, 0x80_0090n],
    ['stage 2: a fetch', stage2, 0x8000_9000n, el1, {}, nop, 2, 0x8200_0007n, 0x8000_9000n, 0x80_0090n],
    ['stage 2: what is read-only', stage2, ipa, el1, { x2: 0x8000_4000n }, str, 2, 0x93c1_804fn, 0x8000_4000n, kept],
  ];

  test.each(faults)('%s', (_what, on, pc, pstate, values, word, target, esr, far, hpfar) => {
    run(pc, pstate, { ...on, hpfar_el2: kept, x1: 0x99n, ...values }, word);
    const [first] = out.exceptions;
    expect(first).toMatchObject({ targetEl: target, esr, far, elr: pc });
    expect(out.after.get('hpfar_el2')).toBe(hpfar);
    expect(out.writes).toEqual([]);
    expect(out.after.get('x1')).toBe(0x99n);
  });

  test('stage 2 of the walk of stage 1', () => {
    const both = { ...on1, ...stage2, x2: low + 0x1000n };
    // Stage 2 maps none of the tables: already the fetch fails.
    run(low, el1, both, ldr);
    expect(out.exceptions[0]).toMatchObject({ targetEl: 2, esr: 0x8200_0085n, far: low, elr: low });
    expect(out.after.get('hpfar_el2')).toBe((roots.low >> 12n) << 4n);
  });

  // at s1e1r, x2
  test.each<[string, bigint, bigint]>([
    ['a page', 0x1234n, 0xff00_0000_4000_2a00n],
    ['nothing', unmapped, 0x80fn],
  ])('PAR_EL1 after AT of %s', (_what, offset, par) => {
    run(code, el2, { ...on1, x2: low + offset }, 0xd508_7802);
    expect(out.outcome).toBe('returned');
    expect(out.after.get('par_el1')).toBe(par);
  });

  test.each<[string, bigint, bigint, Values, string]>([
    [
      '64 KiB',
      low,
      el2,
      { ...on2, tcr_el2: 0x8082_4019n },
      'at 0x1234567000: TCR_EL2.TG0: the granule is not 4 KiB',
    ],
    ['AArch32 tables', code, daif | 0x13n, { ...on1, hcr_el2: 0n }, 'HCR_EL2.RW'],
    [
      'big-endian data, without an MMU,',
      code,
      el2,
      { sctlr_el2: 0x32c5_0830n, x2: data },
      'SCTLR_EL2.EE: data is big-endian',
    ],
  ])('%s is refused', (_what, pc, pstate, on, message) => {
    expect(() => run(pc, pstate, on, ldr)).toThrow(message);
  });

  test('a tag is ignored while nothing is translated, too', () => {
    // TCR_EL2.TBI is bit 20.
    const at = (0xa5n << 56n) | (data + 8n);
    run(code, el2, { tcr_el2: 1n << 20n, x1: 5n, x2: at }, str, 0xf940_0043);
    expect([out.exceptions, out.after.get('x3')]).toEqual([[], 5n]);
    expect(out.writes).toMatchObject([{ address: data + 8n, virtual: at, after: 5n }]);
  });

  // Without stage 1 all memory is Device memory (Arm ARM, B2.5.2).
  test.each<[string, number, bigint]>([
    ['a load', ldr, 0x9600_0021n],
    ['a store', str, 0x9600_0061n],
  ])('%s that is not aligned has no external abort', (_what, word, esr) => {
    run(code, el2, { x2: 0x7000_0001n }, word);
    expect(out.exceptions).toMatchObject([{ esr, far: 0x7000_0001n }]);
  });
});
