import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { walk } from './walk.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-walk-'));
  mkdirSync(join(folder, 'inner'));
  writeFileSync(join(folder, 'inner', 'b'), '');
  writeFileSync(join(folder, 'z'), '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function names(paths: readonly string[]): string[] {
  return paths.map((path) => relative(folder, path));
}

test('lists each real path once, by its own name', () => {
  symlinkSync('.', join(folder, 'again'));
  symlinkSync('..', join(folder, 'inner', 'up'));
  symlinkSync('z', join(folder, 'a'));
  symlinkSync('inner', join(folder, 'inner-too'));
  symlinkSync('nowhere', join(folder, '.#lock'));
  symlinkSync('circle', join(folder, 'circle'));
  const { files, folders, refused } = walk(folder);
  expect({ files: names(files), folders: names(folders), refused }).toEqual({
    files: ['inner/b', 'z'],
    folders: ['', 'inner'],
    refused: [],
  });
});

test('lists what a link leads to, outside of the folder too', () => {
  const other = mkdtempSync(join(tmpdir(), 'hcall-walk-'));
  writeFileSync(join(other, 'c'), '');
  symlinkSync(other, join(folder, 'elsewhere'));
  expect(names(walk(folder).files)).toEqual(['elsewhere/c', 'inner/b', 'z']);
  rmSync(other, { recursive: true });
});

test('lists nothing of a folder that is gone', () => {
  rmSync(folder, { recursive: true });
  expect(walk(folder)).toEqual({ files: [], folders: [], refused: [] });
});
