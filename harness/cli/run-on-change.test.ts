import { expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledAbiFolder } from '../installation.ts';
import { runCommandLine } from './command-line.ts';

/** HVC_GET_VECTORS changes x0; 3 is no operation and changes nothing. */
function fixture(immediate: number): string {
  return [
    'abi: immediate',
    'vectors: { contract: stub, files: [../src/vectors.S] }',
    `tests: [{ name: 'changes nothing', hvc: ${immediate}, expect: {} }]`,
    '',
  ].join('\n');
}

test('runs again when something changes that the run depends on, until it is interrupted', async () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'hcall-on-change-'));
  const at = (path: string): string => join(folder, path);
  const saveByRename = (path: string, text: string): void => {
    fs.writeFileSync(at('fresh'), text);
    fs.renameSync(at('fresh'), at(path));
  };
  for (const name of ['fixtures', 'src', 'include']) {
    fs.mkdirSync(at(name));
  }
  fs.writeFileSync(at('fixtures/one.yaml'), fixture(3));
  fs.writeFileSync(at('include/own.h'), '');
  const stub = join(bundledAbiFolder, 'immediate', 'hyp-stub.S');
  const source = `#include <own.h>\n#ifdef BROKEN\n.error "broken"\n#endif\n#include "${stub}"\n`;
  fs.writeFileSync(at('src/vectors.S'), source);

  const interruption = new AbortController();
  let output = '';
  let waits: (() => void) | undefined;
  const write = (data: string | Uint8Array): void => {
    const text = data.toString();
    output += text;
    if (text.includes('waiting for a change')) {
      waits?.();
    }
  };
  const nextWait = (): Promise<void> =>
    new Promise((resolve) => {
      waits = resolve;
    });

  const first = nextWait();
  const code = runCommandLine(['run', 'fixtures', '--watch', '--in-process', '-I', 'include'], {
    stdout: { write, colour: false },
    stderr: { write, colour: false },
    cwd: folder,
    environment: process.env,
    interruption: interruption.signal,
    clock: () => 0,
    randomSeed: () => 1,
  });
  await first;
  const steps: (() => void)[] = [
    () => saveByRename('fixtures/one.yaml', fixture(1)),
    () => saveByRename('fixtures/one.yaml', fixture(3)),
    () => fs.rmSync(at('fixtures/one.yaml')),
    () => saveByRename('fixtures/one.yaml', fixture(3)),
    () => fs.renameSync(at('fixtures'), at('moved')),
    () => fs.renameSync(at('moved'), at('fixtures')),
    () => saveByRename('include/own.h', '#define BROKEN'),
    () => saveByRename('include/own.h', ''),
    () => saveByRename('src/vectors.S', '.error "broken"'),
    () => saveByRename('src/vectors.S', source),
    () => saveByRename('hcall.yaml', 'define: [BROKEN]'),
    () => fs.rmSync(at('hcall.yaml')),
  ];
  for (const act of steps) {
    const next = nextWait();
    act();
    await next;
  }
  interruption.abort();
  expect(await code).toBe(130);
  fs.rmSync(folder, { recursive: true });

  const outcomes = /^(?:\d+ (?:passed|failed|could not run)|no test ran|error: .*(?= \[))/gmu;
  expect(output.match(outcomes)).toEqual([
    '1 passed',
    '1 failed',
    '1 passed',
    'no test ran',
    '1 passed',
    "error: no such file or folder: 'fixtures'",
    '1 passed',
    '1 could not run',
    '1 passed',
    '1 could not run',
    '1 passed',
    '1 could not run',
    '1 passed',
  ]);
});
