import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foreignCalls } from './namespace.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'namespace-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(text: string): string {
  const file = join(folder, 'namespace.yaml');
  writeFileSync(file, text);
  return file;
}

describe('foreignCalls', () => {
  test('makes a call of each immediate and each number', () => {
    const file = write(`
users:
  - { name: A, immediates: [1, 0x2] }
  - name: B
    kept-apart-by: the immediate
    immediates: [0xea1]
    selector: { register: x16, numbers: { VERSION: 17 } }`);
    const calls = foreignCalls(file);
    expect(calls.map(({ keptApartBy }) => keptApartBy)).toEqual([
      undefined,
      undefined,
      'the immediate',
    ]);
    expect(calls.map(({ user, call, spec }) => [user, call, spec])).toEqual([
      ['A', undefined, { caller: 'host', immediate: 1, given: [] }],
      ['A', undefined, { caller: 'host', immediate: 2, given: [] }],
      ['B', 'VERSION', { caller: 'host', immediate: 0xea1, given: [['x16', '0x11']] }],
    ]);
  });

  test('knows those of ABI documents: PSCI and Gunyah among them', () => {
    const immediates = new Set(foreignCalls().map(({ user, spec }) => `${user} ${spec.immediate}`));
    expect(immediates).toContain('PSCI / SMCCC 0');
    expect(immediates).toContain('Gunyah 24576');
  });

  test.each([
    ['no list', 'users: 3'],
    ['nothing', ''],
    ['an immediate of 17 bits', 'users: [{ name: A, immediates: [0x10000] }]'],
    ['a misspelt key', 'users: [{ name: A, immediate: [1] }]'],
    [
      'an unknown register',
      'users: [{ name: A, immediates: [1], selector: { register: x31, numbers: { B: 1 } } }]',
    ],
    ['what is no YAML', 'users: ['],
  ])('refuses %s', (_, text) => {
    expect(() => foreignCalls(write(text))).toThrow(
      expect.objectContaining({
        diagnostics: [expect.objectContaining({ code: 'bad-namespace' })],
      }),
    );
  });
});
