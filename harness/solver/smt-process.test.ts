import { afterEach, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExpressionBuilder } from '../expression/builder.ts';
import { checkWithSmt } from './smt-check.ts';
import { findSmt } from './installed-smt.ts';
import { SmtProcess } from './smt-process.ts';

const made: { readonly folder: string; readonly solver?: SmtProcess }[] = [];

afterEach(async () => {
  for (const { folder, solver } of made.splice(0)) {
    await solver?.close();
    rmSync(folder, { recursive: true });
  }
});

/** A folder with a program z3 that is a shell script. */
function folderWith(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'hcall-z3-'));
  writeFileSync(join(folder, 'z3'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'z3'), 0o755);
  return folder;
}

/** `time` in milliseconds. */
function fake(script: string, time = 60_000): SmtProcess {
  const folder = folderWith(script);
  const solver = new SmtProcess(join(folder, 'z3'), { time, grace: 300 });
  made.push({ folder, solver });
  return solver;
}

/** Answers each question with the text, as z3 echoes the line that ends it. */
const answering = (text: string): string =>
  `while read -r line; do case $line in '(echo "'*) echo '${text}'; line=\${line#*\\"}; echo "\${line%\\"*}";; esac; done`;

async function reasonOf(solver: SmtProcess): Promise<unknown> {
  const builder = new ExpressionBuilder<string>();
  const condition = builder.compare('ult', builder.input('x', 8), builder.input('y', 8));
  const answer = await checkWithSmt(builder, [condition], solver);
  return answer.kind === 'unknown' ? answer.reason : answer;
}

describe('a program that is not as z3', () => {
  test.each([
    ['ends', 'exit 3', 'the solver ended with exit code 3'],
    ['is killed', 'kill -9 $$', 'the solver ended by SIGKILL'],
    ['prints without an end', 'exec yes', 'the solver prints without an end'],
    ['prints rubbish', answering('rubbish'), "the solver's answer is not understood: 'rubbish'"],
    ['says nothing', answering(''), "the solver's answer is not understood: ''"],
    ['gives up', answering('unknown\n(:reason-unknown "timeout")'), 'the solver gives up: timeout'],
  ])('%s', async (_, script, expected) => {
    expect(await reasonOf(fake(script))).toBe(expected);
  });

  test('hangs', async () => {
    expect(await reasonOf(fake('exec sleep 100', 200))).toBe('the solver does not answer in 0.5 s');
  });

  test('is not there', async () => {
    const solver = new SmtProcess('/nowhere/z3');
    expect(await reasonOf(solver)).toBe('the solver does not run: spawn /nowhere/z3 ENOENT');
  });

  test('that died is started anew by the next question', async () => {
    const solver = fake(
      `[ -e "$0.again" ] || { touch "$0.again"; exit 1; }; ${answering('unsat')}`,
    );
    const answers = await Promise.all([reasonOf(solver), reasonOf(solver)]);
    expect(answers).toEqual(['the solver ended with exit code 1', { kind: 'none' }]);
  });
});

describe('what is found', () => {
  test('the program, in the first folder that has it', () => {
    const folder = folderWith('');
    made.push({ folder });
    const found = findSmt({ folders: ['/nowhere', folder], hasPackage: () => true });
    expect(found).toEqual({ kind: 'program', path: join(folder, 'z3') });
  });

  test('else the package', () => {
    expect(findSmt({ folders: ['/nowhere'], hasPackage: () => true })).toEqual({ kind: 'package' });
  });

  test('else it is an error', () => {
    expect(() => findSmt({ folders: [], hasPackage: () => false })).toThrow(
      'neither the program z3 nor the npm package z3-solver is found',
    );
  });
});
