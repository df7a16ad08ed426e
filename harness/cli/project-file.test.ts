import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { commandIn } from '../testing/cli/command-line-fixture.ts';
import { findProjectFile } from './project-file.ts';

let folder = '';

function write(path: string, ...lines: readonly string[]): void {
  mkdirSync(join(folder, dirname(path)), { recursive: true });
  writeFileSync(join(folder, path), [...lines, ''].join('\n'));
}

/** Calls a function that the vectors do not have. */
const vectors = [
  '\t.text',
  '\t.balign 2048',
  '\t.globl table',
  'table:',
  '\t.rept 16',
  '\t.balign 128',
  '\tmov x19, x30',
  '\tbl missing',
  '\tmov x30, x19',
  '\tmov x1, #ANSWER',
  '\teret',
  '\t.endr',
];

const abi = [
  'selector: immediate',
  'operations: { GET: { number: 1, results: { x0: any, x1: 1 } } }',
  'vectors: { main: { files: [vectors.S], table: table, function: general } }',
  'clobbers: { handler: [x0-x19], caller: [] }',
];

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hcall-project-')));
  write('hcall.yaml', 'jobs: 0');
  mkdirSync(join(folder, 'repository/.git'), { recursive: true });
  write(
    'repository/hcall.yaml',
    'abis: [abi]',
    'fixtures: [tests]',
    'define: [ANSWER=1]',
    'stubs: { missing: { returns: 5 } }',
    'reporters: [{ name: json, output: build/run.json }, tap]',
    'profiles:',
    '  other:',
    '    define: [ANSWER=2]',
    '    reporters: [ktap]',
    '  stopped:',
    '    stubs: { missing: stop }',
  );
  write('repository/build/empty', '');
  write('repository/abi/own/vectors.S', ...vectors);
  write('repository/abi/own/abi.yaml', ...abi);
  write(
    'repository/tests/a.yaml',
    'abi: own',
    'vectors: main',
    'tests: [{ name: a, operation: GET, expect: { x0: 5 } }]',
  );
  write('repository/below/further/empty', '');
  mkdirSync(join(folder, 'other/.git'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** As from the folder below the repository's. */
const hcall = (...args: readonly string[]) =>
  commandIn(join(folder, 'repository/below/further'), [...args, '--in-process']);

describe('a project file is looked for', () => {
  test.each([
    ['in the current folder', 'repository', 'repository/hcall.yaml'],
    ['above it', 'repository/below/further', 'repository/hcall.yaml'],
    ['no further than the root of the repository', 'other', undefined],
  ])('%s', (_, cwd, file) => {
    const expected = file === undefined ? undefined : join(folder, file);
    expect(findProjectFile(join(folder, cwd))).toBe(expected);
  });
});

describe('its settings', () => {
  test('are those of a run: fixtures, stubs, macros, and reports with files relative to it', async () => {
    const { code, out } = await hcall('run');
    const report = readFileSync(join(folder, 'repository/build/run.json'), 'utf8');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^TAP version/) });
    expect(JSON.parse(report)).toMatchObject({ counts: { pass: 1 } });
  });

  test('come after those of the command line', async () => {
    const { code, out } = await hcall('run', '--reporter', 'spec', '-D', 'ANSWER=1');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('  ok       a\n') });
  });

  test('come after those of a profile, which printed commands name', async () => {
    const { code, out } = await hcall('run', '--profile', 'other');
    expect({ code, out }).toEqual({ code: 1, out: expect.stringMatching(/^KTAP version/) });
    expect(out).toMatch(/hcall trace .* --profile other\b/);
  });

  test('are none of a list of tests', async () => {
    expect(await hcall('run', '--list')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/tests\/a\.yaml > a\n$/),
    });
  });

  test.each([
    ['the file', [], 'returned'],
    ['a profile', ['--profile', 'stopped'], 'called at missing'],
    [
      'the command line',
      ['--stub', 'missing=stop', '../../abi/own/vectors.S'],
      'called at missing',
    ],
  ])('stand for symbols of calls: those of %s', async (_, more, outcome) => {
    const names = more.some((word) => word.endsWith('.S')) ? [] : ['own'];
    const { out } = await hcall('call', ...names, '--hvc', '1', '--format', 'json', ...more);
    expect(JSON.parse(out)).toMatchObject({ outcome });
  });

  test('are those of a proof', async () => {
    const { out } = await hcall('prove', 'own', '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({ failures: [] });
    const { code, err } = await hcall('prove', 'own', '--profile', 'none');
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining("no profile is named 'none'"),
    });
  });

  test('report what is merged', async () => {
    expect(await hcall('run', '--reporter', 'blob', '--output', 'a.blob')).toMatchObject({
      code: 0,
    });
    const cwd = join(folder, 'repository/below/further');
    const { code, out } = await commandIn(cwd, ['merge', 'a.blob', '--profile', 'other']);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^KTAP version/) });
  });
});

test('a profile without a project file is a mistake', async () => {
  const { code, err } = await commandIn(join(folder, 'other'), ['run', '--profile', 'ci']);
  expect({ code, err }).toEqual({
    code: 2,
    err: expect.stringContaining("no profile is named 'ci': there is no hcall.yaml"),
  });
});
