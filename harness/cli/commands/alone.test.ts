import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hcall-alone-'));

function vectors(handler: string): string {
  return [
    '#include "vectors.h"',
    'VECTOR_TABLE(__hyp_stub_vectors)',
    '\t.rept 16',
    '\tventry el1_sync',
    '\t.endr',
    'END_VECTOR_TABLE(__hyp_stub_vectors)',
    'el1_sync:',
    `\t${handler}`,
    '\teret',
    '',
  ].join('\n');
}

beforeAll(() => {
  // libunicorn 2.0.1 dies of this write of a breakpoint control register with a segmentation fault.
  writeFileSync(join(folder, 'crash.S'), vectors('msr dbgbcr0_el1, x3'));
  writeFileSync(join(folder, 'endless.S'), vectors('add x17, x17, #1; b el1_sync'));
  for (const name of ['crash', 'endless']) {
    writeFileSync(
      join(folder, `${name}.yaml`),
      `abi: immediate\nvectors: { contract: stub, files: [${name}.S] }\n` +
        `tests: [{ name: '${name}', hvc: 1, given: { x3: 0x1e5 }, expect: {} }]\n`,
    );
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function hcall(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, message: stderr.split('\n')[0] };
}

const call = ['--abi', 'immediate', '--hvc', '1', '--x3', '0x1e5'];
const endless = ['--timeout', '1', '--budget', '1000000000'];

describe('a command that makes one call', () => {
  const crash = 'error: crash: the process that ran it was ended by SIGSEGV [call-crash]';
  const timeout = 'error: timeout: no end after 1 s [call-timeout]';

  test.each([
    ['a call that crashes the engine', ['call', 'crash.S', ...call], crash],
    ['a trace without an end', ['trace', 'endless.yaml', ...endless], timeout],
  ])('reports %s, and that is exit code 1', (_, args, message) => {
    expect(hcall(...args)).toEqual({ status: 1, stdout: '', message });
  });

  test('traces up to the crash with a budget', () => {
    const { status, stdout } = hcall('trace', 'crash.yaml', '--budget', '2');
    expect([status, stdout]).toEqual([0, expect.stringContaining('out-of-budget at el1_sync')]);
  });
});
