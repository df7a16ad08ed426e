import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
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

test('leaves out what is hidden, and node_modules, but for the folder itself', () => {
  for (const name of ['.github', 'node_modules', 'inner/.cache']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'c'), '');
  }
  writeFileSync(join(folder, '.d'), '');
  expect(names(walk(folder).files)).toEqual(['inner/b', 'z']);
  expect(names(walk(join(folder, '.github')).files)).toEqual(['.github/c']);
});

const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('names that are no text', () => {
  test('names what has no name that can be opened', () => {
    const inFolder = (name: string): Buffer =>
      Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')]);
    mkdirSync(inFolder('d\xff'));
    writeFileSync(inFolder('e\xfe.yaml'), '');
    writeFileSync(join(folder, 'f\ufffd'), '');
    const { files, unnamed } = walk(folder);
    expect(names(files)).toEqual(['f\ufffd', 'inner/b', 'z']);
    expect(unnamed.toSorted((one, other) => (one.path < other.path ? -1 : 1))).toEqual([
      { path: join(folder, 'd\ufffd'), isFolder: true },
      { path: join(folder, 'e\ufffd.yaml'), isFolder: false },
    ]);
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
  expect(walk(folder)).toEqual({ files: [], folders: [], unnamed: [], refused: [] });
});
