import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { AbiLibrary } from '../abi/library.ts';
import { loadFixture } from '../fixture/load.ts';
import { runTest } from './run-test.ts';
import { openTools } from './tools.ts';

const file = join(import.meta.dirname, '..', 'testing', 'run', 'undeclared', 'fixture.yaml');
const { fixture, diagnostics } = loadFixture(file, { abis: new AbiLibrary([]) });

/** What is found of each test with these defines: the kind, the register, and the value that is answered otherwise. */
async function found(...defines: string[]): Promise<Record<string, string[]>> {
  const tools = await openTools({ seed: 1, includes: [], defines });
  try {
    const results = fixture.tests.map((each) => {
      const result = runTest(each, tools, () => 0);
      const findings = result.findings.map(
        ({ code, subject, found: value }) =>
          `${code} ${'register' in subject ? subject.register : subject.kind} ${value ?? ''}`,
      );
      return [each.name, findings] as const;
    });
    return Object.fromEntries(results.filter(([, findings]) => findings.length > 0));
  } finally {
    tools.builder.close();
  }
}

test('the fixture is right', () => {
  expect(diagnostics).toEqual([]);
});

test('vectors that look at nothing but what is declared', async () => {
  expect(await found()).toEqual({});
});

test('a number that is tested in another register', async () => {
  const finding = ['undeclared-input x18 0x3'];
  expect(await found('STRAY')).toEqual({ 'not supported': finding });
});

test('all of a register that is compared with a function identifier', async () => {
  expect(await found('WIDE')).toEqual({ version: ['undeclared-input x0 0x184000000'] });
});

test.each([1, 2, 3, 4, 5, 6])('one more number, in way %i', async (way) => {
  const findings = await found(`EXTRA=${way}`);
  expect(findings).toEqual({ 'not supported': ['undeclared-operation x0 0x0'] });
});
