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
});
