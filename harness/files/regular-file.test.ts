import { afterAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRegularFile, readRegularText } from './regular-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'hcall-regular-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string): string {
  return join(folder, name);
}

execFileSync('mkfifo', [file('pipe')]);
symlinkSync('/dev/zero', file('zero.yaml'));
symlinkSync('text', file('link'));
writeFileSync(file('text'), 'four');
writeFileSync(file('empty'), '');
writeFileSync(file('large'), '');
truncateSync(file('large'), 2 ** 40);

describe('what is read', () => {
  test.each([
    ['text', 'four'],
    ['link', 'four'],
    ['empty', ''],
  ])('%s', (name, text) => {
    expect(readRegularText(file(name), 4)).toBe(text);
  });
});

describe('what is refused', () => {
  test.each([
    ['pipe', 'it is a pipe, expected a regular file'],
    ['zero.yaml', 'it is a device, expected a regular file'],
    ['.', 'it is a folder, expected a regular file'],
    ['large', 'it is too large: expected at most 1048576 bytes (1 MiB), found 1099511627776'],
    ['none', `ENOENT: no such file or directory, stat '${file('none')}'`],
  ])('%s', (name, message) => {
    expect(() => readRegularFile(file(name), 2 ** 20)).toThrow(
      expect.objectContaining({ message }),
    );
  });

  // The system makes these up and says that they have no bytes.
  test('a file of unknown size beyond the limit', () => {
    expect(() => readRegularFile('/proc/self/maps', 10)).toThrow('expected at most 10 bytes');
  });
});
