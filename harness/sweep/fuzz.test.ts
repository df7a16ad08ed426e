import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findCaller } from '../calls/caller.ts';
import type { Situation } from '../calls/prober.ts';
import { StubOpener } from '../testing/stub/open-stub.ts';
import { randomStub } from '../testing/stub/random-stub.ts';
import { FollowedCalls } from './followed-calls.ts';
import { makeRow } from './row.ts';

const range = { from: 0, to: 63 };
const stubsPerTest = 5;

let opener: StubOpener;
beforeAll(async () => {
  opener = await StubOpener.create();
});
afterAll(() => opener.close());

const situation: Situation = { caller: findCaller('host'), given: new Map([['x0', 0x5555n]]) };

test.each([200, 205, 210, 215, 220, 225, 230, 235])(
  'the row of a random stub is what an executed HVC does with each immediate: stubs from %i on',
  (from) => {
    for (let seed = from; seed < from + stubsPerTest; seed += 1) {
      const text = randomStub(seed);
      const calls = new FollowedCalls(opener.open(`${seed}`, text));
      const { complete, wayOf } = makeRow({
        calls,
        situation,
        range,
        exhaustive: false,
        behaviourOf: () => 0,
        behaviourOfUncovered: () => 1,
      });
      const differences = Array.from({ length: range.to + 1 }, (_, immediate) => {
        const way = wayOf(immediate);
        return way && calls.difference(way, situation, immediate);
      });
      expect({ text, complete, differences: differences.filter(Boolean) }).toEqual({
        text,
        complete: true,
        differences: [],
      });
    }
  },
);
