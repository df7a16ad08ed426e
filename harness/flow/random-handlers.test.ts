import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { proposals, secondVariant } from '../judge/other-values.ts';
import { requestOf } from '../judge/variant.ts';
import { createMachine } from '../machine/unicorn/unicorn-machine.ts';
import type { Arrival } from '../calls/arrivals.ts';
import { arrivalsAtEl2 } from '../calls/arrivals.ts';
import type { BenchCode } from '../testing/flow/bench.ts';
import { Bench, distance, eret, isFixed, moved, translated } from '../testing/flow/bench.ts';
import { randomHandler } from '../testing/flow/random-handler.ts';
import { exampleCall } from '../testing/judge/example-call.ts';
import { randomFrom } from '../testing/random.ts';
import { follow } from './follow.ts';
import { disagreement, secondCall } from './second-call.ts';

/** What the flow says of handlers by chance, and what libunicorn does when they are called with other values. */

const seeds = Array.from({ length: 100 }, (_, seed) => seed);

/** A store between a load exclusive and its store exclusive: the one thing that is rightly refused. */
const disturbed = 'it stores exclusively what was stored to after the load';

interface Compared {
  readonly refusal: string | undefined;
  /** Sources that the second call has other values of. */
  readonly changed: number;
  readonly difference: string | undefined;
  /** Whether it was interrupted. */
  readonly isDone: boolean;
}

let bench: Bench;
beforeAll(() => {
  bench = new Bench(createMachine);
});
afterAll(() => bench.close());

/** Pushes two registers, changes them and the flags, looks where it came from, and pops them. */
const irq = [
  0xa9bf07e0, // stp x0, x1, [sp, #-16]!
  0xd53c4020, // mrs x0, elr_el2
  0xd53c4001, // mrs x1, spsr_el2
  0xab010000, // adds x0, x0, x1
  0xa8c107e0, // ldp x0, x1, [sp], #16
  eret,
];

/** The handler, interrupted by an IRQ before an instruction by chance. */
function interrupted(code: BenchCode, seed: number): BenchCode {
  const arrivals = arrivalsAtEl2(bench.prepare(code).step());
  const { address, before } = arrivals[randomFrom(seed)(arrivals.length)] as Arrival;
  const exception = { cause: { kind: 'irq' } } as const;
  return { ...code, irq, interruption: { address, arrival: before, exception } };
}

interface Kind {
  readonly isInterrupted?: boolean;
  /** With the MMU on: controls, tables, and how far away EL2 has everything. */
  readonly mapping?: Pick<BenchCode, 'values' | 'memory'> & { readonly away: bigint };
}

function compare(seed: number, { isInterrupted = false, mapping }: Kind): Compared {
  const { code, values } = randomHandler(16, randomFrom(seed), mapping?.away);
  const plain = {
    vector: code,
    values: { ...mapping?.values, ...values },
    memory: mapping?.memory ?? [],
    budget: 200,
  };
  const { state, run, step } = bench.prepare(isInterrupted ? interrupted(plain, seed) : plain);
  const call = exampleCall({ state, isFixed });
  const record = step();
  const flow = follow(record, { isFixed, scrambled: new Set() });
  const other = secondCall(flow, proposals(call, flow));
  const second = run(requestOf(call, secondVariant(call, flow, other.changed), 'nothing'));
  const difference = disagreement(flow, record, other, second);
  const isDone = record.interruption?.entry !== undefined;
  return { refusal: flow.refusal?.reason, changed: other.changed.size, difference, isDone };
}

test.each<[string, Kind]>([
  ['handlers by chance', {}],
  ['handlers by chance that are interrupted', { isInterrupted: true }],
  ['handlers by chance with the MMU on', { mapping: { ...translated, away: 0n } }],
  ['handlers by chance at other addresses', { mapping: { ...moved, away: distance } }],
])('a second call of %s does what the flow says', (_, kind) => {
  const all = seeds.map((seed) => ({ seed, ...compare(seed, kind) }));
  const interrupted = all.filter(({ isDone }) => isDone);
  expect(interrupted).toHaveLength(kind.isInterrupted === true ? seeds.length : 0);
  const refused = all.filter(({ refusal }) => refusal !== undefined);
  expect(refused.map(({ seed, refusal }) => [seed, refusal])).toEqual([[72, disturbed]]);
  const followed = all.filter(({ refusal }) => refusal === undefined);
  expect(followed.filter(({ difference }) => difference !== undefined)).toEqual([]);
  // All but a few of the registers that a trial can change.
  const changed = followed.reduce((sum, each) => sum + each.changed, 0);
  expect(changed / followed.length).toBeGreaterThan(90);
});
