import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import { systemOperations } from '../architecture/system-operations.ts';
import { engines } from '../testing/machine/engines.ts';
import { randomFrom, randomWord } from '../testing/random.ts';
import type { Machine, Observation } from './machine.ts';

/** What PAR_EL1 is after AT at EL2 while nothing is translated. */

const vectors = 0x4000_0000n;
const code = 0x4001_0000n;

type Operation = keyof typeof systemOperations.at;
type Values = Readonly<Partial<Record<RegisterName, bigint>>>;

/** HCR_EL2.RW */
const rw = 1n << 31n;
const hcrTge = 1n << 27n;
const hcrDc = 1n << 12n;
const tbi0 = 1n << 37n;
const tbi1 = 1n << 38n;
const tbiEl2 = 1n << 20n;

/** AT with x0. */
function wordOf(operation: Operation): number {
  const { op1, crn, crm, op2 } = systemOperations.at[operation].encoding;
  return (0xd508_0000 | (op1 << 16) | (crn << 12) | (crm << 8) | (op2 << 5)) >>> 0;
}

const words = (...values: readonly number[]): Uint8Array =>
  new Uint8Array(Uint32Array.from(values).buffer);

function build(create: () => Machine): { machine: Machine; out: Observation } {
  const machine = create();
  machine.map([
    { name: 'vectors', address: vectors, size: 0x1000 },
    { name: 'code', address: code, size: 0x1000 },
  ]);
  return { machine, out: machine.newObservation() };
}

function par(
  { machine, out }: ReturnType<typeof build>,
  operation: Operation,
  address: bigint,
  values: Values,
): bigint {
  machine.write({ address: code, bytes: words(wordOf(operation)), execute: true });
  const state = machine.resetState();
  state.set('pc', code);
  state.set('pstate', 0x3c9n);
  state.set('vbar_el2', vectors);
  state.set('hcr_el2', rw);
  state.set('x0', address);
  state.set('par_el1', 0x1234n);
  for (const [name, value] of Object.entries(values)) {
    state.set(name as RegisterName, value);
  }
  const stops = new Map([[code + 4n, 'returned' as const]]);
  machine.run({ state, start: 'code', budget: 10, stops, watch: 'nothing' }, out);
  expect(out.outcome).toBe('returned');
  return out.after.get('par_el1');
}

const all = (1n << 64n) - 1n;

/*
 * By the manual (D13.2.92, AArch64.TranslateAddressS1Off) but for SH, which libunicorn leaves 0 where Device memory has 0b10:
 * bit 11 is RES1, NS is bit 9, the output address bits 47:12; an Address size fault of level 0 is F with FST 0.
 */
