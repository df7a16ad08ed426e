import { expect, test } from '@jest/globals';
import { createState } from '../architecture/state.ts';
import { Memory } from './memory.ts';
import { Recurrence } from './recurrence.ts';

const address = 0x1000;

/** A state, what is stored before it is seen, and the event register. */
interface Seen {
  readonly pc: bigint;
  readonly stores?: bigint;
  readonly event?: boolean;
}

/** The index of the first state that is known from before; -1 when there is none. */
function firstAgain(states: readonly Seen[]): number {
  const memory = new Memory((size) => new Uint8Array(size), 2 ** 44);
  const region = memory.map({ name: 'data', address: BigInt(address), size: 0x1000 });
  const recurrence = new Recurrence();
  return states.findIndex(({ pc, stores, event = false }) => {
    const state = createState();
    state.set('pc', pc);
    if (stores !== undefined) {
      memory.store(region, address, 8, stores);
    }
    return recurrence.observe(state, memory, event, () => undefined);
  });
}

/** A cycle of states, over and over. */
const cycle = (length: number, lead = 0): Seen[] => [
  ...Array.from({ length: lead }, (_, index) => ({ pc: BigInt(1000 + index) })),
  ...Array.from({ length: 100 }, (_, index) => ({ pc: BigInt(index % length) })),
];

test.each<[string, readonly Seen[], number]>([
  // The anchor is at the indexes 1, 2, 3, 7, 15 and so on.
  ['the same state', cycle(1), 2],
  ['two states', cycle(2), 5],
  ['three states', cycle(3), 6],
  ['three states after five others', cycle(3, 5), 10],
  ['no state twice', cycle(100), -1],
  [
    'another value in memory each time',
    cycle(1).map((each, index) => ({ ...each, stores: BigInt(index) })),
    -1,
  ],
  ['the same value in memory each time', cycle(1).map((each) => ({ ...each, stores: 5n })), 2],
  ['the event register differs', [{ pc: 1n }, { pc: 1n, event: true }, { pc: 1n }], -1],
])('%s', (_what, states, expected) => {
  expect(firstAgain(states)).toBe(expected);
});
