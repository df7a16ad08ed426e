import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandIn } from '../../testing/cli/command-line-fixture.ts';

const checkout = fileURLToPath(new URL('../../..', import.meta.url));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-'));
  cpSync(join(checkout, 'asm'), join(folder, 'asm'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

const hcall = (...args: readonly string[]) => commandIn(folder, args);

const few = ['--imm', '0-3', '--caller', 'host', '--in-process'] as const;

describe('hcall sweep', () => {
  test('prints what calls there are, and what they do', async () => {
    const { code, out } = await hcall('sweep', 'immediate/stub', ...few, '--set', 'x0=7');
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, 5)).toEqual([
      'immediate/stub',
      '  host (all values with immediate = 0x0-0x3, x0 = 0x7)',
      '    immediate = 0x1       x0 = VBAR_EL2',
      '    immediate = 0x2       VBAR_EL2 = x0',
      '    immediate = 0x0, 0x3  nothing',
    ]);
  });

  test('takes values of a register that is given again, with those of others', async () => {
    const sets = ['x0=-1', 'x1=0x10-0x1f', 'x1=4'].flatMap((text) => ['--set', text]);
    const { out } = await hcall('sweep', 'x0/stub', ...few, ...sets, '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({
      restrictions: ['immediate = 0x0-0x3', 'x0 = 0xffffffffffffffff', 'x1 = 0x10-0x1f, 0x4'],
    });
  });

  test('writes JSON of a stable shape', async () => {
    const { out } = await hcall('sweep', 'immediate/stub', ...few, '--format', 'json');
    const result = JSON.parse(out) as Record<string, unknown>;
    expect(Object.keys(result)).toEqual([
      'schema',
      'hcall',
      'engine',
      'cpu',
      'seed',
      'vectors',
      'abi',
      'restrictions',
      'assumptions',
      'behaviours',
      'callers',
      'failures',
    ]);
    expect(result['callers']).toContainEqual({
      table: 'stub',
      caller: 'host',
      complete: true,
      classes: [
        { when: 'immediate = 0x1', behaviour: 0 },
        { when: 'immediate = 0x2', behaviour: 1 },
        { when: 'immediate = 0x0, 0x3', behaviour: 2 },
      ],
    });
  });

  test('sweeps a file of vectors, and a folder', async () => {
    const file = await hcall('sweep', 'asm/immediate/hyp-stub.S', ...few, '--format', 'json');
    const abi = await hcall('sweep', 'asm/immediate', ...few, '--format', 'json');
    const [ofFile, ofAbi] = [file, abi].map(
      ({ out }) => JSON.parse(out) as { callers: { table: string }[] },
    );
    expect(ofFile?.callers).toEqual(ofAbi?.callers.filter(({ table }) => table === 'stub'));
  });

  test.each([
    ['an unknown format', ['immediate', '--format', 'xml'], 'bad-option-value'],
    ['a range that goes down', ['immediate', '--imm', '5-4'], 'bad-option-value'],
    ['a range beyond 16 bits', ['immediate', '--imm', '0x10000'], 'bad-option-value'],
    ['an unknown caller', ['immediate', '--caller', 'el3'], 'bad-option-value'],
    ['values that go down', ['immediate', '--set', 'x0=5-4'], 'bad-option-value'],
    ['a range without an end', ['immediate', '--set', 'x0=5-'], 'bad-option-value'],
    ['values of a stack pointer', ['immediate/stub', '--set', 'sp_el2=0-5'], 'bad-option-value'],
    ['an unknown register', ['immediate', '--set', 'x31=0'], 'bad-option-value'],
    ['another place to call from', ['immediate', '--set', 'pc=0x1000'], 'bad-option-value'],
    ['a table of a file, without the file', ['immediate', '--table', 'mine'], 'bad-usage'],
    ['an ABI of a file, without the file', ['asm/x0', '--abi', 'immediate'], 'bad-usage'],
    ['a file that is not there', ['nosuch.S', '--abi', 'immediate'], 'vectors-not-found'],
    ['an unknown ABI', ['imediate'], 'unknown-abi'],
    ['an unknown table', ['immediate/stup'], 'unknown-vectors'],
    ['a folder without an ABI', ['asm/include'], 'abi-not-found'],
    ['a file that no ABI claims', ['asm/include/vectors.h'], 'unknown-contract'],
  ])('refuses %s', async (_, args, code) => {
    const result = await hcall('sweep', ...args, '--in-process');
    expect(result).toMatchObject({ code: 2, out: '' });
    expect(result.err).toContain(`[${code}]`);
  });
});

