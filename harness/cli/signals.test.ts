import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const program = join(checkout, 'dist', 'cli', 'main.js');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-signals-'));
  cpSync(join(checkout, 'harness', 'testing', 'run', 'hostile'), folder, { recursive: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** One test that passes, and one that never ends. */
const paths = ['good.yaml', 'guest-loop.yaml', '--budget', '1000000000', '--timeout', '86400'];

/** Runs hcall in the folder; `hear` gets its process with each piece of its standard output. */
async function run(
  args: readonly string[],
  hear: (child: ReturnType<typeof spawn>, output: string) => void = () => {},
  nodeOptions: readonly string[] = [],
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [...nodeOptions, program, 'run', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, HCALL_CACHE: '' },
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
    hear(child, output);
  });
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', (code) => resolve(code));
  });
  return { code, output };
}

/** What a JSON report says, and whether it is the only file that is left. */
function reported(name: string): { readonly interrupted: boolean; readonly tests: number } {
  const { interrupted, tests } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
    interrupted: boolean;
    tests: unknown[];
  };
  return { interrupted, tests: tests.length };
}

function temporaryFiles(): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('.hcall'));
}

/** Sends the signal to the process itself, as soon as it listens for the last of the three. */
function signalAtStart(signal: string): string[] {
  const code = `process.on('newListener', (name) => {
    if (name === 'SIGHUP') setImmediate(() => process.kill(process.pid, '${signal}'));
  })`;
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])(
  'a %s while the program is loaded gives complete reports of no test',
  async (signal) => {
    const args = [
      ...paths,
      '--reporter',
      'tap',
      '--reporter',
      'json',
      '--output',
      `${signal}.json`,
    ];
    const { code, output } = await run(args, undefined, signalAtStart(signal));
    expect({ code, output }).toEqual({
      code: 130,
      output: 'TAP version 13\n# seed 1\nBail out! interrupted\n1..0 # SKIP no test ran\n',
    });
    expect(reported(`${signal}.json`)).toEqual({ interrupted: true, tests: 0 });
  },
);

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'a %s after some results gives complete reports of them',
  async (signal) => {
    const args = [
      ...paths,
      '--reporter',
      'tap',
      '--reporter',
      'json',
      '--output',
      `${signal}.json`,
    ];
    let isSent = false;
    const { code, output } = await run(args, (child, output) => {
      if (!isSent && output.includes('\nok 20 ')) {
        isSent = true;
        child.kill(signal);
      }
    });
    expect(code).toBe(130);
    expect(output).toMatch(/\nBail out! interrupted\n1\.\.20\n$/);
    expect(reported(`${signal}.json`)).toEqual({ interrupted: true, tests: 20 });
    expect(temporaryFiles()).toEqual([]);
  },
);

test('a second signal ends a program that waits for its reader', async () => {
  // More text than any pipe holds.
  writeFileSync(join(folder, 'long.s'), '.zero 0x100000\n');
  const child = spawn(process.execPath, [program, 'asm', 'long.s', '--format', 'json'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout.once('readable', () => {
    child.kill('SIGTERM');
    child.kill('SIGHUP');
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
  });
  child.stdout.destroy();
  expect(code).toBe(130);
});
