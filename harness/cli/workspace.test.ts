import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleEvents } from '../testing/report/example-events.ts';
import type { RunEvent } from '../run/event.ts';
import { commandIn } from '../testing/cli/command-line-fixture.ts';
import { systemLayers } from './layers.ts';
import { workspacePaths } from './workspace.ts';

let root = '';

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'hcall-workspace-')));
  mkdirSync(join(root, 'space/tests/fixtures'), { recursive: true });
  symlinkSync(join(root, 'space'), join(root, 'link'));
});

afterAll(() => rmSync(root, { recursive: true }));

test.each<[string, string | undefined, string, string]>([
  ['a file below the current folder', 'space', 'fixtures/a.yaml', 'tests/fixtures/a.yaml'],
  ['a file above it', 'space', '../a.S', 'a.S'],
  ['an absolute path', 'space', '{root}/space/b/a.S', 'b/a.S'],
  ['a workspace behind a link', 'link', 'a.S', 'tests/a.S'],
  ['a file outside of the workspace', 'space', '../../a.S', '../../a.S'],
  ['no workspace', undefined, 'a.S', 'a.S'],
])('%s', (_, workspace, file, expected) => {
  const environment = workspace === undefined ? {} : { GITHUB_WORKSPACE: join(root, workspace) };
  const path = workspacePaths({ cwd: join(root, 'space/tests'), environment });
  expect(path(file.replace('{root}', root))).toBe(expected);
});

const run = async (_: unknown, tell: (event: RunEvent) => void): Promise<void> =>
  exampleEvents.forEach((event) => tell(event));

test('annotations stand at files of the workspace', async () => {
  const layers = { ...systemLayers, run: () => Promise.resolve({ run }) };
  const environment = { GITHUB_WORKSPACE: join(root, 'space') };
  const { out } = await commandIn(join(root, 'space/tests'), ['run', '--reporter', 'github'], {
    layers,
    environment,
  });
  expect(out).toContain('::error file=tests/vectors/stub.S,line=4,col=2,');
  expect(out).toContain('::error file=tests/fixtures/kvm.yaml,line=4,col=5,');
});
