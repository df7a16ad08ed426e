import { afterAll, describe, expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonReport } from '../report/json.ts';
import { areGone, processesWith, untilProcesses } from '../testing/processes.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const program = join(checkout, 'dist', 'cli', 'main.js');
/** The hostile fixtures. */
const hostile = 'hostile';
/**
 * Tests that have no end, in a folder where there can be a pipe: none of them can be in time on any machine. Its name
 * comes after that of the others, as reports keep the order of names.
 */
const waiting = 'waiting';
const folder = mkdtempSync(join(tmpdir(), 'hcall-isolation-'));

for (const name of [hostile, waiting]) {
  cpSync(join(checkout, 'harness', 'testing', 'run', name), join(folder, name), {
    recursive: true,
  });
}
spawnSync('mkfifo', [join(folder, waiting, 'pipe.fifo')]);
afterAll(() => rmSync(folder, { recursive: true }));

function run(args: readonly string[]): { status: number | null; report: JsonReport } {
  const { status, stdout } = spawnSync(
    process.execPath,
    [program, 'run', ...args, '--reporter', 'json', '--seed', '1'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  return { status, report: JSON.parse(stdout) as JsonReport };
}

/** `file: name [row]: verdict` */
function verdictsOf({ tests }: JsonReport): string[] {
  return tests.map(
    ({ id, verdict }) => `${id.slice(hostile.length + 1).replace(' > ', ': ')}: ${verdict}`,
  );
}

function reasonOf({ tests }: JsonReport, file: string): string | undefined {
  return tests.find(({ id, verdict }) => id.includes(file) && verdict !== 'pass')?.reason;
}

describe('a run among tests that crash, hang and ask for too much', () => {
  const { status, report } = run([hostile, '--budget', '500', '--jobs', '2']);

  test('has every verdict, in the order of the files', () => {
    expect(verdictsOf(report)).toEqual([
      'endless-exceptions.yaml: the handler is undefined: fail',
      ...Array.from({ length: 20 }, (_, row) => {
        const immediate = `0x${(row === 0 ? 0 : row + 2).toString(16)}`;
        return `good.yaml: an unknown immediate changes nothing [imm=${immediate}]: pass`;
      }),
      'guest-loop.yaml: the vectors loop without a branch to itself: fail',
      'huge-section.yaml: the image takes terabytes: error',
      'macro-loop.yaml: the macro calls itself: error',
      'segfault.yaml: before the crash: pass',
      'segfault.yaml: the engine crashes: crash',
      'segfault.yaml: after the crash: pass',
    ]);
  });

  test('says why', () => {
    expect(reasonOf(report, 'segfault')).toBe('the process that ran it was ended by SIGSEGV');
  });

  test('fails because of a source with a mistake', () => {
    expect({ status, interrupted: report.interrupted }).toEqual({ status: 2, interrupted: false });
  });
});

test('ends each test that has no end, and goes on after it', () => {
  const { status, report } = run([waiting, '--timeout', '2', '--jobs', '1']);
  expect(report.tests.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ['timeout', 'no end after 2 s while its vectors were built'],
    ['timeout', 'no end after 2 s while its vectors were built'],
  ]);
  expect(status).toBe(1);
});

/** All of a report but the time that it took. */
function textOf({ tests, counts }: JsonReport): string {
  return JSON.stringify({ counts, tests: tests.map((result) => ({ ...result, us: 0 })) });
}

test('reports the same whatever the number of processes', () => {
  const paths = [
    join(checkout, 'fixtures/x0/stub.yaml'),
    join(checkout, 'fixtures/immediate/stub.yaml'),
    `${hostile}/segfault.yaml`,
  ];
  const [one, three] = ['1', '3'].map((jobs) => textOf(run([...paths, '--jobs', jobs]).report));
  expect(three).toBe(one);
});

/** Starts a run of which the first tests pass and the last has no end, and waits until the first passed. */
async function startEndless(json: string) {
  const mark = randomUUID();
  const child = spawn(
    process.execPath,
    [
      program,
      'run',
      `${hostile}/good.yaml`,
      `${waiting}/pipe.yaml`,
      '--jobs',
      '2',
      '--timeout',
      '600',
      '--reporter',
      'tap',
      '--reporter',
      'json',
      '--output',
      json,
    ],
    { cwd: folder, env: { ...process.env, HCALL_TEST: mark } },
  );
  const exit = new Promise<number | null>((resolve) => {
    child.on('close', (code) => resolve(code));
  });
  let output = '';
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      if (output.includes('\nok 20 ')) {
        resolve();
      }
    });
  });
  return { child, exit, mark };
}

const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('the end of a run', () => {
  test('an interrupt leaves a report of what is known, and no process', async () => {
    const json = join(folder, 'interrupted.json');
    const { child, exit, mark } = await startEndless(json);
    child.kill('SIGINT');
    const code = await exit;
    const report = JSON.parse(readFileSync(json, 'utf8')) as JsonReport;
    expect({ code, interrupted: report.interrupted, passed: report.counts.pass }).toEqual({
      code: 130,
      interrupted: true,
      passed: 20,
    });
    expect(await untilProcesses(mark, areGone)).toEqual([]);
  });

  test('processes end with a parent that is killed', async () => {
    const { child, exit, mark } = await startEndless(join(folder, 'killed.json'));
    expect(processesWith(mark).length).toBeGreaterThan(1);
    child.kill('SIGKILL');
    await exit;
    expect(await untilProcesses(mark, areGone)).toEqual([]);
  });
});
