import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { AbiLibrary } from '../abi/library.ts';
import { bundledAbiFolder } from '../installation.ts';
import { noVariant, requestOf } from '../judge/variant.ts';
import { executeTest, stepsOf } from './execute.ts';
import { select } from './select.ts';
import type { Tools } from './tools.ts';
import { openTools } from './tools.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));

function findTest(fixture: string, name: string) {
  const [testCase] = select(
    { paths: [fixture], cwd: fixtures, namePattern: new RegExp(name) },
    new AbiLibrary([bundledAbiFolder]),
  ).tests;
  if (testCase === undefined) {
    throw new Error(`${fixture} has no test '${name}'`);
  }
  return testCase;
}

describe('the budget of a call', () => {
  let tools: Tools;
  beforeAll(async () => {
    tools = await openTools({ seed: 1, includes: [], defines: [] });
  });
  afterAll(() => tools.builder.close());

  /** The instructions of the call, the HVC included; where it calls a function, up to that: then the budget starts over. */
  test.each([
    ['immediate/stub.yaml', 'HVC_GET_VECTORS returns VBAR_EL2', 11, 'returned'],
    ['x0/stub.yaml', 'HVC_SET_VECTORS', 9, 'returned'],
    ['immediate/kvm.yaml', 'HVC_CALL_HYP', 23, 'returned'],
  ])(
    '%s, %s: ends it at the same instruction, stepped or not',
    (fixture, name, length, outcome) => {
      const testCase = findTest(fixture, name);
      const session = tools.builder.session(testCase);
      for (let budget = 1; budget <= length + 2; budget += 1) {
        const setting = { ...tools.execute, budget };
        const [step] = stepsOf(session, testCase, setting);
        const [stepped, fast] = (['steps', 'nothing'] as const).map((watch) => {
          const trial = step?.runner.run(requestOf(step.plan.call, noVariant, watch));
          return [budget, trial?.outcome, trial?.pc];
        });
        expect(fast).toEqual(stepped);
        expect(fast?.[1]).toBe(budget < length ? 'out-of-budget' : outcome);
        // The judge refuses trials that do not agree.
        const { findings } = executeTest(session, testCase, setting);
        expect(findings.length > 0).toBe(budget < length);
      }
    },
  );
});
