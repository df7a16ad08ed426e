import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Expression } from '../abi/expression.ts';
import type { Behaviour } from '../abi/stand-in.ts';
import { changedByFirmware, changedByFunction } from '../architecture/call-changes.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { binary, constant, input, wordWidth } from '../expression/expression.ts';
import type { Machine, MemoryWrite } from '../machine/machine.ts';
import {
  atEntry,
  beforeCall,
  exampleAct,
  examplePlace,
  noNames,
  placed,
  returning,
} from '../testing/calls/example-act.ts';
import { createImaginaryMachine } from '../testing/machine/engines.ts';
import type { ActNames, Acts, Left } from './act.ts';
import { plainActs } from './act.ts';
import { CallMaker } from './call-maker.ts';
import type { CallRecord } from './call-record.ts';

const caller = 0x4000_0000n;
const table = 0x4010_0000n;
const slot = table + 0x400n;
const callee = table + 0x800n;
const data = 0x4020_0000n;

/** From GNU as. */
const words = {
  hvc: 0xd400_0002,
  smc: 0xd400_0003,
  eret: 0xd69f_03e0,
  'br x1': 0xd61f_0020,
  'ldr x0, [x4]': 0xf940_0080,
} as const;
type Instruction = keyof typeof words;

/** A region of 12 bytes whose first 8 are an address. */
const names: ActNames = {
  ...noNames,
  region: () => ({
    name: 'context',
    address: data,
    size: 12,
    access: 'kept',
    pointers: new Map([[0, data + 0x100n]]),
  }),
};

let machine: Machine;
beforeEach(() => {
  machine = createImaginaryMachine();
  machine.map(
    [caller, table, data].map((address) => ({ name: `0x${address}`, address, size: 0x1000 })),
  );
  load(caller, 'hvc', 'eret');
});
afterEach(() => machine.close());

function load(address: bigint, ...instructions: Instruction[]): void {
  const code = Uint32Array.from(instructions, (instruction) => words[instruction]);
  machine.write({ address, bytes: new Uint8Array(code.buffer), execute: true });
}

type Values = Readonly<Partial<Record<RegisterName, bigint>>>;

/** A call of a slot whose branch goes to the function, which returns to what is behind it. */
function make(acts: Acts, values: Values = {}, left: readonly Left[] = []): CallRecord {
  const maker = new CallMaker({
    machine,
    stops: new Map([
      [caller + 4n, 'returned'],
      [callee, 'called'],
    ]),
    functions: new Set([callee]),
    acts,
    isData: (address) => address >= data && address < data + 0x1000n,
    seed: 1,
    captures: new Set(),
    budget: 1000,
  });
  const state = machine.resetState();
  const all = {
    pc: caller,
    pstate: 0x3c5n,
    vbar_el2: table,
    x1: callee,
    x30: slot + 4n,
    ...values,
  };
  Object.entries(all).forEach(([name, value]) => state.set(name as RegisterName, value));
  const out = machine.newObservation();
  const mark = machine.mark();
  const start = { state, start: 'code', watch: 'steps', stopsAtReturns: false } as const;
  maker.enter(start, () => machine.rewind(mark), out);
  return maker.finish(out, { names, left });
}

function doing(behaviour: Partial<Behaviour>): Acts {
  return plainActs(exampleAct(new Map(), behaviour));
}

/** One store of a stand-in. */
function storing(
  address: Behaviour['stores'][number]['address'],
  value: Behaviour['stores'][number]['value'],
  size: 1 | 2 | 4 | 8 = 8,
): Partial<Behaviour> {
  return { stores: [{ address, value, size, place: examplePlace }] };
}

function after({ after: end }: CallRecord, ...registers: RegisterName[]): bigint[] {
  return registers.map((register) => end.get(register));
}

function shown(writes: readonly MemoryWrite[]): unknown[] {
  return writes.map(({ address, size, after: value }) => [address, size, value]);
}

test('what a function returns is made of what was there at its entry, and before the call', () => {
  load(slot, 'br x1', 'eret');
  const returns = returning({ x0: beforeCall('x5'), x2: atEntry('elr_el2'), v3: 7n });
  const record = make(doing({ returns }), { x5: 5n });
  expect(record.outcome).toBe('returned');
  expect(after(record, 'x0', 'x2', 'v3')).toEqual([5n, caller + 4n, 7n]);
});

test('a function changes the registers that it may, and keeps the low halves of v8-v15', () => {
  load(slot, 'br x1', 'eret');
  const low = 0x1111_2222_3333_4444n;
  const values = { x18: 5n, x19: 6n, v7: low, v8: low, fpcr: 0n, fpsr: 0n };
  const record = make(plainActs(exampleAct(changedByFunction.all)), values);
  const [x18 = 0n, x19, v7 = 0n, v8 = 0n, fpsr] = after(record, 'x18', 'x19', 'v7', 'v8', 'fpsr');
  expect([x18 === 5n, x19, v7 & low, v8 & 0xffff_ffff_ffff_ffffn]).not.toEqual([true, 6n, low, 0n]);
  expect([x19, v8 & 0xffff_ffff_ffff_ffffn, v8 >> 64n === 0n, fpsr === 0n]).toEqual([
    6n,
    low,
    false,
    false,
  ]);
});

