import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandIn } from '../testing/cli/command-line-fixture.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-json-'));
  writeFileSync(join(folder, 'a.S'), '.text\nhvc #1\n.balign 2048\nmine: nop\n');
  writeFileSync(
    join(folder, 'a.yaml'),
    'abi: immediate\nvectors: stub\ntests: [{ name: a, hvc: 1, expect: { x0: any, x17: any, x18: any } }]\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const sweep = 'sweep immediate/stub --imm 1 --caller host --set x0=0 --in-process --format json';
const compare = 'compare immediate/stub immediate/stub --caller host --in-process --format json';

/** Command lines, what each prints first, and the exit code. */
test.each([
  ['run a.yaml --in-process --reporter json', 'urn:hcall:schema:run:2', 0],
  ['run a.yaml --list --reporter json', 'urn:hcall:schema:list:2', 0],
  ['trace a.yaml --in-process --format json', 'urn:hcall:schema:trace:2', 0],
  ['call immediate/stub --hvc 1 --in-process --format json', 'urn:hcall:schema:call:2', 0],
  [sweep, 'urn:hcall:schema:sweep:3', 0],
  ['contract immediate/stub --in-process --format json', 'urn:hcall:schema:contract:4', 0],
  [compare, 'urn:hcall:schema:compare:3', 0],
  ['asm a.S --format json', 'urn:hcall:schema:asm:2', 0],
  ['callers a.S --format json', 'urn:hcall:schema:callers:2', 0],
  ['lint a.S --table mine --format json', 'urn:hcall:schema:lint:2', 0],
])('hcall %s says its schema first', async (line, schema, code) => {
  const result = await commandIn(folder, line.split(' '));
  expect(result.code).toBe(code);
  const [first] = Object.entries(JSON.parse(result.out) as object);
  expect(first).toEqual(['schema', schema]);
});

test.each([
  'run a.yaml --in-process',
  'trace a.yaml --in-process',
  'call immediate/stub --hvc 1 --in-process',
  sweep,
  'contract immediate/stub --in-process',
  compare,
  'lint immediate/stub',
  'callers immediate/stub',
])('hcall %s keeps its objects', async (line) => {
  const cache = mkdtempSync(join(folder, 'cache-'));
  const environment = { ...process.env, HCALL_CACHE: cache };
  await commandIn(folder, line.split(' '), { environment });
  expect(readdirSync(cache, { recursive: true }).length).toBeGreaterThan(0);
});
