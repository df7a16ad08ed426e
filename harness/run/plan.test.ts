import { Exits } from './exits.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { encodeForm, nop } from '../architecture/a64/instructions.ts';
import { constant, input } from '../expression/expression.ts';
import type { Abi, Operation, Vectors } from '../abi/abi.ts';
import { noStandIns } from '../abi/stand-in.ts';
import { placeStandIns } from './stand-in-places.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { Diagnostic, HcallError } from '../diagnostics/diagnostic.ts';
import type { Origin } from '../abi/origin.ts';
import type { Action, Test, TestStep } from '../fixture/test.ts';
import type { ImageSymbol } from '../image/image.ts';
import type { Outcome } from '../machine/machine.ts';
import { createMachine } from '../machine/unicorn/unicorn-machine.ts';
import { callSiteOf } from './call-action.ts';
import { memoryMap } from '../calls/memory-map.ts';
import type { Plan } from './plan.ts';
import { planStep } from './plan.ts';
import { Session } from './session.ts';

const place = { file: 'plan.yaml', line: 1, column: 1 };
const table = memoryMap.image.address;
const hypFunction = memoryMap.stubs.address;
const guestExit = memoryMap.stubs.address + 0x10n;

const operation = (more: Partial<Operation> & Pick<Operation, 'name'>): Operation => ({
  number: 1n,
  inputs: new Map(),
  results: new Map(),
  outcome: 'returned',
  calls: undefined,
  clobbers: new Set(),
  ...more,
});
const get = operation({
  name: 'GET',
  results: new Map([
    ['x0', { value: input({ kind: 'register', register: 'vbar_el2', when: 'before' }, 64), place }],
  ]),
});
const call = operation({
  name: 'CALL',
  number: 0n,
  inputs: new Map([
    ['function', 'x0'],
    ['argument', 'x1'],
  ]),
  calls: { input: 'function', arguments: ['argument'] },
  clobbers: new Set(['x1', 'x2']),
});
const operations = new Map([get, call].map((each) => [each.name, each]));
const vectors: Vectors = {
  name: 'stub',
  files: [],
  table: 'table',
  caller: 'host',
  inputs: new Set(['vttbr_el2']),
  clobbers: new Set(['x17']),
  operations,
  state: new Map([
    [
      'sctlr_el2',
      {
        value: constant(0x30c5_0838n, 64),
        text: '0x30c5_0838',
        place: { file: '/abi.yaml', line: 1, column: 1 },
      },
    ],
  ]),
  functions: 'all',
};
const abi: Abi = {
  name: 'example',
  directory: '/example',
  selector: { kind: 'immediate' },
  operations,
  vectors: new Map([['stub', vectors]]),
  callerClobbers: new Set(),
  routines: new Map([['routine', { symbol: 'routine', files: [], operation: 'GET' }]]),
  exits: new Map([
    [
      '__guest_exit',
      {
        symbol: '__guest_exit',
        place: { file: 'abi.yaml', line: 1, column: 1 },
        outcome: 'guest-exit',
        mayChange: new Set<RegisterName>(['x3']),
        returns: 'next',
      },
    ],
  ]),
  constants: new Map(),
  regions: new Map(),
  ...noStandIns,
  notProved: [],
  includes: [],
  defines: [],
};

function symbol(name: string, address: bigint, size: bigint): ImageSymbol {
  return { name, address, link: address, size, kind: 'function' };
}

/** What is wrong with the step. */
function problemsOf(...step: Parameters<typeof plan>): readonly Diagnostic[] {
  try {
    plan(...step);
    return [];
  } catch (error) {
    return (error as HcallError).diagnostics;
  }
}

let session: Session;
beforeAll(() => {
  const code = { alloc: true, write: false, execute: true };
  session = new Session({
    abi,
    image: {
      sections: [{ name: '.text', address: table, bytes: new Uint8Array(0x900), flags: code }],
      symbols: [symbol('table', table, 0x800n), symbol('routine', table + 0x800n, 8n)],
      lines: [],
    },
    table: 'table',
    exits: new Exits(abi, new Set(['__guest_exit'])),
    machine: createMachine(),
    code: memoryMap,
    functionKind: 'general',
    firmware: undefined,
    placed: placeStandIns({ abi, ...noStandIns }, memoryMap, new Map()),
    encode: (text) => (text.startsWith('svc') ? encodeForm('SVC', { imm16: 1 }) : nop),
  });
});
afterAll(() => session.close());

function entryAt(address: bigint) {
  return { address: constant(address, 64), size: 8 as const, value: constant(1, 64), place };
}

