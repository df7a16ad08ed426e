import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import type { Machine, Observation, Probe } from './machine.ts';
import { engines } from '../testing/machine/engines.ts';

/** What any machine must do, whatever engine is behind it. */

const table = 0x4010_0000n;
const caller = 0x4000_0000n;

const vectorOfEl1 = table + 0x400n;
const vectorOfEl2 = table + 0x200n;

describe.each(engines)('a machine on %s', (_name, createMachine) => {
  let machine: Machine;
  beforeEach(() => {
    machine = createMachine();
    machine.map([
      { name: 'caller', address: caller, size: 0x1000 },
      { name: 'vectors', address: table, size: 0x1000 },
    ]);
  });
  afterEach(() => machine.close());

  function load(address: bigint, ...words: number[]): void {
    machine.write({
      address,
      bytes: new Uint8Array(Uint32Array.from(words).buffer),
      execute: true,
    });
  }

  function run(
    values: Readonly<Partial<Record<RegisterName, bigint>>>,
    watch: Probe['watch'],
    stops: Probe['stops'] = new Map(),
  ): Observation {
    const state = machine.resetState();
    const start = { pc: caller, pstate: 0x3c5n, vbar_el2: table, hcr_el2: 0x8000_0000n, ...values };
    for (const [register, value] of Object.entries(start)) {
      state.set(register as RegisterName, value);
    }
    const observation = machine.newObservation();
    const landing = new Map([[caller + 4n, 'returned' as const]]);
    const probe = {
      state,
      start: 'code',
      budget: 1000,
      watch,
      stops: new Map([...landing, ...stops]),
    };
    machine.run(probe as Probe, observation);
    return observation;
  }

  test('a region that mirrors another is the same memory, which a rewind puts back once', () => {
    const mirror = 0x5000_0000n;
    machine.map([{ name: 'mirror', address: mirror, size: 0x1000, mirrors: caller }]);
    const mark = machine.mark();
    const write = (address: bigint, byte: number): void =>
      machine.write({ address, bytes: Uint8Array.of(byte), execute: false });
    write(mirror + 8n, 1);
    write(caller + 8n, 2);
    const seen = machine.read(mirror + 8n, 1)[0];
    machine.rewind(mark);
    expect([seen, machine.read(mirror + 8n, 1)[0], machine.read(caller + 8n, 1)[0]]).toEqual([
      2, 0, 0,
    ]);
  });

  test('bits that are always 1 are 1 in a start that has them as 0', () => {
    load(caller, 0xd53b9c00 /* mrs x0, pmcr_el0 */);
    const { before, after } = run({ pmcr_el0: 1n }, 'nothing');
    expect([before.get('pmcr_el0'), after.get('x0')]).toEqual([0x4102_3001n, 0x4102_3001n]);
  });

  test('code runs where its region is mirrored', () => {
    const mirror = 0x5000_0000n;
    machine.map([{ name: 'mirror', address: mirror, size: 0x1000, mirrors: table }]);
    load(caller, 0xd4000002 /* hvc #0 */);
    for (const address of [vectorOfEl1, vectorOfEl1 - table + mirror]) {
      load(address, 0x9103bc00 /* add x0, x0, #0xef */, 0xd69f03e0 /* eret */);
    }
    const results = [table, mirror].map((vbar) =>
      run({ x0: 1n, vbar_el2: vbar }, 'nothing').after.get('x0'),
    );
    expect(results).toEqual([0xf0n, 0xf0n]);
  });

  test('an exception loop ends as one after a stepped one, and within another budget', () => {
    load(caller, 0xd4000123 /* smc #9, trapped by HCR_EL2.TSC */);
    load(vectorOfEl1, 0xd28002f1 /* mov x17, #0x17 */, 0xd69f03e0 /* eret */);
    const watches = ['steps', 'nothing', 'nothing', 'steps'] as const;
    const outcomes = watches.map((watch) => run({ hcr_el2: 0x8008_0000n }, watch).outcome);
    expect(outcomes).toEqual(watches.map(() => 'exception-loop'));
  });

  describe.each(['nothing', 'steps'] as const)('watching %s', (watch) => {
    test.each([
      { name: 'where nothing is mapped', target: 0x8400_0000n, kind: 'instruction-abort' },
      {
        name: 'beyond the physical addresses',
        target: 0xffff_ff80_4020_0000n,
        kind: 'instruction-abort',
      },
      { name: 'at address 0', target: 0n, kind: 'instruction-abort' },
      { name: 'between two instructions', target: caller + 2n, kind: 'pc-alignment' },
    ])('EL2 calls a function $name', ({ target, kind }) => {
      load(caller, 0xd4000002 /* hvc #0 */);
      load(vectorOfEl1, 0xd63f0000 /* blr x0 */);
      const observation = run({ x0: target }, watch, new Map([[vectorOfEl2, 'panicked']]));
      const fault = observation.exceptions[1];
      expect({
        outcome: observation.outcome,
        kind: fault?.cause.kind,
        elr: fault?.elr,
        far: fault?.far,
        returnAddress: observation.after.get('x30'),
      }).toEqual({
        outcome: 'panicked',
        kind,
        elr: target,
        far: target,
        returnAddress: vectorOfEl1 + 4n,
      });
    });

    test('VBAR_EL2[10:0] are RES0', () => {
      load(caller, 0xd4000002 /* hvc #0 */);
      load(vectorOfEl1, 0xd51cc000 /* msr vbar_el2, x0 */, 0xd69f03e0 /* eret */);
      expect(run({ x0: 0x4010_0fffn }, watch).after.get('vbar_el2')).toBe(0x4010_0800n);
    });

    test('each of several exception loops ends as one', () => {
      load(caller, 0xd4000123 /* smc #9, trapped by HCR_EL2.TSC */);
      load(vectorOfEl1, 0xd28002e1 /* mov x1, #0x17 */, 0xd69f03e0 /* eret */);
      const outcomes = [1n, 2n, 3n].map((x0) => run({ x0, hcr_el2: 0x8008_0000n }, watch).outcome);
      expect(outcomes).toEqual(['exception-loop', 'exception-loop', 'exception-loop']);
    });
  });
});
