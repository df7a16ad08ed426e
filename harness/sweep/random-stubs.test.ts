import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { checkStub } from '../testing/stub/check-stub.ts';
import { StubOpener } from '../testing/stub/open-stub.ts';

/** What the exploration says of stubs by chance, and what the machine does. `scripts/soak-stubs` does thousands. */

const stubs = 96;
const perTest = 12;

let opener: StubOpener;
beforeAll(async () => {
  opener = await StubOpener.create();
});
afterAll(() => opener.close());

test.each(Array.from({ length: stubs / perTest }, (_, part) => part * perTest))(
  'each call goes one way, and does what is said of it: stubs from %i on',
  async (from) => {
    for (let seed = from; seed < from + perTest; seed += 1) {
      const { text, wrong } = await checkStub(opener, seed, { inputs: 24, immediates: 24 });
      expect({ seed, text, wrong: wrong.slice(0, 3) }).toEqual({ seed, text, wrong: [] });
    }
  },
);
