import { describe, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { bundledAbiFolder } from '../installation.ts';
import { call } from './call.ts';
import type { CallResult } from './make-call.ts';
import type { WrittenVectors } from './written-vectors.ts';

function made(stubs: readonly string[], more: Partial<WrittenVectors> = {}): Promise<CallResult> {
  return call({
    vectors: {
      names: ['immediate/kvm'],
      stubs,
      cwd: '/',
      abiFolders: [bundledAbiFolder],
      ...more,
    },
    origin: 'guest',
    immediate: 0,
    given: new Map(),
    cwd: '/',
    seed: 1,
    includes: [],
    defines: [],
  });
}

describe('one call', () => {
  test('ends at a stub, and saves it with the fixture', async () => {
    const { outcome, fixture } = await made(['el1_trap']);
    expect(outcome).toBe('called at el1_trap');
    expect(parse(fixture)).toMatchObject({ stubs: { el1_trap: 'stop' } });
  });

  test('is saved by names of registers and symbols, never by numbers that move', async () => {
    const folder = fileURLToPath(new URL('../testing/sweep', import.meta.url));
    const { fixture, changes } = await made([], { names: ['values/values'], abiFolders: [folder] });
    expect(parse(fixture)).toMatchObject({
      tests: [
        {
          expect: {
            x1: 'tpidr_el2',
            x2: 'x0',
            x3: 'phys(dead) + 0x4',
            x6: '0x1',
            x9: '0x0',
            x10: '(x0[31:0] + 0x1)[31:0]',
            x11: 'link(dead) + 0x4',
          },
        },
      ],
    });
    expect(changes.map(({ value }) => value)).toEqual([
      'TPIDR_EL2',
      'x0',
      'dead+0x4',
      '0x1',
      '[SP_EL2 + 0x10]',
      'x0[31:0] + 0x1',
      'link(dead)+0x4',
    ]);
  });

  test('refuses a stub that nothing needs', async () => {
    const stubs = ['el1_trap', 'el1_tarp'];
    await expect(made(stubs)).rejects.toThrow("nothing needs the stub 'el1_tarp'");
  });

  test("never takes the ABI's table for one that a file lacks", async () => {
    const file = fileURLToPath(new URL('../testing/run/hostile/other-table.S', import.meta.url));
    await expect(made([], { names: [file], abi: 'immediate' })).rejects.toMatchObject({
      diagnostics: [
        {
          code: 'table-not-in-vectors',
          note: "global there: 'my_vectors'; name the table that is meant",
        },
      ],
    });
  });
});
