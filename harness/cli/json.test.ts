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
  ['run a.yaml --in-process --reporter json', 'hcall.run/1', 0],
  ['run a.yaml --list --reporter json', 'hcall.list/1', 0],
  ['trace a.yaml --in-process --format json', 'hcall.trace/1', 0],
  ['call immediate/stub --hvc 1 --in-process --format json', 'hcall.call/1', 0],
  [sweep, 'hcall.sweep/2', 0],
  ['contract immediate/stub --in-process --format json', 'hcall.contract/3', 0],
  [compare, 'hcall.compare/2', 0],
  ['asm a.S --format json', 'hcall.asm/1', 0],
  ['callers a.S --format json', 'hcall.callers/1', 0],
  ['lint a.S --table mine --format json', 'hcall.lint/1', 0],
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
