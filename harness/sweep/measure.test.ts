import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findCaller } from '../calls/caller.ts';
import type { Situation } from '../calls/prober.ts';
import { createAssembler } from '../assembler/assemble.ts';
import type { Disassembler } from '../disassembler/disassembler.ts';
import { createDisassembler } from '../disassembler/disassembler.ts';
import type { FollowedCall } from '../flow/explore.ts';
import { printNamed } from '../flow/print.ts';
import { bundledAbiFolder } from '../installation.ts';
import { SessionBuilder } from '../run/build.ts';
import { resolveVectors } from '../run/vectors.ts';
import { createImaginaryMachine } from '../testing/machine/engines.ts';
import { descriptionOf, setByCallers } from './description.ts';
import { effectOfFlow } from './flow-effect.ts';
import { checkedCall, followCall } from './followed-call.ts';
import type { CallSpec, Measurement } from './measure.ts';
import { measure } from './measure.ts';
import type { OpenTable } from './service.ts';
import { openProber } from './service.ts';

const material = dirname(fileURLToPath(new URL('../testing/sweep/values', import.meta.url)));

describe('a measurement', () => {
  let builder: SessionBuilder;
  let disassembler: Disassembler;

  beforeAll(async () => {
    disassembler = await createDisassembler();
    builder = new SessionBuilder({
      assembler: await createAssembler(),
      createMachine: createImaginaryMachine,
      includes: [],
      defines: [],
    });
  });

  afterAll(() => builder.close());

  function open(name: string): OpenTable {
    const abiFolders = [material, bundledAbiFolder];
    const [table] = resolveVectors({ names: [name], cwd: '/', abiFolders }).tables;
    if (table === undefined) {
      throw new Error(`there are no vectors '${name}'`);
    }
    return openProber(builder, table, { seed: 1, budget: 2000 });
  }

  function measured(name: string, call: Partial<CallSpec>): Measurement {
    const opened = open(name);
    const spec = { caller: 'host', immediate: 0, given: [], ...call };
    return measure({ ...opened, disassembler }, [spec])[0] as Measurement;
  }

  test('names the source of each value, never another register that holds the same', () => {
    const { changes } = measured('values/values', {});
    expect(
      changes.map(({ register, value, by }) => [
        register,
        value,
        by?.replace(/^.*vectors\.S:/, ''),
      ]),
    ).toEqual([
      ['x1', 'TPIDR_EL2', '18:1: sync: mrs x1, tpidr_el2 // zero, as many registers are'],
      ['x2', 'x0', '19:2: mov x2, x0'],
      ['x3', 'dead+0x4', '20:2: adr x3, dead + 4'],
      ['x6', '0x1', '24:2: mov x6, #1'],
      ['x9', '[SP_EL2 + 0x10]', '25:1: 2: ldr x9, [sp, #16]'],
      ['x10', 'x0[31:0] + 0x1', '26:2: add w10, w0, #1'],
      ['x11', 'link(dead)+0x4', '27:2: orr x11, x3, #0xffffff8000000000'],
    ]);
  });

  test('depends on what its values are made of, and on a branch that makes a difference', () => {
    const { inputs, memory, conditions, unknown } = measured('values/values', {});
    // Not x4: both of its ways do the same.
    expect({ inputs, memory, conditions, unknown }).toEqual({
      inputs: ['x0', 'x5', 'tpidr_el2'],
      memory: ['[SP_EL2 + 0x10]'],
      conditions: ['x4 != 0x0', 'x5 != 0x0'],
      unknown: undefined,
    });
  });

  test.each<[string, Partial<CallSpec>, readonly string[], string]>([
    ['an unknown call', { immediate: 3 }, [], 'nothing'],
    ['HVC_GET_VECTORS', { immediate: 1 }, [], 'x0 = VBAR_EL2'],
    ['HVC_SET_VECTORS', { immediate: 2 }, ['x0'], 'VBAR_EL2 = x0'],
  ])('of %s', (_, call, registers, name) => {
    const found = measured('immediate/stub', call);
    expect([found.inputs, found.name]).toEqual([registers, name]);
  });

  test.each<[string, Partial<CallSpec>, string]>([
    ['a function', { given: [['x0', 'function']] }, 'calls x0 & 0x7fffffffff with x1, x2, x3'],
    ['a guest', { caller: 'guest' }, 'guest exit, code 1'],
  ])("of KVM's vectors with %s", (_, call, name) => {
    expect(measured('immediate/kvm', call).name).toBe(name);
  });

  test.each([
    ['a branch to where the caller says', '0x1', 'jumps to x1', []],
    ['a RET to where no code is', '0x2', 'jumps to x3', []],
    ['stores', '0x3', 'nothing', ['8 bytes at x6 + 0x8 = x4', '8 bytes at x6 + 0x10 = x5']],
    [
      'a test of what no caller sets',
      '0x4',
      'nothing; or something else, by registers that no caller sets',
      [],
    ],
    ['a register that has the new value by chance', '0x5', 'nothing', []],
    ['a store of what was there', '0x6', 'x7 = [x6 + 0x10]', ['8 bytes at x6 + 0x8 = 0x0']],
  ])('of %s', (_, x0, name, stores) => {
    const given: CallSpec['given'] = [
      ['x0', x0],
      ['x6', '0x40300000'],
      ['x17', '0x16'],
    ];
    const found = measured('values/ends', { given });
    expect([found.name, found.stores]).toEqual([name, stores]);
  });

  test('has a register as changed that held the new value by chance', () => {
    const given: CallSpec['given'] = [
      ['x0', '0x5'],
      ['x17', '0x16'],
    ];
    expect(measured('values/ends', { given }).clobbers).toEqual(['x17 = 0x16']);
  });

  test('of values that are too large to be read, what they depend on, and which are the same', () => {
    const [first, second] = [1, 2].map(() =>
      measured('values/ends', { given: [['x0', '0x7']] }).changes.map(({ value }) => value),
    );
    const [x7 = '', x8 = ''] = first ?? [];
    expect(x7).toMatch(/^computed_[0-9a-f]{8}\(x7, x8\)$/);
    expect(x8).toMatch(/^computed_[0-9a-f]{8}\(x7, x8\)$/);
    expect(x8).not.toBe(x7);
    expect(second).toEqual([x7, x8]);
  });

  test('says what made a guest call go its way', () => {
    expect(measured('immediate/kvm', { caller: 'guest' }).conditions).toEqual(['VTTBR_EL2 != 0x0']);
  });

  describe('whose flow is wrong', () => {
    const situation: Situation = {
      caller: findCaller('host'),
      given: new Map([
        ['x0', 3n],
        ['x6', 0x4030_0000n],
      ]),
    };

    test('is refused, as the machine does not agree', () => {
      const table = open('values/ends');
      const { record, flow } = followCall(table, situation, 0);
      const wrong = { record, flow: { ...flow, conditions: [] } };
      const check = (call: FollowedCall): string | undefined =>
        checkedCall(call, table, [situation, 0]).flow.refusal?.reason;
      expect(check({ record, flow })).toBeUndefined();
      expect(check(wrong)).toMatch(
        /^the data flow does not agree with the machine: the same way ends as spun at 0x/,
      );
    });

    test('says why in place of each value', () => {
      const table = open('values/ends');
      const { record, flow } = followCall(table, situation, 0);
      const refusal = { reason: 'it accesses memory with the MMU on', at: record.pc };
      const setting = descriptionOf(table, record, setByCallers(table, situation));
      const named = { ...setting, nameOf: () => 'store+0x4' };
      const { stores, steady } = effectOfFlow({ record, flow: { ...flow, refusal } }, named);
      expect(stores.map(({ value }) => printNamed(value))).toEqual([
        'unknown: it accesses memory with the MMU on, at store+0x4',
        'unknown: it accesses memory with the MMU on, at store+0x4',
      ]);
      expect(steady).toBe(false);
    });
  });
});
