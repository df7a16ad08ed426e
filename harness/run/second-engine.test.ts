import { afterAll, expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonReport } from '../report/json.ts';
import { areGone, untilProcesses } from '../testing/processes.ts';
import { describeWith } from '../testing/tools.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const program = join(checkout, 'dist', 'cli', 'main.js');
const folder = mkdtempSync(join(tmpdir(), 'hcall-second-engine-'));
afterAll(() => rmSync(folder, { recursive: true }));

const checking = [
  'run',
  join(checkout, 'fixtures', 'immediate', 'kvm.yaml'),
  '--check-with',
  'qemu',
];

test('a missing emulator ends the run before any test, with what to install', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...checking], {
    encoding: 'utf8',
    env: { ...process.env, PATH: '/nowhere' },
  });
  expect({ status, stdout, stderr }).toEqual({
    status: 3,
    stdout: '',
    stderr: expect.stringMatching(
      /^error: there is no qemu-system-aarch64 \[emulator-missing\]\n.*apt-get install qemu-system-arm/s,
    ) as unknown as string,
  });
});

const isShared = (file: string): boolean => file.startsWith('hcall-emulator-');
const isEmulator = (command: string): boolean => /^\S*qemu-system-aarch64 /.test(command);

/** What emulators share has no name but in the moment of their start; other tests may start one. */
async function untilNoFiles(): Promise<void> {
  while (['/dev/shm', tmpdir()].some((name) => readdirSync(name).some(isShared))) {
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

describeWith('qemu', 'a run that is checked with QEMU', () => {
  test.each([
    ['two processes', ['-j', '2']],
    ['its own process', ['--in-process']],
  ])('counts calls and deviations, in %s', (_, options) => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [program, ...checking, ...options, '--reporter', 'json'],
      { encoding: 'utf8' },
    );
    const { engineCheck } = JSON.parse(stdout) as JsonReport;
    expect({ status, engineCheck }).toEqual({
      status: 0,
      engineCheck: {
        calls: 53,
        agree: 33,
        deviate: 20,
        differ: 0,
        refused: 0,
        deviations: { 'flags-at-entry': 20, 'board-memory': 1 },
        refusals: {},
      },
    });
  });

  test.each<[NodeJS.Signals, string[]]>([
    ['SIGKILL', ['-j', '2']],
    ['SIGKILL', ['--in-process']],
    ['SIGTERM', ['-j', '2']],
    ['SIGINT', ['--in-process']],
  ])('leaves no emulator and no file after %s, with %s', async (signal, options) => {
    const mark = randomUUID();
    const child = spawn(process.execPath, [program, ...checking, ...options], {
      env: { ...process.env, HCALL_TEST: mark },
      stdio: 'ignore',
    });
    const exit = new Promise((resolve) => {
      child.on('close', resolve);
    });
    await untilProcesses(mark, (commands) => commands.some(isEmulator));
    child.kill(signal);
    await exit;
    expect(await untilProcesses(mark, areGone)).toEqual([]);
    await untilNoFiles();
  });
});
