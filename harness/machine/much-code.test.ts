import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { engines } from '../testing/machine/engines.ts';
import type { Machine, MemoryMark, Outcome } from './machine.ts';

const vectors = 0x4000_0000n;
const code = 0x4001_0000n;
const [second, third] = [code + 0x1000n, code + 0x2000n];
const target = third + 4n;
const stop = third + 12n;
const elsewhere = code + 0x800n;

const [eret, hvc2, nop] = [0xd69f03e0, 0xd4000042, 0xd503201f];
/** add x5, x5, #1 */
const increment = 0x910004a5;

/** Three pages: b to the second; there str w3, [x4] and b to the third; there nop, add and hvc #2. */
function pages(): Uint8Array {
  const words = new Uint32Array(0xc00);
  words[0] = 0x14000400;
  words.set([0xb9000083, 0x140003ff], 0x400);
  words.set([nop, increment, hvc2], 0x800);
  return new Uint8Array(words.buffer);
}

describe.each(engines)('code of more than a page on %s', (_, createMachine) => {
  let machine: Machine;
  let mark: MemoryMark;
  beforeAll(() => {
    machine = createMachine();
    machine.map([
      { name: 'vectors', address: vectors, size: 0x1000 },
      { name: 'code', address: code, size: 0x4000 },
    ]);
    machine.write({
      address: vectors + 0x400n,
      bytes: new Uint8Array(Uint32Array.of(eret).buffer),
      execute: true,
    });
    machine.write({ address: code, bytes: pages(), execute: true });
    mark = machine.mark();
  });
  afterAll(() => machine.close());

  /** How it ends, how many exceptions there are, and how often x5 was incremented, where a NOP goes to x4. */
  function run(watch: 'nothing' | 'steps', start: bigint, x4: bigint): readonly unknown[] {
    machine.rewind(mark);
    const state = machine.resetState();
    state.set('pc', start);
    state.set('pstate', 0x3c5n);
    state.set('vbar_el2', vectors);
    state.set('x3', BigInt(nop));
    state.set('x4', x4);
    state.set('x5', 0n);
    const stops = new Map<bigint, Outcome>([[stop, 'returned']]);
    const out = machine.newObservation();
    machine.run({ state, start: 'code', budget: 100, stops, watch }, out);
    return [out.outcome, out.pc, out.exceptions.length, out.after.get('x5')];
  }

  test.each(['nothing', 'steps'] as const)(
    'is looked at where execution comes, watching %s',
    (watch) => {
      expect([
        // A page that nothing came to yet is written before, and put back after.
        run(watch, code, target),
        run(watch, code, elsewhere),
        run(watch, code, target),
        run(watch, second, elsewhere),
        run(watch, third, elsewhere),
      ]).toEqual([
        ['returned', stop, 1, 0n],
        ['returned', stop, 1, 1n],
        ['returned', stop, 1, 0n],
        ['returned', stop, 1, 1n],
        ['returned', stop, 1, 1n],
      ]);
    },
  );
});
