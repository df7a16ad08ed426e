import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandIn } from '../../testing/cli/command-line-fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'hcall-call-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hcall = (...args: readonly string[]) => commandIn(folder, args);

const values = fileURLToPath(new URL('../../testing/sweep', import.meta.url));

describe('a call that is saved', () => {
  test.each([
    ['returns a result', ['immediate/stub', '--hvc', '1']],
    ['writes a register', ['immediate/stub', '--hvc', '2', '--x0', '0x40300000']],
    ['calls a function', ['immediate/kvm', '--hvc', '0', '--x0', '0x40300000']],
    ['leaves a guest, with stores', ['immediate/kvm', '--hvc', '5', '--caller', 'guest']],
    ['is undefined at EL0', ['immediate/kvm', '--hvc', '1', '--caller', 'el0']],
    ['turns the MMU off', ['function-id/kvm', '--hvc', '0', '--x0', '1']],
    ['ends at a stub', ['immediate/kvm', '--hvc', '5', '--caller', 'guest', '--stub', 'el1_trap']],
    ['leaves values of every kind', ['values/values', '--hvc', '0']],
  ])('passes as a test, with any seed, when it %s', async (name, args) => {
    const file = `${name.replaceAll(/\W/g, '-')}.yaml`;
    const abis = ['--abi-folder', values];
    expect(await hcall('call', ...args, ...abis, '--in-process', '--save', file)).toMatchObject({
      code: 0,
      err: '',
    });
    for (const seed of ['1', '5']) {
      const { code, out } = await hcall('run', file, ...abis, '--in-process', '--seed', seed);
      expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('1 passed') });
    }
  });

  test('finds the ABI of a folder by its path', async () => {
    const args = [join(values, 'values'), '--hvc', '0', '--in-process', '--save', 'path.yaml'];
    expect(await hcall('call', ...args)).toMatchObject({ code: 0, err: '' });
    const { code, out } = await hcall('run', 'path.yaml', '--in-process');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('1 passed') });
  });
});
