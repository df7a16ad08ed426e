import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { commandIn } from '../../testing/cli/command-line-fixture.ts';

const all = realpathSync(mkdtempSync(join(tmpdir(), 'hcall-init-')));
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(all, 'tree-'));
});
afterAll(() => rmSync(all, { recursive: true }));

const hcall = (cwd: string, ...args: readonly string[]) =>
  commandIn(cwd, args, { environment: { ...process.env, HCALL_CACHE: join(all, 'cache') } });

/** The files below a folder. */
function filesIn(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .toSorted();
}

describe.each(['function-id', 'immediate'])('a project of the selector %s', (selector) => {
  test('passes with nothing else', async () => {
    const { code } = await hcall(folder, 'init', '--selector', selector);
    const run = await hcall(folder, 'run', '--in-process');
    const prove = await hcall(folder, 'prove', '--in-process');
    const lint = await hcall(folder, 'lint', 'first');
    const contract = await hcall(folder, 'contract', 'first', '--in-process', '--format', 'json');
    expect([code, run, prove, lint]).toMatchObject([0, { code: 0 }, { code: 0 }, { code: 0 }]);
    expect(prove.out).toMatch(/^(\d+) statements: \1 proved$/m);
    expect(lint.out + lint.err + prove.err + run.err).toBe('');
    expect(JSON.parse(contract.out)).toMatchObject({ findings: [] });
  });
});

describe('what is written', () => {
  test('is named, with what to type next', async () => {
    expect(await hcall(folder, 'init', 'mine', '--no-workflow')).toEqual({
      code: 0,
      err: '',
      out: `wrote
  mine/hcall.yaml
  mine/tests/abi/first/abi.yaml
  mine/tests/abi/first/vectors.S
  mine/tests/hcall/first.yaml

next
  cd mine
  hcall run         # the fixture
  hcall prove       # the contract of the ABI, for all values
  hcall lint first  # the vector table
`,
    });
  });

  test('lies in tools/testing of a kernel, with the workflow where its repository has one', async () => {
    ['arch/arm64/kernel', '.git'].forEach((path) =>
      mkdirSync(join(folder, path), { recursive: true }),
    );
    ['Kbuild', 'Kconfig', 'MAINTAINERS'].forEach((path) => writeFileSync(join(folder, path), ''));
    await hcall(folder, 'init');
    const project = 'tools/testing/hcall';
    expect(filesIn(folder)).toEqual([
      '.github/workflows/hcall.yml',
      'Kbuild',
      'Kconfig',
      'MAINTAINERS',
      `${project}/abi/first/abi.yaml`,
      `${project}/abi/first/vectors.S`,
      `${project}/fixtures/first.yaml`,
      `${project}/hcall.yaml`,
    ]);
    const workflow = parse(
      readFileSync(join(folder, '.github/workflows/hcall.yml'), 'utf8'),
    ) as unknown;
    expect(workflow).toMatchObject({
      jobs: {
        hcall: {
          defaults: { run: { 'working-directory': project } },
          steps: expect.arrayContaining([
            expect.objectContaining({
              with: { name: 'hcall-report', path: `${project}/hcall.xml` },
            }),
          ]),
        },
      },
    });
    expect(await hcall(join(folder, project), 'run', '--in-process')).toMatchObject({ code: 0 });
  });

  test('says so where npx runs it', async () => {
    const environment = { ...process.env, npm_command: 'exec' };
    const { out } = await commandIn(folder, ['init'], { environment });
    expect(out).toContain('\n  npx hcall run ');
    expect(out).toContain('commit what `npm install --save-dev');
  });
});

describe('what is there', () => {
  test('stays, and nothing is written next to it', async () => {
    writeFileSync(join(folder, 'hcall.yaml'), 'mine');
    mkdirSync(join(folder, 'tests/hcall'), { recursive: true });
    writeFileSync(join(folder, 'tests/hcall/first.yaml'), 'mine');
    expect(await hcall(folder, 'init')).toEqual({
      code: 2,
      out: '',
      err: `error: nothing is written: 'hcall.yaml', 'tests/hcall/first.yaml' are there already [already-there]
  note: give a folder of its own, as in hcall init NEW-FOLDER
`,
    });
    expect(filesIn(folder)).toEqual(['hcall.yaml', 'tests/hcall/first.yaml']);
    expect(readFileSync(join(folder, 'hcall.yaml'), 'utf8')).toBe('mine');
  });

  test('may be another workflow', async () => {
    mkdirSync(join(folder, '.git'));
    await hcall(folder, 'init', 'one');
    expect(await hcall(folder, 'init', 'other')).toMatchObject({
      code: 2,
      err: expect.stringContaining('note: --no-workflow leaves the workflow out\n'),
    });
    expect(await hcall(folder, 'init', 'other', '--no-workflow')).toMatchObject({ code: 0 });
  });

  test('may be a file in place of a folder', async () => {
    writeFileSync(join(folder, 'mine'), '');
    expect(await hcall(folder, 'init', 'mine')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^error: cannot write 'mine.*\[output-not-writable\]\n$/),
    });
  });
});
