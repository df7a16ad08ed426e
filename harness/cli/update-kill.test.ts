import { afterAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hcall-update-kill-'));
afterAll(() => rmSync(folder, { recursive: true }));

const names = ['a.yaml', 'b.yaml', 'c.yaml'] as const;

const text = (x17: number): string =>
  `abi: immediate\nvectors: stub\ntests:\n  - { name: a, hvc: 3, expect: { x17: ${x17}, x18: 3 } } # ${'long '.repeat(2000)}\n`;
const [old, fresh] = [text(21), text(22)];

/** Kills the process in the n-th of these calls of the file system that is about a file of its folder; a write, half-way. */
const killer = (call: string, count: number): string => `
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname } from 'node:path';
const real = { ...fs };
const own = new Set();
let left = ${count};
function pass(call) {
  left -= call === '${call}' ? 1 : 0;
  return left > 0;
}
function die() {
  process.kill(process.pid, 'SIGKILL');
}
fs.openSync = (path, flags, ...more) => {
  const descriptor = real.openSync(path, flags, ...more);
  if (flags === 'wx' && dirname(path) === process.cwd()) {
    own.add(descriptor);
  }
  return descriptor;
};
fs.writeSync = (descriptor, data, from, length, ...more) => {
  if (own.has(descriptor) && !pass('writeSync')) {
    real.writeSync(descriptor, data, from, length >> 1, ...more);
    die();
  }
  return real.writeSync(descriptor, data, from, length, ...more);
};
fs.renameSync = (from, to) => {
  if (to.endsWith('.yaml') && !pass('renameSync')) {
    die();
  }
  real.renameSync(from, to);
};
syncBuiltinESMExports();
`;

function update(options: readonly string[] = []) {
  return spawnSync(process.execPath, [...options, program, 'run', '.', '-u', '--in-process'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, CI: '', XDG_CACHE_HOME: join(folder, '.cache') },
  });
}

/** What each fixture holds: all of the old text, or all of the new one. */
const states = (): string[] =>
  names.map((name) => {
    const held = readFileSync(join(folder, name), 'utf8');
    return held === old ? 'old' : held === fresh ? 'new' : 'broken';
  });

test.each([
  ['writeSync', 2, ['new', 'old', 'old']],
  ['renameSync', 3, ['new', 'new', 'old']],
] as const)('killed in %s number %i, each fixture is whole', (call, count, expected) => {
  names.forEach((name) => writeFileSync(join(folder, name), old));
  const preload = join(folder, 'killer.mjs');
  writeFileSync(preload, killer(call, count));
  expect(update(['--import', pathToFileURL(preload).href]).signal).toBe('SIGKILL');
  expect(states()).toEqual(expected);
  // What is left half-written is no fixture, and the rest is made up for.
  expect(update()).toMatchObject({ status: 0, signal: null });
  expect(states()).toEqual(['new', 'new', 'new']);
  expect(readdirSync(folder).filter((name) => name.endsWith('.yaml'))).toEqual(names);
});
