import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WriteCalls } from './replace-file.ts';
import { createFile, overwriteFile, replaceFile } from './replace-file.ts';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'hcall-replace-'));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

function file(name: string): string {
  return join(folder, name);
}

function fail(code: string): () => never {
  return () => {
    throw Object.assign(new Error(`${code}: a reason, call`), { code });
  };
}

/** A file system that takes a few bytes with each call. */
const shortWrites: WriteCalls = {
  ...fs,
  writeSync: ((descriptor: number, bytes: Uint8Array, from: number, length: number) =>
    fs.writeSync(descriptor, bytes, from, Math.min(length, 3))) as WriteCalls['writeSync'],
};

describe('replaceFile', () => {
  test('makes a file that is not there', () => {
    replaceFile(file('new'), 'text');
    expect(fs.readFileSync(file('new'), 'utf8')).toBe('text');
    expect(fs.readdirSync(folder)).toEqual(['new']);
  });

  test('keeps the mode of the file that it replaces', () => {
    fs.writeFileSync(file('old'), 'a longer text');
    fs.chmodSync(file('old'), 0o751);
    replaceFile(file('old'), new Uint8Array([65, 66]));
    expect(fs.readFileSync(file('old'), 'utf8')).toBe('AB');
    expect(fs.statSync(file('old')).mode & 0o777).toBe(0o751);
  });

  test.each(['target', 'not-there-yet'])('leaves a link to %s pointing', (target) => {
    fs.writeFileSync(file('target'), 'old');
    fs.symlinkSync(target, file('inner'));
    fs.symlinkSync(file('inner'), file('link'));
    replaceFile(file('link'), 'new');
    expect(fs.readlinkSync(file('link'))).toBe(file('inner'));
    expect(fs.readlinkSync(file('inner'))).toBe(target);
    expect(fs.readFileSync(file(target), 'utf8')).toBe('new');
  });

  test('goes on after a write that took a part', () => {
    replaceFile(file('new'), 'more than three bytes', { calls: shortWrites });
    expect(fs.readFileSync(file('new'), 'utf8')).toBe('more than three bytes');
  });

  const failures: [string, Partial<WriteCalls>, boolean][] = [
    ['ENOSPC', { writeSync: () => 0 }, false],
    ['EIO', { writeSync: fail('EIO') }, false],
    ['EDQUOT', { fsyncSync: fail('EDQUOT') }, true],
    ['ESTALE', { closeSync: fail('ESTALE') }, false],
    ['EBUSY', { renameSync: fail('EBUSY') }, false],
  ];
  test.each(failures)('leaves all as it was at an %s', (code, calls, sync) => {
    fs.writeFileSync(file('old'), 'old');
    expect(() => replaceFile(file('old'), 'new', { sync, calls: { ...fs, ...calls } })).toThrow(
      expect.objectContaining({ code }),
    );
    expect(fs.readFileSync(file('old'), 'utf8')).toBe('old');
    expect(fs.readdirSync(folder)).toEqual(['old']);
  });

  test('refuses a folder, a folder that is not there, and links in a circle', () => {
    fs.symlinkSync('circle', file('circle'));
    const refused: [string, string][] = [
      [folder, 'EISDIR'],
      [file('none/new'), 'ENOENT'],
      [file('circle'), 'ELOOP'],
    ];
    for (const [path, code] of refused) {
      expect(() => replaceFile(path, '')).toThrow(expect.objectContaining({ code }));
    }
    expect(fs.readdirSync(folder)).toEqual(['circle']);
  });
});

describe('createFile', () => {
  test('makes a file, and never a second time', () => {
    createFile(file('new'), 'text');
    expect(() => createFile(file('new'), 'other')).toThrow(
      expect.objectContaining({ code: 'EEXIST' }),
    );
    expect(fs.readFileSync(file('new'), 'utf8')).toBe('text');
  });

  test('leaves no part of a file', () => {
    expect(() => createFile(file('new'), 'text', { calls: { ...fs, writeSync: () => 0 } })).toThrow(
      expect.objectContaining({ code: 'ENOSPC' }),
    );
    expect(fs.readdirSync(folder)).toEqual([]);
  });
});

describe('overwriteFile', () => {
  test.each(['short', 'a text that is longer than the old one'])(
    'writes into a file: %s',
    (text) => {
      fs.writeFileSync(file('old'), 'the old text');
      fs.linkSync(file('old'), file('other-name'));
      overwriteFile(file('old'), text);
      expect(fs.readFileSync(file('other-name'), 'utf8')).toBe(text);
    },
  );

  test('puts back what it has overwritten when the disk is full', () => {
    fs.writeFileSync(file('old'), 'the old text');
    let room = 2;
    const calls = {
      ...fs,
      writeSync: ((descriptor: number, bytes: Uint8Array, from: number) => {
        room -= 1;
        return room < 0 ? 0 : fs.writeSync(descriptor, bytes, from, 1);
      }) as WriteCalls['writeSync'],
    };
    expect(() => overwriteFile(file('old'), 'new', { calls })).toThrow(
      expect.objectContaining({ code: 'ENOSPC' }),
    );
    expect(fs.readFileSync(file('old'), 'utf8')).toBe('the old text');
  });
});
