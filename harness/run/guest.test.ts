import { afterAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { AbiLibrary } from '../abi/library.ts';
import { loadFixture } from '../fixture/load.ts';
import type { Test } from '../fixture/test.ts';
import { follow } from '../flow/follow.ts';
import { noVariant, requestOf } from '../judge/variant.ts';
import { stepsOf } from './execute.ts';
import { runTest } from './run-test.ts';
import { openTools } from './tools.ts';

const file = join(import.meta.dirname, '..', 'testing', 'run', 'guest', 'guest.S');
const { fixture, diagnostics } = loadFixture(file, { abis: new AbiLibrary([]) });
const tools = await openTools({ seed: 1, includes: [], defines: [] });
afterAll(() => tools.builder.close());

function find(name: string): Test {
  const found = fixture.tests.find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(`there is no test '${name}'`);
  }
  return found;
}

test('the fixture has no mistakes', () => {
  expect(diagnostics).toEqual([]);
});

describe('a guest', () => {
  test.each([
    ['code of its own', 'returned'],
    ['code that is interrupted', 'returned'],
    ['a place of its own besides the code', 'returned'],
  ])('with %s comes back', (name, outcome) => {
    const result = runTest(find(name), tools, () => 0);
    const { verdict, findings, exception, fallback } = result;
    expect([verdict, result.outcome, findings]).toEqual(['pass', outcome, []]);
    // The one that takes it away is meant.
    expect([exception, fallback]).toEqual([undefined, undefined]);
  });

  test.each([
    ['a call in place of code', "'guest' is code, which leaves by itself"],
    ['no code and no way to leave', "nothing says how 'nowhere' leaves"],
  ])('is refused: %s', (name, message) => {
    const result = runTest(find(name), tools, () => 0);
    expect(result.verdict).toBe('error');
    expect(result.diagnostics).toMatchObject([{ code: 'guest-exit', message }]);
  });

  test('runs with values of its own, and leaves others', () => {
    const interrupted = find('code that is interrupted');
    const session = tools.builder.session(interrupted);
    const [step] = stepsOf(session, interrupted, tools.execute);
    const { plan, runner } = step ?? {};
    if (plan === undefined || runner === undefined) {
      throw new Error('there is no step');
    }
    const record = runner.run(requestOf(plan.call, noVariant, 'steps'));
    const [visit] = record.guests;
    const values = [record.before, visit?.state, visit?.left].map((state) => state?.get('x7'));
    expect(new Set(values).size).toBe(3);
    expect(visit?.left.get('spsr_el2')).not.toBe(visit?.state.get('pstate'));
    expect(record.after.get('x19')).toBe(record.before.get('x19'));
    expect(record.exceptions[visit?.exception ?? -1]?.slot).toBe('lower-a64/irq');
    // What it leaves is known to nobody.
    const flow = follow(record, plan.call);
    expect(flow.refusal).toBeUndefined();
    expect(flow.after.register('x7')).toMatchObject({
      kind: 'input',
      name: { kind: 'left', register: 'x7' },
    });
  });
});
