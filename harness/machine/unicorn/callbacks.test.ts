import { cortexA72 } from '../../architecture/processor-model.ts';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { machineOn } from '../ruled-machine.ts';
import type { Machine, Observation } from '../machine.ts';
import { UnicornEngine } from './unicorn-engine.ts';

const code = 0x4000_0000n;
const data = 0x4001_0000n;

let engine: UnicornEngine;
let machine: Machine;
beforeEach(() => {
  engine = new UnicornEngine(cortexA72);
  machine = machineOn(engine);
  machine.map([
    { name: 'code', address: code, size: 0x1000 },
    { name: 'data', address: data, size: 0x1000 },
  ]);
  // 1: str x0, [x1]; add x0, x0, #1; cbnz x0, 1b: it would go on for ever.
  const words = Uint32Array.of(0xf9000020, 0x91000400, 0xb5ffffc0);
  machine.write({ address: code, bytes: new Uint8Array(words.buffer), execute: true });
});
afterEach(() => machine.close());

function run(watch: 'nothing' | 'steps'): Observation {
  const state = machine.resetState();
  state.set('pc', code);
  state.set('x0', 1n);
  state.set('x1', data);
  const out = machine.newObservation();
  machine.run({ state, start: 'code', budget: 30, stops: new Map(), watch }, out);
  return out;
}

test.each(['nothing', 'steps'] as const)(
  'what a callback throws stops the engine and is thrown then, watching %s',
  (watch) => {
    jest.spyOn(engine.memory, 'record').mockImplementationOnce(() => {
      throw new Error('thrown while native code runs');
    });
    expect(() => run(watch)).toThrow('thrown while native code runs');
    const { outcome, writes } = run(watch);
    expect([outcome, writes.length]).toEqual(['out-of-budget', 10]);
  },
);
