import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AbiLibrary } from '../abi/library.ts';
import { loadFixture } from '../fixture/load.ts';
import { bundledAbiFolder } from '../installation.ts';
import { runTest } from './run-test.ts';
import type { Tools } from './tools.ts';
import { openTools } from './tools.ts';

let folder = '';
let tools: Tools;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-table-'));
  mkdirSync(join(folder, 'own'));
  const slots = '.rept 16\n.balign 128\n eret\n.endr\n';
  writeFileSync(join(folder, 'own/own.S'), `.text\n.globl mine\n.balign 2048\nmine:\n${slots}`);
  writeFileSync(
    join(folder, 'own/abi.yaml'),
    'selector: immediate\noperations: { GET: { number: 1 } }\nvectors:\n  stub: { files: [own.S], table: wrong }\n',
  );
  tools = await openTools({ seed: 1, includes: [], defines: [] });
});

afterAll(() => {
  tools.builder.close();
  rmSync(folder, { recursive: true });
});

test.each([
  ['of the ABI', 'abi: own\nvectors: stub', 'own/abi.yaml', 4, 34],
  [
    'of the fixture',
    'abi: immediate\nvectors: { contract: stub, files: [own/own.S], table: wrong }',
    'a.yaml',
    2,
    55,
  ],
  [
    'that the file lacks',
    'abi: immediate\nvectors: { contract: stub, files: [own/own.S] }',
    'a.yaml',
    2,
    35,
  ],
])('a wrong table %s is reported where it is named', (_, head, file, line, column) => {
  const fixtureFile = join(folder, 'a.yaml');
  writeFileSync(fixtureFile, `${head}\ntests: [{ name: a, hvc: 1, expect: {} }]\n`);
  const abis = new AbiLibrary([folder, bundledAbiFolder]);
  const { fixture } = loadFixture(fixtureFile, { abis });
  const [result] = fixture.tests.map((each) => runTest(each, tools, () => 0));
  expect(result?.diagnostics).toMatchObject([
    {
      code: 'table-not-in-vectors',
      place: { file: join(folder, file), line, column },
      note: "global there: 'mine'; name the table that is meant",
    },
  ]);
});
