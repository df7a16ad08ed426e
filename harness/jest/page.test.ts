import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Block } from '../testing/cli/document.ts';
import { blocksOf } from '../testing/cli/document.ts';
import { installedProject, pack, projectEnvironment } from '../testing/cli/installed-package.ts';

/** docs/jest.md is done as it says, in an empty project that has the packed package. */

const blocks = blocksOf('docs/jest.md');
const printed = blocks.findIndex(({ language }) => language === 'text');

let folder = '';
let project = '';

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hcall-jest-page-')));
  const others = ['jest', '@jest/globals', '@swc/jest', '@swc/core'];
  project = installedProject(folder, pack(folder), others);
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(files: readonly Block[]): void {
  for (const { file, text } of files) {
    if (file !== undefined) {
      mkdirSync(dirname(join(project, file)), { recursive: true });
      writeFileSync(join(project, file), text);
    }
  }
}

/** What a command prints of the tests, without times, and without the warning about an experiment of Node. */
function printedBy(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { status, stderr } = spawnSync(program, args, {
    cwd: project,
    encoding: 'utf8',
    env: { ...projectEnvironment(project), ...environment },
  });
  const text = stderr.replace(/^\(.*\n/gm, '').replaceAll(/ \(\d+(\.\d+)? m?s\)/g, '');
  return { status, text };
}

test('the project of the page prints what the page says', () => {
  write(blocks.slice(0, printed));
  const { status, text } = printedBy('npm', ['test']);
  const expected = (blocks[printed]?.text ?? '').replaceAll(/ \(\d+ ms\)/g, '');
  expect({ status, text }).toEqual({ status: 0, text: expect.stringContaining(expected) });
});

test('NODE_OPTIONS does the same', () => {
  const { status, text } = printedBy('npx', ['jest'], {
    NODE_OPTIONS: '--experimental-vm-modules',
  });
  expect({ status, text }).toEqual({
    status: 0,
    text: expect.stringContaining('Tests:       1 passed'),
  });
});

test('the TypeScript suite passes', () => {
  write(blocks.slice(printed + 1));
  const { status, text } = printedBy('npm', ['test', '--', 'hcall.test.ts']);
  expect({ status, text }).toEqual({
    status: 0,
    text: expect.stringContaining('PASS ./hcall.test.ts'),
  });
});
