import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandIn } from '../../testing/cli/command-line-fixture.ts';

const broken = fileURLToPath(new URL('../../../fixtures/broken/extra-clobber.S', import.meta.url));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'contract-'));
  cpSync(broken, join(folder, 'extra-clobber.S'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const own = ['extra-clobber.S', '--abi', 'immediate', '--contract', 'stub'];

test.each([
  ['all as declared', ['immediate/stub'], 0, 'All as declared'],
  ['a finding', own, 1, 'x16 is changed, which neither the contract'],
  ['what was measured, whatever is declared', [...own, '--emit'], 0, 'clobbers: [x16-x18]'],
])('%s has its exit code', async (_, args, code, text) => {
  const ended = await commandIn(folder, ['contract', ...args, '--in-process']);
  expect([ended.code, ended.out]).toEqual([code, expect.stringContaining(text)]);
});

test('what is printed as YAML has no other format', async () => {
  const { code, err } = await commandIn(folder, [
    'contract',
    'immediate/stub',
    '--emit',
    '--format',
    'md',
  ]);
  expect([code, err]).toEqual([2, expect.stringContaining('[bad-usage]')]);
});
