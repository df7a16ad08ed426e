import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import type { CallRecord } from './call-record.ts';
import type { CallRequest } from './repeated-call.ts';
import type { Machine, Outcome, RaisedException } from '../machine/machine.ts';
import { engines } from '../testing/machine/engines.ts';
import { memoryMap, regions } from './memory-map.ts';
import { startState } from './start-state.ts';
import { RepeatedCall } from './repeated-call.ts';
import { plainActs } from './act.ts';
import { exampleAct, noNames, returning } from '../testing/calls/example-act.ts';

const caller = memoryMap.callers.address;
const table = memoryMap.image.address;
const callee = memoryMap.stubs.address;
const vector = table + 0x400n;
/** A function of the image. */
const helper = table + 0x900n;

/** Words as GNU as 2.40 assembles them. */
const words = {
  blrX0: 0xd63f0000,
  blrX19: 0xd63f0260,
  cselX1: 0x9a9f0041, // csel x1, x2, xzr, eq
  eret: 0xd69f03e0,
  hvc: 0xd4000002,
  loadDeadStack: 0xf85f83e1, // ldur x1, [sp, #-8]
  movX2X0: 0xaa0003e2, // mov x2, x0
  mrsX1: 0xd53c5201, // mrs x1, esr_el2
  pop: 0xf84107fe, // ldr lr, [sp], #16
  push: 0xa9bf7ffe, // stp lr, xzr, [sp, #-16]!
  ret: 0xd65f03c0,
  storeX2: 0xf9000022, // str x2, [x1]
} as const;

/** Functions return 0x77, and change nothing else. */
const acting = {
  acts: plainActs(exampleAct(new Map(), { returns: returning({ x0: 0x77n }) })),
  names: noNames,
  isData: () => true,
  seed: 1,
};

let machine: Machine;
afterEach(() => machine.close());

function load(address: bigint, ...code: number[]): void {
  machine.write({ address, bytes: new Uint8Array(Uint32Array.from(code).buffer), execute: true });
}

function runnerFor(
  stops: readonly (readonly [bigint, Outcome])[],
  landing = caller + 4n,
  start: 'code' | RaisedException = 'code',
  acts = acting.acts,
): RepeatedCall {
  return new RepeatedCall({
    machine,
    start,
    stops: new Map([[landing, 'returned'], ...stops]),
    functions: new Set([callee]),
    captures: new Set([helper]),
    budget: 1000,
    memory: [{ address: memoryMap.data.address, size: 8 }],
    mark: machine.mark(),
    ...acting,
    acts,
  });
}

function request(
  values: Readonly<Partial<Record<RegisterName, bigint>>>,
  more: Partial<CallRequest> = {},
): CallRequest {
  const state = startState(machine.resetState(), {
    origin: 'host',
    table,
    seed: 1,
    state: new Map(),
  });
  for (const [register, value] of Object.entries({ pc: caller, ...values })) {
    state.set(register as RegisterName, value);
  }
  return { state, watch: 'nothing', memory: [], scrambled: new Map(), ...more };
}

function ending({ outcome, after, called }: CallRecord): unknown {
  return { outcome, x0: after.get('x0'), calls: called.map(({ address }) => address) };
}

