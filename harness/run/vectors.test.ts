import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveVectors } from './vectors.ts';

/** Four tables of one symbol: `boot` is `stub` with more code, `other` other code, and `again` declares something else. */
const abi = `selector: immediate
operations: { GET: { number: 1, results: { x0: any } } }
vectors:
  stub: { files: [stub.S], table: vectors }
  boot: { files: [stub.S, kvm.S], table: vectors }
  other: { files: [kvm.S], table: vectors }
  again: { files: [stub.S], table: vectors, clobbers: [x1] }
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-'));
  mkdirSync(join(folder, 'own'));
  writeFileSync(join(folder, 'own/abi.yaml'), abi);
  writeFileSync(join(folder, 'own/stub.S'), '');
  writeFileSync(join(folder, 'own/kvm.S'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each<[string, { readonly whole?: true }, string, readonly string[]]>([
  ['an ABI', {}, 'own', ['stub', 'other', 'again']],
  ['the whole of an ABI', { whole: true }, 'own', ['stub', 'boot', 'other', 'again']],
  ['one of them', {}, 'own/boot', ['boot']],
  ['one of them, whole', { whole: true }, 'own/again', ['again']],
])('tables with one symbol: %s', (_, more, name, expected) => {
  const { tables } = resolveVectors({ names: [name], cwd: folder, abiFolders: [folder], ...more });
  expect(tables.map((table) => table.name)).toEqual(expected);
});
