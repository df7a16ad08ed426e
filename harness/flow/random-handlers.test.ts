import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { proposals, secondVariant } from '../judge/other-values.ts';
import { requestOf } from '../judge/variant.ts';
import { createMachine } from '../machine/unicorn/unicorn-machine.ts';
import { Bench, isFixed } from '../testing/flow/bench.ts';
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
}

let bench: Bench;
beforeAll(() => {
  bench = new Bench(createMachine);
});
afterAll(() => bench.close());

function compare(seed: number): Compared {
  const { code, values } = randomHandler(16, randomFrom(seed));
  const { state, run, step } = bench.prepare({ vector: code, values, budget: 200 });
  const call = exampleCall({ state, isFixed });
  const record = step();
  const flow = follow(record, { isFixed, scrambled: new Set() });
  const other = secondCall(flow, proposals(call, flow));
  const second = run(requestOf(call, secondVariant(call, flow, other.changed), 'nothing'));
  const difference = disagreement(flow, record, other, second);
  return { refusal: flow.refusal?.reason, changed: other.changed.size, difference };
}

test('a second call of handlers by chance does what the flow says', () => {
  const all = seeds.map((seed) => ({ seed, ...compare(seed) }));
  const refused = all.filter(({ refusal }) => refusal !== undefined);
  expect(refused.map(({ seed, refusal }) => [seed, refusal])).toEqual([[72, disturbed]]);
  const followed = all.filter(({ refusal }) => refusal === undefined);
  expect(followed.filter(({ difference }) => difference !== undefined)).toEqual([]);
  // All but a few of the registers that a trial can change.
  const changed = followed.reduce((sum, each) => sum + each.changed, 0);
  expect(changed / followed.length).toBeGreaterThan(90);
});
