import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AbiLibrary } from './abi/library.ts';
import { loadFixture } from './fixture/load.ts';
import { runTest } from './run/run-test.ts';
import { openTools } from './run/tools.ts';

const checkout = join(import.meta.dirname, '..');
const readme = readFileSync(join(checkout, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/```yaml\n([^]*?)```/g)].map(([, text]) => text ?? '');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-readme-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the fixture of the README passes', async () => {
  const file = join(folder, 'example.yaml');
  writeFileSync(file, examples.find((text) => text.includes('tests:')) ?? '');
  const abis = new AbiLibrary([join(checkout, 'asm')]);
  const { fixture, diagnostics } = loadFixture(file, { abis });
  const tools = await openTools({ seed: 1, includes: [], defines: [] });
  const verdicts = fixture.tests.map((each) => runTest(each, tools, () => 0).verdict);
  tools.builder.close();
  expect({ diagnostics, verdicts }).toEqual({
    diagnostics: [],
    verdicts: ['pass', 'pass', 'pass', 'pass', 'pass', 'pass'],
  });
});
