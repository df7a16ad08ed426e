import type { RegisterName } from '../../architecture/registers.ts';
import type { State } from '../../architecture/state.ts';
import { createState } from '../../architecture/state.ts';
import type { Call } from '../../judge/call.ts';
import type { CallRecord } from '../../calls/call-record.ts';

/** For the judge's tests: a host's call, with x0 as its input, of a stub at 0x140000000. */
export function exampleCall(more: Partial<Call> = {}): Call {
  return {
    state: stateWith({ pc: 0x1_5000_0000n, pstate: 0x3c5n, sp_el2: 0x1_5070_3f00n, x0: 7n }),
    start: 'code',
    cause: undefined,
    outcome: 'returned',
    at: undefined,
    returns: { declared: undefined, atExits: new Map() },
    results: new Map(),
    memory: [],
    regions: [],
    contexts: { usual: { saves: [], restores: [], idle: [] }, atExits: new Map() },
    events: undefined,
    guest: undefined,
    inputs: new Map([['base', 'x0']]),
    declared: new Set(['x0']),
    freeNumber: undefined,
    mayChange: new Set(),
    mayChangeFlags: false,
    keeps: 'memory',
    callee: undefined,
    scrambled: new Set(),
    interesting: [],
    generalRegisterBits: 64,
    seed: 1,
    isFixed: () => false,
    symbol: () => 0x1_4000_0000n,
    region: () => 0n,
    cell: () => 0n,
    cellAddress: () => 0n,
    nameOf: (address) => `symbol@${address.toString(16)}`,
    ...more,
  };
}

/** A trial of a call that returned and changed nothing but what `after` says. */
export function exampleTrial(
  call: Call,
  after: Readonly<Partial<Record<RegisterName, bigint>>> = {},
  more: Partial<CallRecord> = {},
): CallRecord {
  const end = call.state.clone();
  end.set('pc', call.state.get('pc') + 4n);
  setAll(end, after);
  return {
    outcome: 'returned',
    pc: end.get('pc'),
    instructions: undefined,
    before: call.state,
    entry: call.state.clone(),
    after: end,
    exceptions: [],
    interruption: undefined,
    writes: [],
    called: [],
    guests: [],
    passages: [],
    descriptors: [],
    firmware: [],
    misplaced: undefined,
    steps: undefined,
    memory: [],
    ...more,
  };
}

export function stateWith(values: Readonly<Partial<Record<RegisterName, bigint>>>): State {
  const state = createState();
  setAll(state, values);
  return state;
}

function setAll(state: State, values: Readonly<Partial<Record<RegisterName, bigint>>>): void {
  for (const [register, value] of Object.entries(values)) {
    state.set(register as RegisterName, value);
  }
}
