import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolders } from './make-folders.ts';

const folder = mkdtempSync(join(tmpdir(), 'hcall-folders-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each(['a/b/c', 'a', 'link/d', '.'])('makes %s', (path) => {
  mkdirSync(join(folder, 'target'), { recursive: true });
  rmSync(join(folder, 'link'), { force: true });
  symlinkSync('target', join(folder, 'link'));
  makeFolders(join(folder, path));
  expect(statSync(join(folder, path)).isDirectory()).toBe(true);
});

test.each([
  ['file', 'EEXIST'],
  ['file/a', 'ENOTDIR'],
  ['dangling', 'EEXIST'],
])('refuses %s: %s', (path, code) => {
  writeFileSync(join(folder, 'file'), '');
  rmSync(join(folder, 'dangling'), { force: true });
  symlinkSync('nowhere', join(folder, 'dangling'));
  expect(() => makeFolders(join(folder, path))).toThrow(expect.objectContaining({ code }));
});

const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('where the system has no folder that is there', () => {
  test('comes to an end', () => {
    expect(() => makeFolders('/proc/nothing/below')).toThrow(
      expect.objectContaining({ code: 'ENOENT' }),
    );
  });
});
