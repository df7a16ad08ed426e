import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { AbiLibrary } from '../abi/library.ts';
import type { Test } from '../fixture/test.ts';
import { bundledAbiFolder } from '../installation.ts';
import { runTest } from './run-test.ts';
import { select } from './select.ts';
import type { Tools } from './tools.ts';
import { openTools } from './tools.ts';
import { traceTest } from './trace-test.ts';

const folder = fileURLToPath(new URL('../testing/run/second-exception/', import.meta.url));

function findTest(name: string): Test {
  const { tests } = select(
    { paths: ['faults.yaml'], cwd: folder },
    new AbiLibrary([bundledAbiFolder]),
  );
  const found = tests.find((one) => one.id.endsWith(`> ${name}`));
  if (found === undefined) {
    throw new Error(`there is no test '${name}'`);
  }
  return found;
}

describe('the exception on the way of a test', () => {
  let tools: Tools;
  beforeAll(async () => {
    tools = await openTools({ seed: 1, includes: [], defines: [] });
  });
  afterAll(() => tools.builder.close());

  const resultOf = (name: string) => runTest(findTest(name), tools, () => 0);

  test.each<[string, string, string, RegExp, string, number]>([
    ['call [imm=0x1]', 'Data Abort', '0x96000010', /^0x10$/, 'ldr x17, [x0]', 19],
    ['call [imm=0x2]', 'Instruction Abort', '0x86000010', /^0x900$/, 'br x17', 22],
    ['call [imm=0x3]', 'Illegal Execution state', '0x3a000000', /^undefined$/, 'eret', 25],
    ['call [imm=0x4]', 'PC alignment fault', '0x8a000000', /^0x[0-9a-f]+2$/, 'br x17', 29],
    ['call [imm=0x5]', 'SP alignment fault', '0x9a000000', /^undefined$/, 'str x17, [sp]', 32],
    ['call [imm=0x6]', 'BRK', '0xf2000007', /^undefined$/, 'brk #7', 34],
    ['call [imm=0x7]', 'Unknown reason (UNDEFINED)', '0x2000000', /^undefined$/, 'udf #0', 36],
  ])('%s is a fact of a test that expects its end: %s', (...row) => {
    const [name, exceptionClass, syndrome, faultAddress, instruction, line] = row;
    const { verdict, exception } = resultOf(name);
    expect(verdict).toBe('pass');
    expect(exception).toMatchObject({
      class: exceptionClass,
      level: 2,
      slot: 'current-spx/sync',
      syndrome,
      by: { instruction, place: { line } },
    });
    expect(`${exception?.faultAddress}`).toMatch(faultAddress);
  });

  test.each([
    'call [imm=0x8]',
    'none in a call of EL2',
    'none in the own exception of EL2',
    'none in a trapped instruction that is executed again',
    'none in an exception of the call to EL1',
  ])('is none: %s', (name) => {
    expect(resultOf(name)).toMatchObject({ verdict: 'pass', findings: [] });
    expect(resultOf(name)).not.toHaveProperty('exception');
  });

  test('may be taken to EL1', () => {
    expect(resultOf('at EL1 in a routine').exception).toMatchObject({
      class: 'Data Abort',
      level: 1,
      by: { instruction: 'ldr x0, [x0]' },
    });
  });

  test('is said by the finding of an end that is not expected', () => {
    expect(resultOf('the same, not expected').findings).toMatchObject([
      {
        code: 'wrong-outcome',
        message:
          "the call ends as 'spun at el2_sync_invalid', expected 'returned', after an exception at EL2: " +
          'Data Abort at el1_sync+0x4c (ESR_EL2 = 0x96000010, FAR_EL2 = 0x10)',
        by: { place: { line: 19 } },
      },
    ]);
  });

  test('is a fact of its trace', () => {
    const testCase = findTest('call [imm=0x1]');
    const session = tools.builder.session(testCase);
    const [traced] = traceTest(session, testCase, tools.execute).calls;
    expect(traced?.exception?.class).toBe('Data Abort');
    expect(traced?.instructions.flatMap(({ exception }) => exception ?? [])).toMatchObject([
      { class: 'HVC', syndrome: '0x5a000001' },
      { class: 'Data Abort', syndrome: '0x96000010', faultAddress: '0x10' },
    ]);
  });
});
