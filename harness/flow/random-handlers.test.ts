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
const refusals: ReadonlyMap<number, string> = new Map([
  [72, 'it stores exclusively what was stored to after the load'],
]);

let bench: Bench;
beforeAll(() => {
  bench = new Bench(createMachine);
});
afterAll(() => bench.close());

test('a second call of handlers by chance does what the flow says', () => {
  let changed = 0;
  for (const seed of seeds) {
    const { code, values } = randomHandler(16, randomFrom(seed));
    const { state, run, step } = bench.prepare({ vector: code, values, budget: 200 });
    const call = exampleCall({ state, isFixed });
    const record = step();
    const flow = follow(record, { isFixed, scrambled: new Set() });
    const reason = refusals.get(seed);
    expect([seed, flow.refusal?.reason]).toEqual([seed, reason]);
    if (reason === undefined) {
      const other = secondCall(flow, proposals(call, flow));
      const second = run(requestOf(call, secondVariant(call, flow, other.changed), 'nothing'));
      expect([seed, disagreement(flow, record, other, second)]).toEqual([seed, undefined]);
      changed += other.changed.size;
    }
  }
  // All but a few of the registers that a trial can change.
  expect(changed / seeds.length).toBeGreaterThan(90);
});
