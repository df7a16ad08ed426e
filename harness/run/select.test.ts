import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AbiLibrary } from '../abi/library.ts';
import { bundledAbiFolder } from '../installation.ts';
import { select } from './select.ts';

const abis = new AbiLibrary([bundledAbiFolder]);
const fixture = [
  'abi: immediate',
  'vectors: stub',
  "tests: [{ name: 'one', hvc: 3, expect: {} }]",
  '',
].join('\n');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-select-'));
  mkdirSync(join(folder, 'inner'));
  writeFileSync(join(folder, 'inner', 'good.yaml'), fixture);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Ids, and for each file with a mistake its code and note; all below the folder. */
function selected(paths: readonly string[]): {
  readonly ids: readonly string[];
  readonly errors: readonly (readonly (string | undefined)[])[];
} {
  const { tests, errors } = select({ paths, cwd: folder }, abis);
  return {
    ids: tests.map(({ id }) => id.slice(folder.length + 1)),
    errors: errors.map(({ file, diagnostics: [first] }) => [
      file.slice(folder.length + 1),
      first?.code,
      first?.note,
    ]),
  };
}

test('reports what is no file, and selects the rest', () => {
  execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
  symlinkSync('/dev/zero', join(folder, 'zero.yaml'));
  symlinkSync('/dev/full', join(folder, 'full.S'));
  mkdirSync(join(folder, 'folder.yaml'));
  writeFileSync(join(folder, 'large.yaml'), '');
  truncateSync(join(folder, 'large.yaml'), 2 ** 40);
  expect(selected(['.'])).toEqual({
    ids: ['inner/good.yaml > one'],
    errors: [
      ['full.S', 'unreadable-file', 'it is a device, expected a regular file'],
      [
        'large.yaml',
        'unreadable-file',
        'it is too large: expected at most 8388608 bytes (8 MiB), found 1099511627776',
      ],
      ['pipe.yaml', 'unreadable-file', 'it is a pipe, expected a regular file'],
      ['zero.yaml', 'unreadable-file', 'it is a device, expected a regular file'],
    ],
  });
});

test.each([[['.']], [['inner', '.']], [['.', 'inner/good.yaml', 'inner/../inner']]])(
  'loads each file once with the paths %j',
  (paths) => {
    symlinkSync('..', join(folder, 'inner', 'up'));
    symlinkSync('good.yaml', join(folder, 'inner', 'alias.yaml'));
    symlinkSync('nowhere', join(folder, '.#good.yaml'));
    expect(selected(paths)).toEqual({ ids: ['inner/good.yaml > one'], errors: [] });
  },
);

test('names a fixture by the link that the user gives', () => {
  symlinkSync('inner/good.yaml', join(folder, 'link.yaml'));
  expect(selected(['link.yaml', 'inner'])).toEqual({ ids: ['link.yaml > one'], errors: [] });
});
