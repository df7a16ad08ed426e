import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { SourceText } from '../abi/document/source.ts';
import { AbiLibrary } from '../abi/library.ts';
import { parseFixture } from '../fixture/load.ts';
import { bundledAbiFolder } from '../installation.ts';
import { executeTest } from './execute.ts';
import type { Tools } from './tools.ts';
import { openTools } from './tools.ts';

const fixture = `
abi: immediate
vectors: stub
tests:
  - name: one call
    operation: HVC_GET_VECTORS
    expect: {}
  - name: two calls
    steps:
      - { operation: HVC_GET_VECTORS, expect: {} }
      - { operation: HVC_GET_VECTORS, expect: {} }
`;

let tools: Tools;
beforeAll(async () => {
  tools = await openTools({ seed: 1, includes: [], defines: [] });
});
afterAll(() => tools.builder.close());

// The call that leads from the first step to the second is made besides.
test.each([
  ['one call', 0],
  ['two calls', 1],
])('the trials of %s are those that the machine runs, but for %i', (name, besides) => {
  const abis = new AbiLibrary([bundledAbiFolder]);
  const { tests } = parseFixture(new SourceText('trials.yaml', fixture), { abis }).fixture;
  const testCase = tests.find((each) => each.name === name) as (typeof tests)[number];
  const session = tools.builder.session(testCase);
  const runs = jest.spyOn(session.machine, 'run');
  const { trials, findings } = executeTest(session, testCase, tools.execute);
  const made = runs.mock.calls.length;
  runs.mockRestore();
  expect(findings).toEqual([]);
  expect(trials).toBeGreaterThan(1);
  expect(made).toBe(trials + besides);
});
