import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Coverage } from '../coverage/coverage.ts';
import type { MutationReport } from './mutate.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const gaps = 'harness/testing/mutation/gaps';

function hcall(...args: readonly string[]) {
  const program = join(checkout, 'dist', 'cli', 'main.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: checkout,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('coverage of code with gaps', () => {
  const args = ['cover', gaps, '--source', gaps, '--format'];
  const { status, stdout } = hcall(...args, 'json');
  const { files, instructions, outcomes } = JSON.parse(stdout) as Coverage;
  const lines = files.find(({ file }) => file === `${gaps}/gaps.S`)?.lines ?? [];

  test('counts each instruction and both ways of each condition', () => {
    const counted = lines.flatMap(({ line, instructions }) =>
      instructions.map(({ count, outcomes }) => [line, count, outcomes?.held, outcomes?.failed]),
    );
    expect(counted).toEqual([
      [12, 2, undefined, undefined],
      [13, 2, 1, 1],
      [14, 1, 0, 1],
      [15, 1, 0, 1],
      [16, 1, undefined, undefined],
      [18, 1, undefined, undefined],
      [19, 1, undefined, undefined],
      [20, 1, undefined, undefined],
      [21, 0, undefined, undefined],
      [22, 1, undefined, undefined],
    ]);
  });

  test('leaves out what a marker excuses, and reports one that is wrong', () => {
    expect({ instructions, outcomes }).toEqual({
      // Of the 16 slots, which are a macro of a header, one is taken.
      instructions: { covered: 8 + 1, total: 8 + 16 },
      outcomes: { covered: 4, total: 5 },
    });
    const wrong = lines.filter(({ marker }) => marker?.wrong === true).map(({ line }) => line);
    expect({ wrong, status }).toEqual({ wrong: [19], status: 1 });
  });

  test('gives a tracefile for LCOV', () => {
    const { stdout } = hcall(...args, 'lcov');
    const own = stdout.split('TN:').find((section) => section.includes('/gaps.S\n')) ?? '';
    expect(`TN:${own}`.split('\n').filter((line) => !line.startsWith('SF'))).toEqual([
      'TN:hcall',
      'FN:12,el1_sync (immediate)',
      'FNDA:2,el1_sync (immediate)',
      'FNF:1',
      'FNH:1',
      'BRDA:13,0,0,1',
      'BRDA:13,0,1,1',
      'BRDA:14,0,1,1',
      'BRDA:15,0,0,0',
      'BRDA:15,0,1,1',
      'BRF:5',
      'BRH:4',
      'DA:12,2',
      'DA:13,2',
      'DA:14,1',
      'DA:15,1',
      'DA:16,1',
      'DA:18,1',
      'DA:20,1',
      'DA:22,1',
      'LF:8',
      'LH:8',
      'end_of_record',
      '',
    ]);
  });

  test('shows the gap in its source', () => {
    const { stdout } = hcall(...args, 'text');
    expect(stdout).toContain(
      [
        '       1  15 | \tcsel\tx18, x17, xzr, mi',
        '                the condition never holds at el1_sync+0xc (immediate)',
      ].join('\n'),
    );
  });
});

describe('mutants of code with gaps', () => {
  const { stdout } = hcall('mutate', gaps, '--fixtures', gaps, '--format', 'json');
  const report = JSON.parse(stdout) as MutationReport;

  test('finds the defects that no test notices', () => {
    // x17 and x18 are lost to the caller in any case, so what only they depend on goes unnoticed.
    const survivors = report.mutants.filter(({ line, fate }) => line === 16 && fate === 'survived');
    expect(survivors).toEqual([
      {
        file: `${gaps}/gaps.S`,
        line: 16,
        text: '\teret',
        abi: 'immediate',
        at: 'el1_sync+0x10',
        operator: 'delete',
        original: 'eret',
        mutant: 'nop',
        fate: 'survived',
        closest: `${gaps}/gaps.yaml > an even number`,
      },
    ]);
  });

  test('finds the defects that a test notices', () => {
    const killed = report.mutants.filter(({ line, fate }) => line === 16 && fate === 'killed');
    expect(killed.map(({ operator, mutant, killer }) => [operator, mutant, killer])).toEqual([
      ['other-operation', 'ret', `${gaps}/gaps.yaml > an even number`],
    ]);
  });

  test('believes a marker with a reason, and reports one that is needless', () => {
    const marked = report.mutants.filter(
      ({ file, fate }) => file === `${gaps}/gaps.S` && fate === 'marked',
    );
    expect(marked.map(({ line, operator, reason }) => [line, operator, reason])).toEqual([
      [20, 'delete', 'it runs into the same'],
    ]);
    expect(report.needless).toEqual([{ file: `${gaps}/gaps.S`, line: 22 }]);
  });
});

