import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { createAssembler } from './assemble.ts';
import type { AssembleOptions, Assembler } from './assemble.ts';

let folder = '';
let cacheFolder = '';
let assembler: Assembler;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-cache-'));
  cacheFolder = join(folder, 'cache');
  assembler = await createAssembler({ cacheFolder });
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function bytesOf(path: string, options?: AssembleOptions): readonly number[] {
  return [...(assembler.assemble({ path }, options).sections[0]?.bytes ?? [])];
}

function entries(): number {
  return readdirSync(cacheFolder).length;
}

test('a hit gives the object that was stored, with its warnings', () => {
  const path = write('a.s', '.warning "look"\n.globl f\nf: .byte 1\n.quad g\n');
  const warnings: Diagnostic[] = [];
  const first = assembler.assemble({ path });
  const second = assembler.assemble({ path }, { onWarning: (one) => warnings.push(one) });
  expect(second).toEqual(first);
  expect(second).not.toBe(first);
  expect(warnings).toMatchObject([{ code: 'user-warning', message: 'look' }]);
  expect(entries()).toBe(1);
});

test.each([
  ['the source', () => write('a.s', '.include "a.inc"\n.byte 9\n'), [1, 9]],
  ['an included file within its size', () => write('a.inc', '.byte 5\n'), [5, 2]],
  ['an included file to another size', () => write('a.inc', '.byte 6, 7\n'), [6, 7, 2]],
])('a change of %s is a miss', (_name, change, expected) => {
  write('a.inc', '.byte 1\n');
  const path = write('a.s', '.include "a.inc"\n.byte 2\n');
  expect(bytesOf(path)).toEqual([1, 2]);
  change();
  expect(bytesOf(path)).toEqual(expected);
});

test('a file that takes the place of an included one is a miss', () => {
  const path = write('a.s', '.include "b.inc"\n');
  const other = mkdtempSync(join(folder, 'include-'));
  writeFileSync(join(other, 'b.inc'), '.byte 1\n');
  expect(bytesOf(path, { includePaths: [other] })).toEqual([1]);
  write('b.inc', '.byte 2\n');
  expect(bytesOf(path, { includePaths: [other] })).toEqual([2]);
});

test('options are part of the key', () => {
  const path = write('a.S', '.byte VALUE\n');
  expect(bytesOf(path, { defines: ['VALUE=1'] })).toEqual([1]);
  expect(bytesOf(path, { defines: ['VALUE=2'] })).toEqual([2]);
  expect(bytesOf(path, { defines: ['VALUE=1'] })).toEqual([1]);
  expect(entries()).toBe(2);
});

test('a damaged entry is a miss, and is replaced', () => {
  const path = write('a.s', '.byte 1\n');
  bytesOf(path);
  const [entry = ''] = readdirSync(cacheFolder);
  writeFileSync(join(cacheFolder, entry), 'damaged');
  expect(bytesOf(path)).toEqual([1]);
  expect(entries()).toBe(1);
});

test('a folder that cannot be written costs nothing but speed', async () => {
  const file = write('file', '');
  assembler = await createAssembler({ cacheFolder: join(file, 'cache') });
  expect(bytesOf(write('a.s', '.byte 1\n'))).toEqual([1]);
});

test('what is refused is not kept', () => {
  const path = write('a.s', 'frob\n');
  expect(() => bytesOf(path)).toThrow('frob');
  expect(readdirSync(folder)).toEqual(['a.s']);
});
