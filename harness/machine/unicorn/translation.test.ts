import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Machine, Outcome } from '../machine.ts';
import { createMachine } from './unicorn-machine.ts';

const code = 0x4000_0000n;
const vectors = 0x4000_0800n;
/** The last page that is mapped for EL2. */
const page = 0x4000_1000n;
const beyond = 0x4000_2000n;
const tables = 0x4000_4000n;

let machine: Machine;

function words(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

/** A table descriptor, or a page of Normal memory with AF set, both valid. */
function descriptor(address: bigint, value: bigint): void {
  const bytes = new Uint8Array(BigUint64Array.of(value).buffer);
  machine.write({ address, bytes, execute: false });
}

beforeAll(() => {
  machine = createMachine();
  machine.map([{ name: 'memory', address: code, size: 0x10000 }]);
  // b .
  machine.write({ address: vectors + 0x200n, bytes: words(0x14000000), execute: true });
  // Levels 1 to 3 for 39-bit addresses, 4 KiB pages.
  descriptor(tables + 8n, (tables + 0x1000n) | 3n);
  descriptor(tables + 0x1000n, (tables + 0x2000n) | 3n);
  descriptor(tables + 0x2000n, code | 0x403n);
  descriptor(tables + 0x2008n, page | 0x403n);
});
afterAll(() => machine.close());

describe.each(['nothing', 'steps'] as const)('watching %s', (watch) => {
  // The base is x2.
  test.each<[string, number, bigint, bigint, bigint]>([
    ['ldr x0, [x2]', 0xf9400040, beyond + 8n, 0x9600_0007n, beyond + 8n],
    ['str x0, [x2]', 0xf9000040, beyond + 8n, 0x9600_0047n, beyond + 8n],
    ['ldp x0, x1, [x2]', 0xa9400440, beyond + 8n, 0x9600_0007n, beyond + 8n],
    ['ldp x0, x1, [x2] of two pages', 0xa9400440, beyond - 8n, 0x9600_0007n, beyond],
    ['stp x0, x1, [x2] of two pages', 0xa9000440, beyond - 8n, 0x9600_0047n, beyond],
    ['ldr x0, [x2] of two pages', 0xf9400040, beyond - 4n, 0x9600_0007n, beyond],
    ['ldr q0, [x2] of two pages', 0x3dc00040, beyond - 8n, 0x9600_0007n, beyond],
    ['ld1 {v0.16b-v3.16b}, [x2]', 0x4c402040, beyond - 28n, 0x9600_0007n, beyond],
  ])('a translation fault of %s', (_text, word, base, esr, far) => {
    machine.write({ address: code, bytes: words(word), execute: true });
    const state = machine.resetState();
    state.set('pc', code);
    state.set('pstate', 0x3c9n);
    state.set('x2', base);
    state.set('vbar_el2', vectors);
    state.set('ttbr0_el2', tables);
    state.set('tcr_el2', 0x8082_0019n);
    state.set('mair_el2', 0xffn);
    state.set('sctlr_el2', 0x30c5_0831n);
    const out = machine.newObservation();
    const stops = new Map<bigint, Outcome>([[code + 4n, 'returned']]);
    machine.run({ state, start: 'code', budget: 100, stops, watch }, out);
    expect(out.exceptions.map((each) => [each.elr, each.esr, each.far])).toEqual([
      [code, esr, far],
    ]);
    expect(out.writes).toEqual([]);
  });
});