function plan(
  action: Action,
  {
    origin = 'host',
    outcome,
    at,
    given = [],
    before = [],
    after = [],
  }: {
    origin?: Origin;
    outcome?: Outcome;
    at?: string;
    given?: readonly (readonly [RegisterName, bigint])[];
    /** Addresses of 8 bytes of memory. */
    before?: readonly bigint[];
    after?: readonly bigint[];
  } = {},
): Plan {
  const step: TestStep = {
    origin,
    action,
    given: new Map(
      given.map(([register, value]) => [register, { value: constant(value, 64), place }]),
    ),
    memory: before.map(entryAt),
    guest: undefined,
    expectation: {
      outcome: outcome === undefined ? undefined : { value: outcome, place },
      at: at === undefined ? undefined : { value: at, place },
      returns: undefined,
      registers: new Map(),
      memory: after.map(entryAt),
      events: undefined,
      findings: undefined,
    },
    place,
  };
  const whole: Test = {
    id: 'plan.yaml > example',
    file: 'plan.yaml',
    name: 'example',
    place,
    tags: [],
    skip: undefined,
    xfail: undefined,
    abi,
    vectors: { contract: vectors, files: [], table: 'table' },
    ...noStandIns,
    regions: new Map(),
    code: [],
    steps: [step],
  };
  session.reset();
  const site = callSiteOf(session, step);
  return planStep({ session, test: whole, step, site, before: undefined, seed: 1 });
}

const makeCall: Action = { kind: 'operation', operation: call, inputs: new Map() };
const makeGet: Action = { kind: 'operation', operation: get, inputs: new Map() };
const raise: Action = {
  kind: 'raise',
  slot: 'current-sp0/irq',
  esr: undefined,
  far: undefined,
  hpfar: undefined,
  preferredReturn: 'this',
};