test('what functions leave can be chosen, but not what they return', () => {
  load(slot, 'br x1', 'eret');
  const act = exampleAct(changedByFunction.all, { returns: returning({ x0: 1n }) });
  const registers = new Map<RegisterName, bigint>([
    ['x0', 2n],
    ['x9', 9n],
    ['x19', 3n],
    ['v8', (8n << 64n) | 5n],
  ]);
  const record = make(plainActs(act), { x19: 19n, v8: 7n }, [{ registers, bytes: new Map() }]);
  expect(after(record, 'x0', 'x9', 'x19', 'v8')).toEqual([1n, 9n, 19n, (8n << 64n) | 7n]);
});

test('what a function stores is there afterwards, and seen', () => {
  load(slot, 'br x1', 'ldr x0, [x4]', 'eret');
  const address = binary('add', atEntry('x4'), constant(4n, wordWidth));
  const record = make(doing(storing(address, constant(0x1_2345_6789n, wordWidth), 4)), {
    x4: data,
  });
  expect(after(record, 'x0')).toEqual([0x2345_6789_0000_0000n]);
  expect(shown(record.writes)).toEqual([[data + 4n, 4, 0x2345_6789n]]);
});

test('each byte of a region that a function changes differs, but for the addresses in it', () => {
  load(slot, 'br x1', 'eret');
  const bytes = new Map([[data + 9n, 0xab]]);
  const left = [{ registers: new Map(), bytes }];
  const { writes } = make(doing({ changes: [placed('context')] }), {}, left);
  expect(writes.map(({ address, size }) => [address, size])).toEqual([[data + 8n, 4]]);
  expect(((writes[0]?.after ?? 0n) >> 8n) & 0xffn).toBe(0xabn);
});

test('a cell of a region is what it held before the call, whatever was stored since', () => {
  load(slot, 'br x1', 'eret');
  machine.write({ address: data + 8n, bytes: Uint8Array.of(1, 2, 0, 0), execute: false });
  const cell: Expression = input(
    { kind: 'cell', address: constant(data + 8n, wordWidth), size: 4 },
    32,
  );
  const changes = [placed('context')];
  const record = make(doing({ changes, returns: new Map([['x0', placed(cell)]]) }));
  expect(after(record, 'x0')).toEqual([0x201n]);
});

test('a function that is interrupted leaves other exception registers', () => {
  load(slot, 'br x1', 'br x1');
  const acts = doing({ isInterrupted: true });
  // It is called for ever: what matters is what it was entered with for the second time.
  const { called } = make(acts, { x30: slot + 4n });
  const entries = called.slice(0, 2).map(({ state }) => state);
  expect(entries.map((state) => state.get('elr_el2') === caller + 4n)).toEqual([true, false]);
  expect(entries.map((state) => state.get('spsr_el2'))).toEqual([0x3c5n, 0x3c9n]);
  expect(entries[1]?.get('esr_el2')).toBe(0x9600_0045n);
});

test.each([
  ['to code', table],
  ['to nowhere', 0x9000_0000n],
])('a store %s ends the call there', (_where, address) => {
  load(slot, 'br x1', 'eret');
  const record = make(doing(storing(constant(address, wordWidth), constant(1n, wordWidth))));
  expect([record.outcome, record.pc, record.misplaced?.address]).toEqual([
    'called',
    callee,
    address,
  ]);
});

const answer = exampleAct(changedByFirmware['1.1'], { returns: returning({ x0: 0n }) });
const version = 0x8400_0000n;

test.each<[string, Acts['firmware'], Values, string, bigint, bigint[]]>([
  [
    'that it knows returns',
    new Map([[version, answer]]),
    { x0: version },
    'returned',
    caller + 4n,
    [0n, 4n],
  ],
  // The function identifier is in w0.
  [
    'is known by 32 bits',
    new Map([[version, answer]]),
    { x0: (9n << 32n) | version },
    'returned',
    caller + 4n,
    [0n, 4n],
  ],
  ['that has no entry ends it', new Map([[version, answer]]), { x0: 5n }, 'smc', slot, [5n, 4n]],
  [
    'of any other id returns',
    new Map([[undefined, answer]]),
    { x0: 5n },
    'returned',
    caller + 4n,
    [0n, 4n],
  ],
  [
    'may end otherwise',
    new Map([[undefined, { kind: 'stop', outcome: 'panicked' }]]),
    { x0: 5n },
    'panicked',
    slot,
    [5n, 4n],
  ],
])('a call of firmware %s', (_what, firmware, values, outcome, pc, registers) => {
  load(slot, 'smc', 'eret');
  const record = make({ ...doing({}), firmware }, { x4: 4n, ...values });
  expect([record.outcome, record.pc, after(record, 'x0', 'x4')]).toEqual([outcome, pc, registers]);
});
