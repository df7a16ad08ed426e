import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { areGone, untilProcesses } from '../testing/processes.ts';

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hcall-death-'));

beforeAll(() => {
  // The preprocessor waits for whoever writes into the pipe, which nobody does.
  spawnSync('mkfifo', [join(folder, 'pipe.fifo')]);
  // A name in a string would be refused: this one is known only when macros are expanded.
  writeFileSync(join(folder, 'pipe.S'), '#define QUOTE(name) #name\n#include QUOTE(pipe.fifo)\n');
  writeFileSync(
    join(folder, 'pipe.yaml'),
    'abi: immediate\n' +
      'vectors: { contract: stub, files: [pipe.S] }\n' +
      "tests: [{ name: 'waits for ever', hvc: 0, expect: {} }]\n",
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** GCC's preprocessor proper, or Clang: the driver above it has the same option. */
const isPreprocessing = (command: string): boolean =>
  command.includes('-iquote') && /^\S*(cc1|clang)/.test(command);

function start(args: readonly string[]) {
  const mark = randomUUID();
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...process.env, HCALL_TEST: mark },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const exit = new Promise<number | null>((resolve) => {
    child.on('close', (code) => resolve(code));
  });
  return { child, exit, mark, output: () => output };
}

const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('a preprocessor that waits for ever', () => {
  test.each<[string, NodeJS.Signals, string[]]>([
    ['a run', 'SIGKILL', ['run', 'pipe.yaml', '--timeout', '86400']],
    ['a sweep', 'SIGHUP', ['sweep', 'pipe.S', '--abi', 'immediate', '--timeout', '86400']],
    ['a call', 'SIGTERM', ['call', 'pipe.S', '--abi', 'immediate', '--hvc', '1']],
    ['hcall itself', 'SIGKILL', ['asm', 'pipe.S']],
  ])('of %s ends with it by %s', async (_, signal, args) => {
    const { child, exit, mark } = start(args);
    await untilProcesses(mark, (commands) => commands.some(isPreprocessing));
    child.kill(signal);
    await exit;
    expect(await untilProcesses(mark, areGone)).toEqual([]);
  });

  test('ends with the part of a sweep that had its time', async () => {
    const { exit, mark, output } = start([
      'sweep',
      'pipe.S',
      '--abi',
      'immediate',
      '--origin',
      'host',
      '--timeout',
      '1',
      '--format',
      'json',
    ]);
    expect(await exit).toBe(1);
    const { failures } = JSON.parse(output()) as { failures: unknown };
    expect(failures).toEqual([{ part: 'stub host', reason: 'no end after 1 s' }]);
    expect(await untilProcesses(mark, areGone)).toEqual([]);
  });
});