/** The two stubs, against what was stored. */
function compare(...more: readonly string[]) {
  const options = ['--caller', 'host', '--in-process', '--baseline', 'stored.json', ...more];
  return hcall('compare', 'asm/x0/hyp-stub.S', 'asm/immediate/hyp-stub.S', ...options);
}

describe('hcall compare --baseline', () => {
  test('keeps quiet about the same, and names a change with exit code 1', async () => {
    expect(await compare('--update')).toMatchObject({ code: 0, err: '' });
    expect(await compare()).toMatchObject({ code: 0, err: '' });
    const source = join(folder, 'asm/immediate/virt.h');
    const text = readFileSync(source, 'utf8');
    writeFileSync(source, text.replace(/(HVC_SET_VECTORS\s+)2/, '$15'));
    const { code, err } = await compare();
    writeFileSync(source, text);
    expect(code).toBe(1);
    expect(err).toContain('changes against the baseline stored.json');
    expect(err).toMatch(
      /A stub against B stub, host: VBAR_EL2 = x0 -> nothing\n {4}was immediate != 0x1-0x2, x0 != 0x0\n {4}is {2}immediate != 0x1, 0x5, x0 != 0x0/,
    );
  });

  test.each([
    ['a file of another command', '{"schema":"hcall.sweep/1"}', 'is no baseline of this command'],
    ['what is no JSON', '{', "stored.json': Expected property name"],
    ['a file that is not there', undefined, "stored.json': no such file or directory [bad-b"],
  ])('refuses %s, before any call is made', async (_, text, reason) => {
    const file = join(folder, 'stored.json');
    rmSync(file, { force: true });
    if (text !== undefined) {
      writeFileSync(file, text);
    }
    const { code, out, err } = await compare();
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(reason);
  });

  test('refuses --update without a file to write', async () => {
    const { code, err } = await hcall('compare', 'x0', 'immediate', '--update', '--in-process');
    expect(code).toBe(2);
    expect(err).toContain('--update needs the file that it is to write [bad-usage]');
  });
});

describe('hcall contract', () => {
  test('has exit code 0 when all that is measured is declared', async () => {
    expect(await hcall('contract', 'x0/stub', '--in-process')).toMatchObject({ code: 0, err: '' });
  });

  test('has exit code 1 when it is not', async () => {
    const file = join(folder, 'asm/x0/abi.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('    clobbers: [x1]\n', '    clobbers: []\n'));
    const { code, out } = await hcall('contract', 'asm/x0', '--in-process');
    writeFileSync(file, text);
    expect(code).toBe(1);
    expect(out).toMatch(/x0\/stub +broken-clobber-contract +x1 is changed/);
  });
});

function run(script: string) {
  return spawnSync('bash', ['-c', script], { encoding: 'utf8', cwd: checkout });
}

describe('sweeps in several processes', () => {
  test('have the results of one', () => {
    const sweep =
      'scripts/hcall sweep immediate --caller host --caller guest --imm 0-7 --slots --format json -j';
    const one = run(`${sweep} 1`);
    expect(one.status).toBe(0);
    expect(run(`${sweep} 3`).stdout).toBe(one.stdout);
  });

  const hanging = 'harness/testing/sweep/hostile/hang-always.S --abi immediate --budget 1000000000';

  test.each([
    ['a sweep', `sweep ${hanging} --caller host --caller guest -j 2`, ['stub host', 'stub guest']],
    ['a sweep of one part', `sweep ${hanging} --caller host -j 1`, ['stub host']],
    ['a contract', `contract ${hanging}`, ['stub']],
  ])('end %s in time, and report what is missing', (_, command, parts) => {
    const { status, stdout } = run(`scripts/hcall ${command} --timeout 2 --format json`);
    expect(status).toBe(1);
    const { failures } = JSON.parse(stdout) as { readonly failures: unknown };
    expect(failures).toEqual(parts.map((part) => ({ part, reason: 'no end after 2 s' })));
  });

  test('end a comparison with a side that crashes the engine, and report which caller is missing', () => {
    const crashing = 'harness/testing/sweep/hostile/crash-always.S --abi immediate';
    const { status, stdout } = run(
      `scripts/hcall compare ${crashing} immediate/stub --caller host -j 2 --format json`,
    );
    expect(status).toBe(1);
    const { failures } = JSON.parse(stdout) as { readonly failures: unknown };
    const reason = expect.stringContaining('SIGSEGV');
    // A guest's calls of other users of HVC are looked at in any case.
    expect(failures).toEqual([
      { part: 'host', reason },
      { part: 'guest', reason },
    ]);
  });
});
