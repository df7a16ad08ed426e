import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { AbiLibrary } from '../abi/library.ts';
import type { Test } from '../fixture/test.ts';
import { follow } from '../flow/follow.ts';
import { printValue } from '../flow/print.ts';
import { bundledAbiFolder } from '../installation.ts';

import { noVariant, requestOf } from '../judge/variant.ts';
import { call } from './call.ts';
import { stepsOf } from './execute.ts';
import { runTest } from './run-test.ts';
import { select } from './select.ts';
import type { Tools } from './tools.ts';
import { openTools } from './tools.ts';
import { traceTest } from './trace-test.ts';

const folder = fileURLToPath(new URL('../testing/run/regions/', import.meta.url));
const abis = new AbiLibrary([bundledAbiFolder]);

function testsOf(fixture: string): readonly Test[] {
  return select({ paths: [fixture], cwd: folder }, abis).tests;
}

const frames = testsOf('frames.yaml');

function findTest(name: string): Test {
  const found = frames.find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(`there is no test '${name}'`);
  }
  return found;
}

describe('regions', () => {
  let tools: Tools;
  beforeAll(async () => {
    tools = await openTools({ seed: 1, includes: [], defines: [] });
  });
  afterAll(() => tools.builder.close());

  test.each(frames.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const { verdict, findings, diagnostics } = runTest(each, tools, () => 0);
    expect([verdict, findings, diagnostics]).toEqual(['pass', [], undefined]);
  });

  test('name what is found of memory', () => {
    const spoil = findTest('the frame may not change');
    const steps = spoil.steps.map((step) => ({
      ...step,
      expectation: { ...step.expectation, findings: undefined },
    }));
    const { findings } = runTest({ ...spoil, steps }, tools, () => 0);
    expect(findings).toMatchObject([
      {
        code: 'wrong-memory',
        subject: {
          kind: 'memory',
          address: '0x151000008',
          size: 8,
          region: 'frame',
          offset: '0x8',
        },
        message: '8 bytes at frame + 0x8 are changed, though the test names none of them',
        found: '0x66',
      },
    ]);
  });

  test('name what a trace shows to be stored', () => {
    const answer = findTest('an answer is named by its region');
    const { calls } = traceTest(tools.builder.session(answer), answer, tools.execute);
    expect(
      calls.flatMap(({ instructions }) => instructions.flatMap(({ stores }) => stores)),
    ).toMatchObject([{ address: '0x151000010', place: 'frame + 0x10', size: 8, after: '0x55' }]);
  });

  test('give registers their values before a call, in order', () => {
    const [words] = testsOf('words.yaml');
    expect(runTest(words as Test, tools, () => 0).verdict).toBe('pass');
    const session = tools.builder.session(words as Test);
    const [step] = [...stepsOf(session, words as Test, tools.execute)];
    const { state } = (step as NonNullable<typeof step>).plan.call;
    const [x11, x12] = [state.get('x11'), state.get('x12')];
    expect(
      (['x4', 'x5', 'x6', 'x8', 'x9', 'v0'] as const).map((register) => state.get(register)),
    ).toEqual([1n, 2n, 3n, 7n, x12, (x12 << 64n) | x11]);
  });

  test('hold other values than another cell', () => {
    const [read] = testsOf('wrong-cell.yaml');
    const { findings } = runTest(read as Test, tools, () => 0);
    expect(findings).toMatchObject([
      { code: 'wrong-value', subject: { kind: 'register', register: 'x1' } },
    ]);
  });

  test.each<[string, 'x1' | 'x3' | 'x4', string]>([
    ['a word of the frame is an input', 'x1', '[frame + 0x8]'],
    ['a pointer leads to data of the code', 'x1', '[table + 0x8]'],
    ['a pointer leads to data of the code', 'x3', '[frame + 0x18]'],
    ['the vcpu may change', 'x4', '[vcpu + 0x8] + 0x1'],
    ['an input is a pointer too', 'x1', '[inbox]'],
  ])('name what values are made of: %s, %s', (name, register, expected) => {
    const one = findTest(name);
    const session = tools.builder.session(one);
    const [step] = [...stepsOf(session, one, tools.execute)];
    const { plan, runner } = step as NonNullable<typeof step>;
    const record = runner.run(requestOf(plan.call, noVariant, 'steps'));
    const flow = follow(record, plan.call);
    expect(printValue(flow, flow.after.register(register), () => undefined)).toBe(expected);
  });

  test.each([
    ['misplaced.yaml', ['region-overlap 5:16']],
    ['nowhere.yaml', ['region-address 4:14']],
    ['circular.yaml', ['circular-memory 6:18', 'memory-not-mapped 11:18']],
    ['unknown.yaml', ['unknown-symbol 4:14', 'unknown-region 11:18']],
  ])('that cannot be placed are errors: %s', (fixture, expected) => {
    const results = testsOf(fixture).map((each) => runTest(each, tools, () => 0));
    expect(results.map(({ verdict }) => verdict)).toEqual(expected.map(() => 'error'));
    expect(
      results.flatMap(({ diagnostics = [] }) =>
        diagnostics.map(({ code, place }) => `${code} ${place?.line}:${place?.column}`),
      ),
    ).toEqual(expected);
  });
});

test('who runs after a return elsewhere is the one whose context the test names', async () => {
  const tools = await openTools({ seed: 1, includes: [], defines: [] });
  const results = testsOf('entered.yaml').map((each) => runTest(each, tools, () => 0));
  tools.builder.close();
  expect(
    results.map(({ verdict, findings, diagnostics = [] }) => [
      verdict,
      ...findings.map(({ code }) => code),
      ...diagnostics.map(({ code, place }) => `${code} ${place?.line}`),
    ]),
  ).toEqual([['error', 'ambiguous-context 6'], ['pass'], ['pass'], ['error', 'unknown-region 20']]);
});

test('one call names what it stores, in the saved fixture too', async () => {
  const { stores, fixture } = await call({
    vectors: { names: [`${folder}frames`], cwd: '/', abiFolders: [bundledAbiFolder] },
    origin: 'guest',
    immediate: 2,
    given: new Map(),
    cwd: '/',
    seed: 1,
    includes: [],
    defines: [],
  });
  expect(stores).toMatchObject([
    { address: '0x151000010', place: 'frame + 0x10', size: 8, value: '0x55' },
  ]);
  expect(fixture).toContain('address: x0 + 0x10');
});
