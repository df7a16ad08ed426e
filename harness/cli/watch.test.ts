import { expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

function fixture(immediate: number): string {
  return [
    'abi: immediate',
    'vectors: stub',
    'tests:',
    "  - name: 'changes nothing'",
    `    hvc: ${immediate}`,
    '    expect: {}',
    '',
  ].join('\n');
}

it('runs again when a fixture changes, until it is interrupted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hcall-watch-'));
  writeFileSync(join(folder, 'one.yaml'), fixture(3));
  const child = spawn(process.execPath, [program, 'run', '.', '--watch'], { cwd: folder });
  const exit = new Promise<number | null>((resolve) => {
    child.on('close', (code) => resolve(code));
  });
  let output = '';
  let heard: (() => void) | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output += data.toString();
      heard?.();
    });
  }
  const until = async (times: number): Promise<void> => {
    while (output.split('waiting for a change').length <= times) {
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  };
  await until(1);
  // HVC_GET_VECTORS: this one changes x0.
  writeFileSync(join(folder, 'one.yaml'), fixture(1));
  await until(2);
  child.kill('SIGINT');
  const code = await exit;
  rmSync(folder, { recursive: true });
  const totals = output.split('\n').flatMap((line) => /^\d+ (passed|failed)/.exec(line)?.[1] ?? []);
  expect({ code, totals }).toEqual({ code: 130, totals: ['passed', 'failed'] });
});