const rows: readonly (readonly [Operation, bigint, Values, bigint])[] = [
  ['s1e1r', 0n, {}, 0xa00n],
  ['s1e1r', 0xfffn, {}, 0xa00n],
  ['s1e1r', 0x1000n, {}, 0x1a00n],
  ['s1e1r', 0x4000_0123n, {}, 0x4000_0a00n],
  ['s1e1w', 0x4000_0123n, {}, 0x4000_0a00n],
  ['s1e0r', 0x4000_0123n, {}, 0x4000_0a00n],
  ['s1e0w', 0x4000_0123n, {}, 0x4000_0a00n],
  ['s1e2r', 0x4000_0123n, {}, 0x4000_0a00n],
  ['s1e2w', 0x4000_0123n, {}, 0x4000_0a00n],
  ['s12e1r', 0x4000_0123n, {}, 0x4000_0a00n],
  ['s12e1w', 0x4000_0123n, {}, 0x4000_0a00n],
  ['s12e0r', 0x4000_0123n, {}, 0x4000_0a00n],
  ['s12e0w', 0x4000_0123n, {}, 0x4000_0a00n],
  ['s1e1r', 1n << 40n, {}, 0x100_0000_0a00n],
  ['s1e1r', (1n << 44n) - 1n, {}, 0xfff_ffff_fa00n],
  ['s1e1r', 1n << 44n, {}, 0x801n],
  ['s1e1r', 1n << 47n, {}, 0x801n],
  ['s1e1r', 1n << 48n, {}, 0x801n],
  ['s1e1r', 1n << 55n, {}, 0x801n],
  ['s1e1r', 1n << 56n, {}, 0x801n],
  ['s1e1r', 1n << 63n, {}, 0x801n],
  ['s1e1r', all, {}, 0x801n],
  ['s1e2r', all, {}, 0x801n],
  ['s1e1r', 0xff00_0000_4000_0000n, { tcr_el1: tbi0 }, 0x4000_0a00n],
  ['s12e0w', 0xff00_0000_4000_0000n, { tcr_el1: tbi0 }, 0x4000_0a00n],
  ['s1e1r', 0xff00_0000_4000_0000n, { tcr_el2: tbiEl2 }, 0x801n],
  ['s1e1r', 0xff00_0000_4000_0000n, { tcr_el1: tbi1 }, 0x801n],
  ['s1e1r', 0xff80_0000_4000_0000n, { tcr_el1: tbi0 | tbi1 }, 0x801n],
  ['s1e1r', 1n << 55n, { tcr_el1: tbi0 }, 0x801n],
  ['s1e2r', 0xff00_0000_4000_0000n, { tcr_el2: tbiEl2 }, 0x4000_0a00n],
  ['s1e2r', 0xff00_0000_4000_0000n, { tcr_el1: tbi0 }, 0x801n],
  ['s1e2r', 0xff80_0000_4000_0000n, { tcr_el2: tbiEl2 }, 0x801n],
  // Of other levels and stages.
  ['s1e2r', 0x1000n, { sctlr_el1: 1n, hcr_el2: rw | hcrDc }, 0x1a00n],
  ['s1e1r', 0x1000n, { hcr_el2: rw | 1n }, 0x1a00n],
  ['s1e1r', 1n << 44n, { hcr_el2: rw | hcrTge }, 0x801n],
  // An AArch32 EL1 has 32-bit addresses; the engine copies what is RES0 above them.
  ['s1e1r', 0xffff_ffffn, { hcr_el2: 0n }, 0xffff_fa00n],
  ['s12e1w', 0xffff_ffffn, { hcr_el2: 0n, tcr_el1: tbi0 }, 0xffff_fa00n],
  ['s1e1r', 0x8123_4567_89ab_cdefn, { hcr_el2: 0n }, 0x8123_4567_89ab_ca00n],
];

describe.each(engines)('PAR_EL1 on %s', (_engine, create) => {
  let side: ReturnType<typeof build>;
  beforeAll(() => {
    side = build(create);
  });
  afterAll(() => side.machine.close());

  test.each(rows)('at %s of %# %s', (operation, address, values, expected) => {
    expect(par(side, operation, address, values)).toBe(expected);
  });
});

test('libunicorn and the table of forms have the same for random addresses and controls', () => {
  const random = randomFrom(11);
  const sides = engines.map(([, create]) => build(create));
  const operations = Object.keys(systemOperations.at).filter((name) =>
    /^s1(2?e[01]|e2)[rw]$/.test(name),
  );
  const address = (): bigint => randomWord(random) >> BigInt(random(30));
  for (let trial = 0; trial < 500; trial += 1) {
    const operation = operations[random(operations.length)] as Operation;
    const of = address() & ~(random(2) === 0 ? 0n : 0xfff_f000_0000_0000n);
    const values: Values = {
      hcr_el2: randomWord(random) & 0x3_dfff_ffffn & ~(1n | hcrDc),
      tcr_el1: randomWord(random),
      tcr_el2: randomWord(random),
      sctlr_el1: randomWord(random) & ~1n,
    };
    const [native, table] = sides.map((side) => par(side, operation, of, values));
    expect([operation, of, values, native]).toEqual([operation, of, values, table]);
  }
  sides.forEach(({ machine }) => machine.close());
});

// Without tables: FST is a Translation fault of level 0, S is bit 9. DC: Normal Write-Back, Non-shareable.
const withoutTables: readonly (readonly [Operation, Values, bigint])[] = [
  ['s1e1r', { sctlr_el1: 1n }, 0x809n],
  ['s1e0w', { sctlr_el1: 1n }, 0x809n],
  ['s12e1r', { sctlr_el1: 1n }, 0x809n],
  ['s1e1r', { hcr_el2: rw | hcrDc }, 0xff00_0000_0000_1a00n],
  ['s12e1r', { hcr_el2: rw | hcrDc }, 0xa09n],
  ['s12e0w', { hcr_el2: rw | 1n }, 0xa09n],
];

describe.each(engines)('a regime that translates, on %s', (_engine, create) => {
  let side: ReturnType<typeof build>;
  beforeAll(() => {
    side = build(create);
  });
  afterAll(() => side.machine.close());

  test.each(withoutTables)('PAR_EL1 after at %s with %o', (operation, values, expected) => {
    expect(par(side, operation, 0x1000n, values)).toBe(expected);
  });
});
