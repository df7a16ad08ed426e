import { expect, test } from '@jest/globals';
import { choose, chosenCall } from './chosen-call.ts';
import { Sources } from './source.ts';
import { createState } from '../architecture/state.ts';

const sources = new Sources();

test('each source has its place in a call', () => {
  const call = chosenCall(
    new Map([
      [sources.register('x3'), 5n],
      [sources.immediate, 0x12n],
      [sources.syndrome('far_el2'), 0x900n],
      [sources.memory(0x4000n), 0xabn],
      [sources.left('x0', 1), 7n],
      [sources.left('pstate', 1), 0b0100n],
      [sources.left('v8', 1), 9n],
      [sources.leftByte(0x5000n, 1), 0xcdn],
      [sources.clobbered('x9', 4), 9n],
      [sources.read('pc', 2), 1n],
    ]),
  );
  expect(call).toEqual({
    registers: new Map([['x3', 5n]]),
    flags: undefined,
    masks: undefined,
    immediate: 0x12,
    syndrome: new Map([['far_el2', 0x900n]]),
    memory: [{ address: 0x4000n, bytes: Uint8Array.of(0xab) }],
    left: [
      { registers: new Map(), bytes: new Map() },
      {
        registers: new Map([
          ['x0', 7n],
          ['pstate', 0x4000_0000n],
          ['v8', 9n << 64n],
        ]),
        bytes: new Map([[0x5000n, 0xcd]]),
      },
    ],
    scrambled: new Map([['x9', 9n]]),
  });
});

test('flags and masks go into PSTATE, whose rest is kept', () => {
  const state = createState();
  state.set('pstate', 0xf000_03c5n);
  const values = new Map([
    [sources.flags, 0b0010n],
    [sources.masks, 0b0001n],
    [sources.register('x1'), 3n],
  ]);
  const chosen = choose(state, chosenCall(values));
  expect([chosen.get('pstate'), chosen.get('x1')]).toEqual([0x2000_0045n, 3n]);
});
