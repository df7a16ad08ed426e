import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { Machine } from '../machine/machine.ts';
import { createImaginaryMachine } from '../testing/machine/engines.ts';
import type { CallSetting, Continuation } from './call-maker.ts';
import { CallMaker } from './call-maker.ts';
import type { CallRecord } from './call-record.ts';
import { plainActs } from './act.ts';
import { exampleAct, noNames, returning } from '../testing/calls/example-act.ts';

/** Where the caller is, at EL1, with HVC as its first instruction; and EL2's table, whose slot for it begins with its code. */
const caller = 0x4000_0000n;
const table = 0x4010_0000n;
const slot = table + 0x400n;
/** Code of the image besides the slot, and an address without any. */
const routine = table + 0x800n;
const outside = 0x6000_0000n;
const data = 0x4020_0000n;

/** From GNU as. */
const words = {
  hvc: 0xd400_0002,
  eret: 0xd69f_03e0,
  ret: 0xd65f_03c0,
  'add x0, x0, #1': 0x9100_0400,
  'mov x2, x3': 0xaa03_03e2,
  'str x0, [x4]': 0xf900_0080,
  'blr x1': 0xd63f_0020,
  'br x1': 0xd61f_0020,
  'b .-4': 0x17ff_ffff,
  'msr elr_el2, x1': 0xd51c_4021,
  'msr spsr_el2, x2': 0xd51c_4002,
} as const;
type Instruction = keyof typeof words;

let machine: Machine;
beforeEach(() => {
  machine = createImaginaryMachine();
  machine.map(
    [caller, table, data].map((address) => ({ name: `0x${address}`, address, size: 0x1000 })),
  );
  load(caller, 'hvc', 'mov x2, x3');
  load(routine, 'ret');
});
afterEach(() => machine.close());

function load(address: bigint, ...instructions: Instruction[]): void {
  const code = Uint32Array.from(instructions, (instruction) => words[instruction]);
  machine.write({ address, bytes: new Uint8Array(code.buffer), execute: true });
}

/** A maker of calls into a slot of which the branch at its beginning, if there is one, goes to x1. */
function makerOf(more: Partial<CallSetting> = {}): CallMaker {
  return new CallMaker({
    machine,
    stops: new Map([[caller + 4n, 'returned']]),
    functions: new Set(),
    acts: plainActs(exampleAct(new Map(), { returns: returning({ x0: 5n }) })),
    isData: (address) => address >= data && address < data + 0x1000n,
    seed: 1,
    captures: new Set(),
    budget: 1000,
    ...more,
  });
}

const has = (address: bigint): boolean => address >= table && address < table + 0x1000n;

/** As it is for code whose first instruction is a branch to x1. */
const branching = (links: boolean): Pick<CallSetting, 'code'> => ({
  code: { branches: new Map([[slot, { address: slot, register: 1, links }]]), has },
});

type Values = Readonly<Partial<Record<RegisterName, bigint>>>;

function stateWith(values: Values): State {
  const state = machine.resetState();
  const all = { pc: caller, pstate: 0x3c5n, vbar_el2: table, ...values };
  Object.entries(all).forEach(([name, value]) => state.set(name as RegisterName, value));
  return state;
}

interface Making {
  readonly stopsAtReturns?: true;
  readonly watch?: 'steps';
  readonly continuation?: Partial<Continuation>;
}

function make(maker: CallMaker, values: Values, making: Making = {}): CallRecord {
  const { stopsAtReturns = false, watch = 'nothing', continuation = {} } = making;
  const out = machine.newObservation();
  const mark = machine.mark();
  const state = stateWith(values);
  maker.enter({ state, start: 'code', watch, stopsAtReturns }, () => machine.rewind(mark), out);
  return maker.finish(out, { names: noNames, ...continuation });
}

test('a call that stays in the code is over when it is back', () => {
  load(slot, 'add x0, x0, #1', 'eret');
  const { outcome, after, called, pc } = make(makerOf(), { x0: 41n });
  expect([outcome, after.get('x0'), called, pc]).toEqual(['returned', 42n, [], caller + 4n]);
});

test('memory that is asked for is as the call left it, the lowest byte first', () => {
  load(slot, 'str x0, [x4]', 'eret');
  const memory = [
    { address: data, size: 4 },
    { address: data + 4n, size: 2 },
  ];
  const values = { x0: 0x1122_3344_5566_7788n, x4: data };
  const record = make(makerOf(), values, { continuation: { memory } });
  expect(record.memory).toEqual([0x5566_7788n, 0x3344n]);
});

test('a function outside of the code is entered with its state, and the call goes on behind it', () => {
  load(slot, 'blr x1', 'add x0, x0, #1', 'eret');
  const { outcome, after, called } = make(makerOf(branching(true)), { x0: 1n, x1: outside });
  expect([outcome, after.get('x0')]).toEqual(['returned', 6n]);
  expect(called.map(({ address, state }) => [address, state.get('x0')])).toEqual([[outside, 1n]]);
});

test('a branch that does not link leaves for good', () => {
  load(slot, 'br x1');
  const { outcome, pc, called } = make(makerOf(branching(false)), { x1: outside });
  expect([outcome, pc, called.map(({ address }) => address)]).toEqual([
    'jumped',
    outside,
    [outside],
  ]);
});

test('a branch to a register that leads to code is no function', () => {
  load(slot, 'blr x1', 'add x0, x0, #1', 'eret');
  const { outcome, after, called } = make(makerOf(branching(true)), { x0: 1n, x1: routine });
  expect([outcome, after.get('x0'), called]).toEqual(['returned', 2n, []]);
});

test('a function that is a stop is called wherever the code comes to it', () => {
  load(slot, 'br x1');
  const maker = makerOf({
    stops: new Map([
      [caller + 4n, 'returned'],
      [routine, 'called'],
    ]),
    functions: new Set([routine]),
  });
  const back = slot + 4n;
  load(back, 'eret');
  const { outcome, after, called } = make(maker, { x1: routine, x30: back });
  expect([outcome, after.get('x0'), called[0]?.address]).toEqual(['returned', 5n, routine]);
});

test('calls of functions without end are out of budget', () => {
  load(slot, 'blr x1', 'b .-4');
  const { outcome, called } = make(makerOf(branching(true)), { x1: outside });
  expect([outcome, called.length]).toEqual(['out-of-budget', 65]);
});

test('a return of EL2 to where no code is shows as the jump that it is', () => {
  load(slot, 'msr elr_el2, x1', 'msr spsr_el2, x2', 'eret');
  const { outcome, pc } = make(makerOf({ code: { branches: new Map(), has } }), {
    x1: outside,
    x2: 0x3c9n,
  });
  expect([outcome, pc]).toEqual(['jumped', outside]);
});

test('registers are scrambled where EL2 returned to in a call before', () => {
  load(slot, 'eret');
  const maker = makerOf({ stops: new Map([[caller + 8n, 'returned']]) });
  const scrambled = new Map<RegisterName, bigint>([['x3', 9n]]);
  make(maker, { x3: 7n }, { watch: 'steps' });
  const before = make(maker, { x3: 7n }, { stopsAtReturns: true }).after.get('x2');
  const after = make(
    maker,
    { x3: 7n },
    { stopsAtReturns: true, continuation: { scrambled } },
  ).after.get('x2');
  expect([before, after]).toEqual([7n, 9n]);
});