describe.each(engines)('on %s', (_engine, create) => {
  beforeEach(() => {
    machine = create();
    machine.map(regions);
  });

  test.each(['nothing', 'steps'] as const)(
    'a handler that calls a function, watching %s',
    (watch) => {
      load(caller, words.hvc);
      load(vector, words.push, words.blrX0, words.pop, words.eret);
      const trial = runnerFor([[callee, 'called']]).run(request({ x0: callee }, { watch }));
      expect(ending(trial)).toEqual({ outcome: 'returned', x0: 0x77n, calls: [callee] });
    },
  );

  test('a function of the image runs by itself, and its entry is seen', () => {
    load(caller, words.hvc);
    load(vector, words.push, words.blrX0, words.pop, words.eret);
    load(helper, 0xd2800ee0 /* mov x0, #0x77 */, words.ret);
    const trial = runnerFor([]).run(request({ x0: helper }));
    expect(ending(trial)).toEqual({ outcome: 'returned', x0: 0x77n, calls: [helper] });
  });

  test('what was seen before the function and after it is one trial', () => {
    load(caller, words.hvc);
    load(vector, words.push, words.blrX0, words.pop, words.eret);
    const trial = runnerFor([[callee, 'called']]).run(request({ x0: callee }, { watch: 'steps' }));
    expect(trial.steps?.map(({ address }) => address)).toEqual([
      caller,
      vector,
      vector + 4n,
      vector + 8n,
      vector + 12n,
    ]);
  });

  test('a function that is called for ever', () => {
    load(caller, words.hvc);
    load(vector, words.blrX0, 0x17ffffff /* b .-4 */);
    load(callee, words.ret);
    const trial = new RepeatedCall({
      machine,
      start: 'code',
      stops: new Map([[callee, 'called']]),
      functions: new Set([callee]),
      captures: new Set([helper]),
      budget: 1000,
      memory: [],
      mark: machine.mark(),
      ...acting,
      acts: plainActs(exampleAct(new Map())),
    }).run(request({ x0: callee }));
    expect(trial.outcome).toBe('out-of-budget');
  });

  test('registers are scrambled where the HVC of a routine returns to, once that is known', () => {
    const site = memoryMap.routineCallers.address;
    const routine = table + 0xa00n;
    load(site, 0x97ff_8280 /* bl routine */);
    load(routine, words.hvc, words.ret);
    load(vector, words.eret);
    const runner = runnerFor([], site + 4n);
    runner.run(request({ pc: site }, { watch: 'steps' }));
    const trial = runner.run(request({ pc: site }, { scrambled: new Map([['x17', 5n]]) }));
    expect([trial.outcome, trial.after.get('x17')]).toEqual(['returned', 5n]);
  });

  test('an exception loop is no return into a routine', () => {
    load(caller, 0xd4000123 /* smc #9, trapped by HCR_EL2.TSC */);
    load(vector, words.eret);
    const runner = runnerFor([]);
    const outcomes = (['steps', 'nothing'] as const).map(
      (watch) => runner.run(request({ hcr_el2: 0x8008_0000n }, { watch })).outcome,
    );
    expect(outcomes).toEqual(['exception-loop', 'exception-loop']);
  });

  test('memory differs when asked for, and is as before in the next trial', () => {
    load(caller, words.hvc);
    load(vector, words.loadDeadStack, words.eret);
    const runner = runnerFor([]);
    const state = request({}).state;
    const used = { address: state.get('sp_el2') - 0x10n, bytes: new Uint8Array(0x10).fill(0xb7) };
    const seen = [[], [used], []].map((memory) =>
      runner.run(request({}, { memory })).after.get('x1'),
    );
    expect(seen).toEqual([0n, 0xb7b7_b7b7_b7b7_b7b7n, 0n]);
  });

  test('memory that the call is judged by, at its end', () => {
    load(caller, words.hvc);
    load(vector, words.storeX2, words.eret);
    const runner = runnerFor([]);
    const values = [3n, 4n].map(
      (x2) => runner.run(request({ x1: memoryMap.data.address, x2 })).memory[0],
    );
    expect(values).toEqual([3n, 4n]);
  });

  test('functions leave what a request says, in the order of the calls', () => {
    load(caller, words.hvc);
    load(vector, words.blrX19, words.movX2X0, words.blrX19, words.cselX1, words.eret);
    const changed = new Map<RegisterName, bigint>([
      ['x0', 0xffff_ffff_ffff_ffffn],
      ['pstate', 0xf000_0000n],
    ]);
    const acts = plainActs(exampleAct(changed));
    const trial = runnerFor([[callee, 'called']], caller + 4n, 'code', acts).run(
      request(
        { x19: callee },
        {
          left: [
            { registers: new Map([['x0', 5n]]), bytes: new Map() },
            { registers: new Map([['pstate', 0x4000_03c9n]]), bytes: new Map() },
          ],
        },
      ),
    );
    // The second function leaves Z set: CSEL X1, X2, XZR, EQ.
    expect(['x2', 'x1'].map((name) => trial.after.get(name as RegisterName))).toEqual([5n, 5n]);
  });

  test.each<[string, 'code' | RaisedException, Partial<CallRequest>, bigint]>([
    ['an HVC that is executed', 'code', { immediate: 0x123 }, 0x5a00_0123n],
    [
      'one that is raised',
      { cause: { kind: 'hvc', immediate: 1 } },
      { immediate: 2 },
      0x5a00_0002n,
    ],
    [
      'a synchronous exception',
      { cause: { kind: 'synchronous', esr: 0x5600_0001n, preferredReturn: 'next' } },
      { syndrome: new Map([['esr_el2', 0x5600_0007n]]) },
      0x5600_0007n,
    ],
  ])('another number in %s', (_, start, more, esr) => {
    load(caller, words.hvc);
    load(vector, words.mrsX1, words.eret);
    expect(
      runnerFor([], caller + 4n, start)
        .run(request({}, more))
        .after.get('x1'),
    ).toBe(esr);
  });

  test('an interrupt has no syndrome to change', () => {
    const runner = runnerFor([], caller, { cause: { kind: 'irq' } });
    const asked = request({}, { syndrome: new Map([['esr_el2', 0n]]) });
    expect(() => runner.run(asked)).toThrow(RangeError);
  });
});
