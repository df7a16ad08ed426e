import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cortexA72, max } from '../architecture/processor-model.ts';
import type { ProcessorModel } from '../architecture/processor-model.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Machine, Observation } from './machine.ts';
import { createMachine } from './unicorn/unicorn-machine.ts';

/** What the same instruction does on each processor. Words from GNU as 2.40, -march=armv8.5-a+sve+rng. */

const code = 0x4001_0000n;
const data = 0x4002_0000n;
const [el1, el2] = [0x3c5n, 0x3c9n];

type Values = Partial<Readonly<Record<RegisterName, bigint>>>;

interface Bench {
  readonly machine: Machine;
  readonly out: Observation;
}

let benches: ReadonlyMap<ProcessorModel, Bench>;
beforeAll(() => {
  benches = new Map(
    [cortexA72, max].map((processor) => {
      const machine = createMachine(processor);
      machine.map([
        { name: 'code', address: code, size: 0x1000 },
        { name: 'data', address: data, size: 0x1000 },
      ]);
      return [processor, { machine, out: machine.newObservation() }];
    }),
  );
});
afterAll(() => {
  for (const { machine } of benches.values()) {
    machine.close();
  }
});

/** What one instruction gives: x5, the exception with its syndrome and its level, or the code of a refusal. */
function run(
  processor: ProcessorModel,
  word: number,
  values: Values = {},
  watch: 'nothing' | 'steps' = 'steps',
): string {
  const { machine, out } = benches.get(processor) as Bench;
  machine.write({
    address: code,
    bytes: new Uint8Array(Uint32Array.of(word, 0xd503_201f).buffer),
    execute: true,
  });
  const state = machine.resetState();
  const given: Values = { pstate: el2, pc: code, x0: data, ...values };
  for (const [name, value] of Object.entries(given)) {
    state.set(name as RegisterName, value);
  }
  const stops = new Map([[code + 4n, 'returned' as const]]);
  try {
    machine.run({ state, start: 'code', budget: 4, stops, watch }, out);
  } catch (error) {
    if (!(error instanceof HcallError)) {
      throw error;
    }
    return `${error.diagnostics[0]?.code}`;
  }
  const [exception] = out.exceptions;
  return exception === undefined
    ? `x5 = 0x${out.after.get('x5').toString(16)}`
    : `EL${exception.targetEl} 0x${(exception.esr ?? 0n).toString(16)}`;
}

const undefinedAtEl2 = 'EL2 0x2000000';

