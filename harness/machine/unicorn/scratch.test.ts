import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Machine, Outcome } from '../machine.ts';
import { createMachine } from './unicorn-machine.ts';
const code = 0x4000_0000n;
const tables = 0x4000_4000n;
let machine: Machine;
function words(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}
function descriptor(address: bigint, value: bigint): void {
  const bytes = new Uint8Array(BigUint64Array.of(value).buffer);
  machine.write({ address, bytes, execute: false });
}
beforeAll(() => {
  machine = createMachine();
  machine.map([{ name: 'memory', address: code, size: 0x10000 }]);
  machine.write({ address: 0x4000_0a00n, bytes: words(0x14000000), execute: true });
  // 39-bit: VA 0x1_0000_0000 (index 4) -> code
  descriptor(tables + 8n, (tables + 0x1000n) | 3n);
  descriptor(tables + 32n, (tables + 0x1000n) | 3n);
  descriptor(tables + 0x1000n, (tables + 0x2000n) | 3n);
  descriptor(tables + 0x2000n, code | 0x403n);
  descriptor(tables + 0x2008n, (code + 0x1000n) | 0x403n);
  descriptor(tables + 0x2010n, (code + 0x3000n) | 0x403n);
});
afterAll(() => machine.close());
test.each([
  ['identity', code, 0x4000_2000n],
  ['other', 0x1_0000_0000n, 0x1_0000_2008n],
])('%s', (_n, pc, base) => {
    machine.write({ address: code, bytes: words(0xf9000041, 0xf9400040, 0xd503201f), execute: true });
    const state = machine.resetState();
    state.set('pc', pc);
    state.set('pstate', 0x3c9n);
    state.set('x1', 0x1234n);
    state.set('x2', base);
    state.set('vbar_el2', 0x4000_0800n);
    state.set('ttbr0_el2', tables);
    state.set('tcr_el2', 0x8082_0019n);
    state.set('mair_el2', 0xffn);
    state.set('sctlr_el2', 0x30c5_0831n);
    const out = machine.newObservation();
    const stops = new Map<bigint, Outcome>([[pc + 8n, 'returned']]);
    machine.run({ state, start: 'code', budget: 100, stops, watch: 'steps' }, out);
    console.log(JSON.stringify([out.outcome, out.exceptions, out.writes, out.after.get('x0'), out.after.get('pc'), machine.read(0x4000_3000n, 16)], (_k, v) => typeof v === 'bigint' ? '0x' + v.toString(16) : v));
    expect(1).toBe(1);
});
