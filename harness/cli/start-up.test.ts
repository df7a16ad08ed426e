import { afterAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hcall-start-up-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The modules that a command line loads, by V8's own account of them. */
function modulesOf(name: string, args: readonly string[]): string[] {
  const coverage = join(folder, name);
  const env = { ...process.env, NODE_V8_COVERAGE: coverage };
  expect(spawnSync(process.execPath, [program, ...args], { env }).status).toBe(0);
  return readdirSync(coverage)
    .map((file) => JSON.parse(readFileSync(join(coverage, file), 'utf8')) as Coverage)
    .flatMap(({ result }) => result.map(({ url }) => url))
    .filter((url) => url.startsWith('file:'));
}

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

/** Each module costs about as much as a hundredth of a bare Node. */
test.each([
  ['the version', ['--version'], 25],
  ['the help of a command', ['run', '--help'], 48],
])('%s loads few modules', (name, args, most) => {
  const modules = modulesOf(name, args);
  const packages = modules.flatMap((url) => /node_modules\/([^/]+)/.exec(url)?.[1] ?? []);
  expect([...new Set(packages)]).toEqual(['commander']);
  const own = modules.filter((url) => !url.includes('node_modules'));
  expect(own.length).toBeGreaterThan(10);
  expect(own.length).toBeLessThanOrEqual(most);
});
