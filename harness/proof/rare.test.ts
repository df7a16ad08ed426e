import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { AbiLibrary } from '../abi/library.ts';
import { loadFixture } from '../fixture/load.ts';
import { runTest } from '../run/run-test.ts';
import type { Tools } from '../run/tools.ts';
import { openTools } from '../run/tools.ts';

const folder = join(import.meta.dirname, '..', 'testing', 'proof', 'rare');
const { fixture, diagnostics } = loadFixture(join(folder, 'fixture.yaml'), {
  abis: new AbiLibrary([]),
});

let tools: Tools;
beforeAll(async () => {
  tools = await openTools({ seed: 1, includes: [], defines: [] });
});
afterAll(() => tools.builder.close());

test('the fixture is right', () => {
  expect([diagnostics, fixture.tests.length]).toEqual([[], 35]);
});

test.each(fixture.tests.map((each) => [each.name, each] as const))(
  'vectors that are wrong in one case, in a call: %s',
  (_, each) => {
    const { verdict, findings } = runTest(each, tools, () => 0);
    expect({ verdict, findings }).toEqual({ verdict: 'pass', findings: expect.anything() });
  },
);
