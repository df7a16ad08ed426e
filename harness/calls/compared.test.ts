import { expect, test } from '@jest/globals';
import { createState } from '../architecture/state.ts';
import type { State } from '../architecture/state.ts';
import type { Outcome } from '../machine/machine.ts';
import type { CallRecord } from './call-record.ts';
import { changedRegisters, referenceOf } from './compared.ts';

/** PSTATE of EL0t, EL1h, EL2h and A32's Supervisor mode. */
const [el0, el1, el2, a32] = [0n, 0x3c5n, 0x3c9n, 0x1d3n] as const;

function stateAt(pstate: bigint, x0 = 1n): State {
  const state = createState();
  state.set('pstate', pstate);
  state.set('x0', x0);
  return state;
}

/** A call of a caller with this PSTATE that entered EL2, where x0 was 2, and ended in another. */
function record(outcome: Outcome, before: bigint, after: bigint): CallRecord {
  const slot = 'lower-a64/sync' as const;
  return {
    outcome,
    pc: 0n,
    instructions: undefined,
    before: stateAt(before),
    entry: stateAt(el2, 2n),
    after: stateAt(after),
    exceptions: [
      { cause: { kind: 'irq' }, slot, targetEl: 2, vector: 0n, elr: 0n, spsr: el1 } as never,
    ],
    interruption: undefined,
    writes: [],
    called: [],
    guests: [],
    passages: [],
    descriptors: [],
    memory: [],
    steps: undefined,
    firmware: [],
    misplaced: undefined,
  };
}

test.each<[string, CallRecord, readonly [pstate: bigint, x0: bigint]]>([
  ['a return', record('returned', el1, el1), [el1, 1n]],
  ['an end at EL2', record('guest-exit', el1, el2), [el2, 2n]],
  ['an end at EL2, called from EL2, after a guest left', record('called', el2, el2), [el2, 1n]],
  ['an end at the EL1 of its caller', record('called', 0x3c4n, el1), [0x3c4n, 1n]],
  ['an end at EL1, called from EL2', record('called', el2, 0x3c4n), [el1, 1n]],
  ['an end at EL1, called from EL0', record('jumped', el0, el1), [el1, 1n]],
  ['an end at EL0, called from EL1', record('called', el1, 0x3c0n), [el0, 1n]],
  ['an end at EL1 in AArch32 state', record('called', el1, a32), [a32, 1n]],
  ['an exception that EL1 takes', record('taken-to-el1', el0, el1), [el0, 1n]],
])('%s is compared with its level', (_, call, expected) => {
  const reference = referenceOf(call);
  expect([reference.get('pstate'), reference.get('x0')]).toEqual(expected);
});

test('who ends at EL1 with its PSTATE has changed nothing', () => {
  expect(changedRegisters(record('called', el1, el1))).toEqual([]);
});
