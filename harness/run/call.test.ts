import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { bundledAbiFolder } from '../installation.ts';
import { call } from './call.ts';
import type { CallResult } from './call.ts';

function made(...stubs: readonly string[]): Promise<CallResult> {
  return call({
    vectors: 'immediate/kvm',
    abi: '',
    origin: 'guest',
    immediate: 0,
    given: new Map(),
    stubs,
    cwd: '/',
    abiFolders: [bundledAbiFolder],
    seed: 1,
    includes: [],
    defines: [],
  });
}

describe('one call', () => {
  it('ends at a stub, and saves it with the fixture', async () => {
    const { outcome, fixture } = await made('el1_trap');
    expect(outcome).toBe('called at el1_trap');
    expect(parse(fixture)).toMatchObject({ stubs: { el1_trap: 'stop' } });
  });

  it('refuses a stub that nothing needs', async () => {
    await expect(made('el1_trap', 'el1_tarp')).rejects.toThrow("nothing needs the stub 'el1_tarp'");
  });
});
