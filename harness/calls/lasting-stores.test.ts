import { expect, test } from '@jest/globals';
import { createState } from '../architecture/state.ts';
import type { MemoryWrite } from '../machine/machine.ts';
import { lastingStores, liveStores } from './lasting-stores.ts';

/** SP_EL1 and SP_EL2 at the start of the calls here. */
const [el1Stack, el2Stack] = [0x1_5060_3f00n, 0x1_5070_3f00n] as const;
const free = 0x4030_0000n;

function store(address: bigint, after: bigint, size = 8, before = 0n): MemoryWrite {
  return { address, size, before, after };
}

const [word, low, high] = [
  store(free, 0x5_0000_0005n),
  store(free, 6n, 4),
  store(free + 4n, 7n, 4),
];

test.each<[string, MemoryWrite, boolean]>([
  ['a push', store(el2Stack - 16n, 1n), false],
  ['a push of EL1', store(el1Stack - 16n, 1n), false],
  ['a store that reaches over SP', store(el2Stack - 4n, 1n), true],
  ['a store over the live frame', store(el2Stack, 1n), true],
  ['a store over the live frame of EL1', store(el1Stack + 8n, 1n), true],
  ['a store below the stack', store(0x1_506f_fff8n, 1n), true],
])('%s is live or not', (_, write, live) => {
  const state = createState();
  state.set('sp_el1', el1Stack);
  state.set('sp_el2', el2Stack);
  expect(liveStores([write], state)).toEqual(live ? [write] : []);
});

test.each<[string, readonly MemoryWrite[], readonly MemoryWrite[]]>([
  ['one', [word], [word]],
  ['none that a later one covers', [store(free, 4n), word], [word]],
  ['none that two later ones cover', [word, low, high], [low, high]],
  ['one that a later one covers in part', [word, low], [word, low]],
  ['none that puts back what was there', [word, store(free, 0n, 8, word.after)], []],
])('of these stores, %s lasts', (_, writes, lasting) => {
  expect(lastingStores(writes, { changed: true })).toEqual(lasting);
});

test('at an exit, a store lasts that changes nothing', () => {
  const zero = store(free, 0n);
  expect(lastingStores([zero], { changed: false })).toEqual([zero]);
});