describe.each(['nothing', 'steps'] as const)('watching %s', (watch) => {
  test.each<[string, number, string, string]>([
    ['ldadd x1, x5, [x0]', 0xf821_0005, undefinedAtEl2, 'x5 = 0x8081828384858687'],
    ['sb', 0xd503_30ff, undefinedAtEl2, 'x5 = 0x0'],
    ['msr pan, #1', 0xd500_419f, undefinedAtEl2, 'x5 = 0x0'],
    ['mrs x5, apiakeylo_el1', 0xd538_2105, undefinedAtEl2, 'x5 = 0x0'],
    // Of the hints of an extension that is not there: nothing.
    ['paciasp', 0xd503_233f, 'x5 = 0x0', 'x5 = 0x0'],
    ['pacia x0, x1', 0xdac1_0020, undefinedAtEl2, 'x5 = 0x0'],
    ['mrs x5, id_aa64pfr0_el1', 0xd538_0405, 'x5 = 0x2222', 'x5 = 0x112222'],
    ['mrs x5, id_aa64isar1_el1', 0xd538_0625, 'x5 = 0x0', 'x5 = 0x1101211012'],
    // Later than both: refused where the engine has it, and where it has not.
    ['mrs x5, rndr', 0xd53b_2405, undefinedAtEl2, 'unmodelled-feature'],
    ['mrs x5, lorid_el1', 0xd538_a4e5, undefinedAtEl2, 'unmodelled-feature'],
    ['mrs x5, ttbr1_el2', 0xd53c_2025, undefinedAtEl2, 'unmodelled-feature'],
    ['mrs x5, zcr_el2', 0xd53c_1205, undefinedAtEl2, 'unmodelled-feature'],
    ['ptrue p0.b', 0x2518_e3e0, undefinedAtEl2, 'unmodelled-feature'],
    ['tlbi vmalle1os', 0xd508_811f, undefinedAtEl2, 'unmodelled-feature'],
    ['udf #0', 0, undefinedAtEl2, undefinedAtEl2],
  ])('%s', (_text, word, onA72, onMax) => {
    const values = { x1: 1n };
    for (const { machine } of benches.values()) {
      const bytes = new Uint8Array(BigUint64Array.of(0x8081_8283_8485_8687n).buffer);
      machine.write({ address: data, bytes, execute: false });
    }
    expect([run(cortexA72, word, values, watch), run(max, word, values, watch)]).toEqual([
      onA72,
      onMax,
    ]);
  });

  test.each<[string, number, Values, string, bigint]>([
    // 0x80 is the lowest signed byte, and 0x7f the highest.
    ['ldsmaxb w1, w5, [x0]', 0x3821_4005, { x1: 0x17fn }, 'x5 = 0x80', 0xf0f0_f07fn],
    ['ldsmaxb w1, w5, [x0]', 0x3821_4005, { x1: 0x80n }, 'x5 = 0x80', 0xf0f0_f080n],
    ['ldumin w1, w5, [x0]', 0xb821_7005, { x1: 0x1_0000_0001n }, 'x5 = 0xf0f0f080', 1n],
    ['ldumin w1, w5, [x0]', 0xb821_7005, { x1: 0xffff_ffffn }, 'x5 = 0xf0f0f080', 0xf0f0_f080n],
  ])('%s compares the bits that it accesses, %#', (_text, word, values, result, memory) => {
    const { machine } = benches.get(max) as Bench;
    const bytes = new Uint8Array(Uint32Array.of(0xf0f0_f080, 0).buffer);
    machine.write({ address: data, bytes, execute: false });
    const found = run(max, word, values, watch);
    const after = new DataView(machine.read(data, 8).buffer).getBigUint64(0, true);
    expect([found, after]).toEqual([result, memory]);
  });

  test('what is atomic must be aligned', () => {
    // ldadd x1, x5, [x0]: a data abort from EL2, WnR, alignment.
    expect(run(max, 0xf821_0005, { x0: data + 4n }, watch)).toBe('EL2 0x96000061');
  });

  test.each<[string, number, Values, string]>([
    // HCR_EL2.RW, and the keys enabled in SCTLR_EL1.
    ['pacia x0, x1', 0xdac1_0020, { hcr_el2: 1n << 31n }, 'EL2 0x26000000'],
    ['pacia x0, x1', 0xdac1_0020, { hcr_el2: 1n << 31n, sctlr_el1: 0x30c5_0830n }, 'x5 = 0x0'],
    ['pacia x0, x1', 0xdac1_0020, { hcr_el2: (1n << 31n) | (1n << 41n) }, 'x5 = 0x0'],
    ['mrs x5, apiakeylo_el1', 0xd538_2105, { hcr_el2: 1n << 31n }, 'EL2 0x623008a3'],
  ])('EL2 traps %s of EL1, %#', (_text, word, values, result) => {
    const given = { pstate: el1, sctlr_el1: 0xb0c5_0830n, ...values };
    expect(run(max, word, given, watch)).toBe(result);
  });

  test.each<[string, number]>([
    ['eretaa', 0xd69f_0bff],
    ['ldraa x5, [x0]', 0xf820_0405],
  ])('%s with its key enabled is refused', (_text, word) => {
    const enabled = { sctlr_el2: 0xb8c5_0830n, elr_el2: code + 4n, spsr_el2: el2 };
    expect(run(max, word, enabled, watch)).toBe('unmodelled-feature');
    expect(run(max, word, { ...enabled, sctlr_el2: 0x30c5_0830n }, watch)).toMatch(/^x5/);
  });
});
