import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createImaginaryMachine } from '../testing/machine/engines.ts';
import { Bench, eret, places } from '../testing/flow/bench.ts';
import { synchronisationNotes } from './synchronisation.ts';

let bench: Bench;
beforeAll(() => {
  bench = new Bench(createImaginaryMachine);
});
afterAll(() => bench.close());

/** bl .+8; what follows is where it returns to, and the routine is behind that. */
function routine(...words: readonly number[]): readonly number[] {
  return [0x94000002, 0xd503201f, ...words];
}

const hvc7 = 0xd40000e2;
const isb = 0xd5033fdf;
const ret = 0xd65f03c0;
const nop = 0xd503201f;
const sctlr = 0xd5181000; // msr sctlr_el1, x0
const ttbr = 0xd5182001; // msr ttbr0_el1, x1
const vbar2 = 0xd51cc000; // msr vbar_el2, x0
const nzcv = 0xd51b4200; // msr nzcv, x0
const tpidr = 0xd518d080; // msr tpidr_el1, x0
const sp0 = 0xd5184100; // msr sp_el0, x0

// The words are GNU as 2.40's. Notes are shown with the bytes from the call site.
test.each<[string, { caller: readonly number[]; vector?: readonly number[] }, readonly string[]]>([
  ['a write before RET', { caller: routine(sctlr, ret) }, ['sctlr_el1 before RET at 8']],
  [
    'two of them',
    { caller: routine(sctlr, ttbr, ret) },
    ['sctlr_el1 before RET at 8', 'ttbr0_el1 before RET at 12'],
  ],
  ['an ISB behind it', { caller: routine(sctlr, isb, ret) }, []],
  ['a write behind the ISB', { caller: routine(isb, ttbr, ret) }, ['ttbr0_el1 before RET at 12']],
  ['an HVC behind it', { caller: routine(sctlr, hvc7, ret) }, []],
  ['a write behind the HVC', { caller: routine(hvc7, ttbr, ret) }, ['ttbr0_el1 before RET at 12']],
  ['what only software reads', { caller: routine(tpidr, ret) }, []],
  ['what is in program order', { caller: routine(nzcv, sp0, ret) }, []],
  ['a write of the handler', { caller: [hvc7], vector: [vbar2, eret] }, ['vbar_el2 at ERET']],
  ['that with an ISB', { caller: [hvc7], vector: [vbar2, isb, eret] }, []],
  ['the instruction of the caller alone', { caller: [ttbr] }, []],
])('%s', (_, { caller, vector = [nop, eret] }, expected) => {
  const stops = new Map([[places.caller + 4n, 'returned' as const]]);
  const values = { x0: 0xc5_0838n, x1: 0n };
  const { step } = bench.prepare({ caller, vector, values, stops });
  const notes = synchronisationNotes(step());
  expect(
    notes.map(({ code, message, by }) => {
      const [, register = ''] = /the write of (\w+)/.exec(message) ?? [];
      const isReturn = code === 'unsynchronised-at-return';
      return isReturn ? `${register} before RET at ${by - places.caller}` : `${register} at ERET`;
    }),
  ).toEqual(expected);
});