describe('a share of mutants that have to be noticed', () => {
  test.each([
    ['enough are', 0, 'harness/testing/mutation/crash', '50'],
    ['too few are', 1, 'harness/testing/mutation/crash', '100'],
    ['enough are, and a marker is needless', 1, gaps, '10'],
  ])('%s: exit code %d', (_, status, folder, least) => {
    const found = hcall('mutate', folder, '--fixtures', folder, '--fail-under', least);
    expect(found.status).toBe(status);
  });
});

describe('a gate with nothing to measure', () => {
  test.each([
    ['mutate', ['mutate', 'fixtures', '--fixtures', gaps]],
    ['cover', ['cover', gaps, '--source', 'fixtures']],
  ])('fails in %s, and says why', (_, args) => {
    const { status, stderr } = hcall(...args, '--fail-under', '0');
    expect(stderr).toContain(
      "error: --fail-under has nothing to measure: the vectors of the tests hold no code of 'fixtures'\n",
    );
    expect(status).toBe(1);
  });
});

describe('mutants that end the engine', () => {
  const crash = 'harness/testing/mutation/crash';
  const { status, stdout } = hcall('mutate', crash, '--fixtures', crash, '--format', 'json');
  const mutants = (JSON.parse(stdout) as MutationReport).mutants.filter(
    ({ file }) => file === `${crash}/crash.S`,
  );

  test('count as noticed: the process that ran them is gone, or the register is found changed', () => {
    const own = mutants.filter(({ line }) => line === 16);
    expect(own.map(({ operator, fate, symptom = '' }) => [operator, fate, symptom])).toEqual([
      ['delete', 'killed', expect.stringMatching(/was ended by SIG|dbgbcr0_el1 is changed/)],
      [
        'negate-condition',
        'killed',
        expect.stringMatching(/was ended by SIG|dbgbcr0_el1 is changed/),
      ],
      ['drop-condition', 'survived', ''],
    ]);
  });

  test('leave all others with their fate', () => {
    expect({ status, lines: [...new Set(mutants.map(({ line }) => line))] }).toEqual({
      status: 0,
      lines: [15, 16, 19, 20],
    });
    expect(mutants).toHaveLength(17);
  });
});

describe('mutation that is interrupted', () => {
  test('says of which mutants nothing is known', () => {
    const script = `
      import { mutate } from './dist/mutation/mutate.js';
      import { bundledAbiFolder } from './dist/installation.js';
      const controller = new AbortController();
      const report = await mutate({
        paths: ['fixtures/immediate'], tags: [], includes: [], defines: [], cwd: process.cwd(),
        abiFolders: [bundledAbiFolder], seed: 1, clock: () => 0, interruption: controller.signal,
        isolation: { jobs: 2, timeout: 600_000 }, isWanted: (file) => file.includes('asm/immediate'),
        onProgress: (done) => done === 5 && controller.abort(),
      }, () => {});
      console.log(JSON.stringify(report));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: checkout,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const { killed, survived, marked, untried, mutants } = JSON.parse(stdout) as MutationReport;
    expect(survived).toBe(0);
    expect(killed).toBeGreaterThanOrEqual(4);
    expect(untried).toBeGreaterThan(0);
    expect(killed + marked + untried).toBe(mutants.length);
  });
});