describe('planStep', () => {
  test.each<[Origin, bigint, bigint, bigint]>([
    ['host', 0x3c5n, 0x8000_0000n, 0n],
    ['guest', 0x3c5n, 0x8000_0000n, 0x0001_0000_4080_0000n],
    ['el0', 0n, 0x8000_0000n, 0n],
    ['el2', 0x3c9n, 0x8000_0000n, 0n],
    ['aarch32', 0x1d3n, 0n, 0n],
  ])('a call from %s', (origin, pstate, hcr, vttbr) => {
    const { state } = plan(makeGet, { origin }).call;
    expect([state.get('pstate'), state.get('hcr_el2'), state.get('vttbr_el2')]).toEqual([
      pstate,
      hcr,
      vttbr,
    ]);
  });

  test('the vectors and what holds while they are installed', () => {
    const { state } = plan(makeGet).call;
    expect([state.get('vbar_el2'), state.get('sctlr_el2')]).toEqual([table, 0x30c5_0838n]);
  });

  test('an operation that leaves for a function goes where that is loaded, and does not come back', () => {
    const restart = operation({
      name: 'RESTART',
      inputs: new Map([['entry', 'x1']]),
      outcome: 'jumped',
      calls: { input: 'entry', arguments: [] },
    });
    const action: Action = { kind: 'operation', operation: restart, inputs: new Map() };
    const { call: planned, stops, functions } = plan(action);
    expect([planned.outcome, planned.state.get('x1'), stops.get(hypFunction)]).toEqual([
      'jumped',
      hypFunction,
      'jumped',
    ]);
    expect([...functions]).toEqual([]);
  });

  test.each<[string, bigint, readonly bigint[] | undefined]>([
    ['an operation has its number and no other', 1n, undefined],
    ['a number that is none stands for all that are none', 7n, [1n, 0n]],
  ])('%s', (_, number, others) => {
    const other = operation({ name: 'OTHER', number });
    const action: Action = { kind: 'operation', operation: other, inputs: new Map() };
    expect(plan(action).call.freeNumber).toEqual(
      others && { register: undefined, low: 0, bits: 16, number: undefined, others },
    );
  });

  test('a function that the test does not name is the default one, by its kernel address', () => {
    const { call: planned, functions } = plan(makeCall);
    expect([planned.state.get('x0'), [...functions]]).toEqual([
      0xffff_ff80_0000_0000n | hypFunction,
      [hypFunction],
    ]);
  });

  test('what the callee must get', () => {
    expect(plan(makeCall).call.callee).toEqual({
      function: 'x0',
      arguments: new Map([['x0', 'x1']]),
    });
  });

  test('a call that is expected at its function stops there', () => {
    expect(plan(makeCall, { outcome: 'called' }).functions.size).toBe(0);
  });

  test.each<[string, Action, Parameters<typeof plan>[1], readonly RegisterName[]]>([
    ['an operation without clobbers', makeGet, {}, ['x0', 'x17']],
    ['an operation with clobbers', makeCall, {}, ['x1', 'x17', 'x2']],
    [
      'a routine, which also loses lr',
      { kind: 'routine', symbol: 'routine' },
      {},
      ['x0', 'x17', 'x30'],
    ],
    [
      'an exit, whose own list it is',
      { kind: 'hvc', immediate: 0 },
      { outcome: 'guest-exit' },
      ['x3'],
    ],
    [
      'an exit elsewhere',
      { kind: 'hvc', immediate: 0 },
      { outcome: 'guest-exit', at: 'table' },
      ['x17'],
    ],
  ])('what may change: %s', (_, action, more, registers) => {
    expect([...plan(action, more).call.mayChange].toSorted()).toEqual(registers);
  });

  test('what the call may depend on', () => {
    const { declared } = plan(makeCall, { given: [['x9', 1n]] }).call;
    expect([...declared].toSorted()).toEqual(['vttbr_el2', 'x0', 'x1', 'x9']);
  });

  test('a routine runs against handlers that really clobber', () => {
    expect([...plan({ kind: 'routine', symbol: 'routine' }).call.scrambled]).toEqual(['x17']);
  });

  test.each([
    ['table', table, table + 0x800n],
    ['routine', table + 0x800n, table + 0x808n],
    ['__guest_exit', guestExit, guestExit + 4n],
    ['lower-a32/serror', table + 0x780n, table + 0x800n],
  ])('the end at %s', (label, low, high) => {
    expect(plan(makeGet, { outcome: 'spun', at: label }).call.at).toEqual({ low, high, label });
  });

  test('a raised exception comes from where its slot says', () => {
    const { start, state } = plan(raise).call;
    expect([start, state.get('pstate')]).toEqual([
      { cause: { kind: 'irq' }, slot: 'current-sp0/irq' },
      0x3c8n,
    ]);
  });

  const sync = { ...raise, slot: 'lower-a64/sync', esr: 0x0c00_0000n } as const;
  test.each<[string, Action, Parameters<typeof plan>[1], readonly bigint[]]>([
    ['a call, or before it', { kind: 'hvc', immediate: 0 }, {}, [0n, 4n]],
    ['an operation, or before it', makeGet, {}, [0n, 4n]],
    ['an SVC, or before it', { kind: 'instruction', text: 'svc #1' }, {}, [0n, 4n]],
    ['an exception, or before it', sync, {}, [0n, 4n]],
    [
      'an exception in T32 state',
      sync,
      { origin: 'aarch32', given: [['pstate', 0x1f3n]] },
      [0n, 2n],
    ],
    ['an instruction, which executes again', { kind: 'instruction', text: 'nop' }, {}, [4n]],
    ['a routine', { kind: 'routine', symbol: 'routine' }, {}, [4n]],
    ['an HVC of EL0, which is UNDEFINED', makeGet, { origin: 'el0' }, [4n]],
  ])('the caller goes on behind %s', (_, action, options, distances) => {
    const { stops, call: planned } = plan(action, options);
    const start = planned.state.get('pc');
    const own = [...stops].flatMap(([address, outcome]) =>
      outcome === 'returned' ? [address - start] : [],
    );
    expect(new Set(own)).toEqual(new Set(distances));
  });

  test('what an exit says of the return', () => {
    expect(plan(makeGet).call.returns).toEqual({
      declared: undefined,
      atExits: new Map([[guestExit, 'next']]),
    });
  });

  test('a symbol that nobody defines', () => {
    const diagnostics = problemsOf(makeGet, { outcome: 'spun', at: 'nowhere' });
    expect(diagnostics.map(({ code, place }) => [code, place])).toEqual([
      ['unknown-symbol', place],
    ]);
  });

  test.each<[string, Parameters<typeof plan>[1]]>([
    ['before the call', { before: [0x10n] }],
    ['after it', { after: [0x10n] }],
    ['but for its first bytes', { before: [0x4030_fffcn] }],
    ['at the end of the address space', { before: [0xffff_ffff_ffff_ffffn] }],
  ])('memory that is not there, %s', (_, options) => {
    const diagnostics = problemsOf(makeGet, options);
    expect(diagnostics.map(({ code, place }) => [code, place])).toEqual([
      ['memory-not-mapped', place],
    ]);
  });

  test.each<RegisterName>(['actlr_el2', 'cntvct_el0'])('%s, which no machine shows', (register) => {
    const diagnostics = problemsOf(makeGet, { given: [[register, 0n]] });
    expect(diagnostics.map(({ code, place }) => [code, place])).toEqual([
      ['not-observable', place],
    ]);
  });
});
