import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from '../run/verdict.ts';
import type { CommandResult } from '../testing/cli/command-line-fixture.ts';
import { commandIn } from '../testing/cli/command-line-fixture.ts';
import { LastRun } from './last-run.ts';

let folder = '';
let caches = '';
const usual = process.env['HCALL_CACHE'];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-last-run-'));
  caches = join(folder, 'caches');
  process.env['HCALL_CACHE'] = caches;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  if (usual === undefined) {
    delete process.env['HCALL_CACHE'];
  } else {
    process.env['HCALL_CACHE'] = usual;
  }
});

function remember(verdicts: Readonly<Record<string, Verdict>>, gone: readonly string[] = []): void {
  const run = new LastRun(caches, folder);
  run.handle({ type: 'run-start', seed: 1, total: 1, gone });
  for (const [id, verdict] of Object.entries(verdicts)) {
    const place = { file: 'a.yaml', line: 1, column: 1 };
    const rest = { file: 'a.yaml', name: id, place, tags: [], findings: [], clobbered: [] };
    run.handle({ type: 'test-end', result: { id, verdict, ...rest, notes: [], us: 0 } });
  }
  run.handle({ type: 'run-end', counts: {} as never, fileErrors: 0, interrupted: false, us: 0 });
}

function failed(): string[] {
  return [...new LastRun(caches, folder).failed];
}

/** The one record. */
function record(): string {
  const home = join(caches, 'last-run');
  return join(home, readdirSync(home)[0] ?? '');
}

describe('the last run', () => {
  test('is the last verdict of each test', () => {
    remember({ one: 'fail', two: 'timeout', three: 'pass' });
    remember({ two: 'pass', three: 'crash' }, ['one']);
    expect(failed()).toEqual(['three']);
  });

  test('is unknown before it', () => {
    expect(failed).toThrow('no run in this folder is remembered');
  });

  test.each([
    ['cut off', '["one"'],
    ['an object', '{}'],
    ['null', 'null'],
    ['a list of numbers', '[1]'],
  ])('is unknown when its record is damaged: %s', (_name, text) => {
    remember({ one: 'fail' });
    writeFileSync(record(), text);
    expect(failed).toThrow(`the record of the last run, '${record()}', is damaged: `);
    remember({ two: 'fail' });
    expect(failed()).toEqual(['two']);
  });

  test('is unknown when its record is a device', () => {
    remember({ one: 'fail' });
    const path = record();
    rmSync(path);
    symlinkSync('/dev/zero', path);
    expect(failed).toThrow('is damaged: it is a device, expected a regular file');
  });
});

/** x1 is changed by no call, so `wrong` fails. */
function fixture(name: string): string {
  return [
    'abi: immediate',
    'vectors: stub',
    'tests:',
    `  - { name: '${name}', hvc: 3, expect: { x1: 5 } }`,
    "  - { name: 'right', hvc: 3, expect: {} }",
    '',
  ].join('\n');
}

function run(...args: readonly string[]): Promise<CommandResult> {
  return commandIn(folder, ['run', '.', '--in-process', ...args]);
}

describe('--rerun-failed', () => {
  test('runs what failed, and says that it is gone when it was renamed or removed', async () => {
    const [path, moved] = ['a.yaml', 'b.yaml'].map((name) => join(folder, name)) as [
      string,
      string,
    ];
    writeFileSync(path, fixture('wrong'));
    expect(await run()).toMatchObject({ code: 1, err: '' });
    expect(await run('--rerun-failed')).toMatchObject({ code: 1, err: '' });

    writeFileSync(path, fixture('renamed'));
    const warning = `warning: no test is named '${path} > wrong' any more, which failed in the last run [test-gone]\n`;
    expect(await run('--rerun-failed')).toMatchObject({ code: 4, err: warning });
    expect(await run('--rerun-failed')).toMatchObject({ code: 0, err: '' });

    expect((await run()).code).toBe(1);
    renameSync(path, moved);
    expect(await run('--rerun-failed')).toMatchObject({
      code: 4,
      err: warning.replace('wrong', 'renamed'),
    });
  });

  test('says nothing of tests that the run leaves out or cannot read', async () => {
    const path = join(folder, 'a.yaml');
    writeFileSync(path, fixture('wrong'));
    await run();
    expect(await run('--rerun-failed', '-t', 'right')).toMatchObject({ code: 0, err: '' });
    writeFileSync(path, 'tests: [');
    expect(await run('--rerun-failed')).toMatchObject({ code: 2, err: '' });
  });

  test('needs a record, and no other command does', async () => {
    writeFileSync(join(folder, 'a.yaml'), fixture('wrong'));
    await run();
    writeFileSync(record(), '{}');
    expect((await run('-t', 'right')).code).toBe(0);
    writeFileSync(record(), '{}');
    const { code, err } = await run('--rerun-failed');
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining('is damaged: expected a list of names [no-last-run]'),
    });
  });
});
