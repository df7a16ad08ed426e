import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMachine } from './unicorn-machine.ts';
import type { Machine, Probe } from '../machine.ts';

const vectors = 0x4000_0000n;
const caller = 0x4001_0000n;
const stack = 0x4002_0000n;

function words(...values: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

let machine: Machine;
beforeAll(() => {
  machine = createMachine();
  machine.map([
    { name: 'vectors', address: vectors, size: 0x1000 },
    { name: 'caller', address: caller, size: 0x1000 },
    { name: 'stack', address: stack, size: 0x1000 },
  ]);
  machine.write({
    address: vectors + 0x400n,
    bytes: words(0xd53c5212, 0xd35afe51, 0x92406252, 0xd53cc000, 0xd69f03e0),
    execute: true,
  });
  machine.write({ address: caller, bytes: words(0xd4000022), execute: true });
});
afterAll(() => machine.close());

test.each(['nothing', 'steps'] as const)('a round trip, watching %s', (watch) => {
  const state = machine.resetState();
  state.set('pc', caller);
  state.set('pstate', 0x3c5n);
  state.set('vbar_el2', vectors);
  const probe: Probe = {
    state,
    start: 'code',
    budget: 1000,
    stops: new Map([[caller + 4n, 'returned']]),
    watch,
  };
  const out = machine.newObservation();
  machine.run(probe, out);
  expect(out.outcome).toBe('returned');
  expect(out.after.get('x0')).toBe(vectors);
  expect(out.after.get('x17')).toBe(0x16n);
});
