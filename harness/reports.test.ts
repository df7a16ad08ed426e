import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { AbiLibrary } from './abi/library.ts';
import { bundledAbiFolder } from './installation.ts';
import { loadFixture } from './fixture/load.ts';

/** That the tests pass is up to fixtures.test.ts; here, that each report has both sides and stays small. */

const folder = join(import.meta.dirname, '..', 'fixtures', 'reports');
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'abi.yaml');
const abis = new AbiLibrary([bundledAbiFolder]);

test.each(names)('%s has what is broken, then what is fixed, in 25 lines', (name) => {
  const file = join(folder, name);
  const { fixture, diagnostics } = loadFixture(file, { abis });
  const findings = fixture.tests.map(({ steps }) =>
    steps.flatMap(({ expectation }) => expectation.findings ?? []),
  );
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(diagnostics).toEqual([]);
  expect(findings).toEqual([expect.arrayContaining([expect.anything()]), []]);
  expect(findings.flat().every(({ at }) => at !== undefined)).toBe(true);
  expect(lines.length).toBeLessThanOrEqual(25);
});
