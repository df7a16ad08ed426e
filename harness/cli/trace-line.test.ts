import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandIn } from '../testing/cli/command-line-fixture.ts';

/** Vectors that need every option of the run to be assembled, and do something else with other values of them. */
const vectors = `
#include "names.h"
  .text
  .balign 0x800
  .globl VECTORS
VECTORS:
  .fill 0x400 / 4, 4, 0x14000000
  mov x5, #VALUE
  mov x6, #FIRST
  cbnz x0, nobody_defines_this
  b nobody_defines_this
  .balign 0x80
  .fill 0x380 / 4, 4, 0x14000000
`;

const fixture = (name: string): string => `
abi: own
vectors: stub
tests:
  - name: 'part of a name, and more'
    hvc: 2
    expect: {}
  - name: ${JSON.stringify(name)}
    hvc: 1
    expect: { x1: 5 }
`;

let cwd = '';

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'hcall-trace-line-'));
  for (const folder of ['my abis/own', 'inc', 'fix']) {
    mkdirSync(join(cwd, folder), { recursive: true });
  }
  writeFileSync(
    join(cwd, 'my abis/own/abi.yaml'),
    'selector: immediate\noperations: { GET: { number: 1 } }\nvectors: { stub: { files: [own.S], table: the_vectors } }\n',
  );
  writeFileSync(join(cwd, 'my abis/own/own.S'), '.text\nthe_vectors: nop\n');
  writeFileSync(join(cwd, 'inc/names.h'), '#define VECTORS the_vectors\n');
  writeFileSync(join(cwd, 'first.h'), '#define FIRST 0x66\n');
  writeFileSync(join(cwd, "it's.S"), vectors);
});

afterAll(() => rmSync(cwd, { recursive: true }));

/** The words of a command line, as a shell reads them. */
function wordsOf(line: string): string[] {
  return execFileSync('bash', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
}

const options =
  "--vectors it's.S --stub nobody_defines_this --abi-folder my+abis -I inc -D VALUE=(0x40+2) -U NOTHING -include first.h --seed 7 --budget 5000"
    .split(' ')
    .map((word) => word.replace('my+abis', 'my abis'));

test.each([['part of a name'], ['/looks [like] a.pattern/'], ['-t'], ["it's $HOME"]])(
  'the trace line of %s traces the same code',
  async (name) => {
    writeFileSync(join(cwd, 'fix/a b.yaml'), fixture(name));
    const run = await commandIn(cwd, ['run', 'fix', '--in-process', ...options]);
    const line = run.out
      .split('\n')
      .find((text) => text.includes('trace: hcall trace') && !text.includes('and more'));
    const [, ...args] = wordsOf(line?.replace(/^ *trace: /, '') ?? '');
    const { code, out, err } = await commandIn(cwd, [...args, '--in-process']);
    expect({ code, err, first: out.split('\n')[0] }).toEqual({
      code: 0,
      err: '',
      first: expect.stringContaining(name),
    });
    expect(out).toContain('hvc #1\n');
    expect(out).toContain('mov x5, #0x42');
    expect(out).toContain('mov x6, #0x66');
  },
);

test('a name that matches no test is looked up with the options, too', async () => {
  writeFileSync(join(cwd, 'fix/a b.yaml'), fixture('x'));
  const { err } = await commandIn(cwd, ['trace', 'fix/a b.yaml', '-t', 'nothing', ...options]);
  expect(err).toContain(
    `note: 'hcall run --list 'fix/a b.yaml' --vectors 'it'\\''s.S' --stub nobody_defines_this --abi-folder 'my abis' -I inc -D 'VALUE=(0x40+2)' -U NOTHING -include first.h --seed 7 --budget 5000' shows its tests`,
  );
});
