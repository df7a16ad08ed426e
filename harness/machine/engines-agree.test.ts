import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import { differences, maskOf } from '../architecture/state.ts';
import type { State } from '../architecture/state.ts';
import { createImaginaryMachine } from '../testing/machine/engines.ts';
import { randomSequence, roles } from '../testing/machine/sequence.ts';
import { randomFrom, randomWord } from '../testing/random.ts';
import type { Random } from '../testing/random.ts';
import type { Machine, MemoryMark, Observation, Probe } from './machine.ts';
import { createMachine } from './unicorn/unicorn-machine.ts';

/** What libunicorn and the table of forms make of the same instructions, one after the other. */

const vectors = 0x4000_0000n;
const code = 0x4001_0000n;
const data = 0x4002_0000n;
const dataSize = 0x8000;
const middle = data + BigInt(dataSize / 2);
const length = 16;
const end = code + BigInt(length * 4);

interface Side {
  readonly machine: Machine;
  readonly mark: MemoryMark;
  readonly out: Observation;
}

function build(create: () => Machine): Side {
  const machine = create();
  machine.map([
    { name: 'vectors', address: vectors, size: 0x1000 },
    { name: 'code', address: code, size: 0x1000 },
    { name: 'data', address: data, size: dataSize },
  ]);
  const random = randomFrom(5);
  const bytes = Uint8Array.from({ length: dataSize }, () => random(256));
  machine.write({ address: data, bytes, execute: false });
  // b .
  const panic = new Uint8Array(Uint32Array.of(0x14000000).buffer);
  machine.write({ address: vectors + 0x200n, bytes: panic, execute: true });
  return { machine, mark: machine.mark(), out: machine.newObservation() };
}

let sides: readonly Side[];
beforeAll(() => {
  sides = [createMachine, createImaginaryMachine].map(build);
});
afterAll(() => {
  for (const { machine } of sides) {
    machine.close();
  }
});

function startState(machine: Machine, random: Random): State {
  const state = machine.resetState();
  for (let number = 0; number < 31; number += 1) {
    state.set(`x${number}` as RegisterName, randomWord(random));
  }
  state.set(`x${roles.base}`, middle + BigInt(random(16) * 16));
  state.set(`x${roles.index}`, BigInt(random(4) * 16));
  state.set(`x${roles.target}`, end);
  state.set('sp_el2', middle + BigInt(random(16) * 16));
  state.set('pc', code);
  state.set('pstate', 0x3c9n | (BigInt(random(16)) << 28n));
  state.set('vbar_el2', vectors);
  return state;
}

function run({ machine, mark, out }: Side, words: readonly number[], probe: Probe): Observation {
  machine.rewind(mark);
  const bytes = new Uint8Array(Uint32Array.from(words).buffer);
  machine.write({ address: code, bytes, execute: true });
  machine.run(probe, out);
  return out;
}

const seeds = Array.from({ length: 200 }, (_, seed) => seed);

test.each(seeds)('sequence %i', (seed) => {
  const random = randomFrom(seed);
  const words = randomSequence(length, { code, data }, random);
  const [native, imaginary] = sides as [Side, Side];
  const state = startState(native.machine, random);
  const stops = new Map([[end, 'returned' as const]]);
  const seen = [...native.machine.observable].filter((name) =>
    imaginary.machine.observable.has(name),
  );
  for (const watch of ['steps', 'nothing'] as const) {
    const probe: Probe = { state, start: 'code', budget: 200, stops, watch };
    const [a, b] = [run(native, words, probe), run(imaginary, words, probe)];
    expect(a.outcome).toBe(b.outcome);
    expect(a.pc).toBe(b.pc);
    expect(a.exceptions).toEqual(b.exceptions);
    expect(a.steps).toEqual(b.steps);
    expect(a.writes).toEqual(b.writes);
    expect(differences(a.after, b.after, maskOf(seen))).toEqual([]);
    const memories = [native, imaginary].map(({ machine }) => machine.read(data, dataSize));
    expect(Buffer.compare(...(memories as [Uint8Array, Uint8Array]))).toBe(0);
  }
});
