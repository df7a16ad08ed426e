import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandIn } from '../testing/cli/command-line-fixture.ts';

/** Obeyed by the runner of GitHub at the start of a line, and by a terminal behind it. */
const name = '::error ::\u001B[2J\u202E';

let cwd = '';

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'hcall-names-'));
  writeFileSync(join(cwd, `${name}.yaml`), 'abi: immediate\nvectors: stub\ntests:\n  - name: [\n');
  writeFileSync(
    join(cwd, `${name}.S`),
    '.text\n"::a\\033[2J": frob\n.globl \u202Eb\n// \u001B[2J\nnop\n',
  );
});

afterAll(() => rmSync(cwd, { recursive: true }));

test.each<[string, readonly string[]]>([
  ['a fixture', ['run', '--in-process', `${name}.yaml`]],
  ['a list', ['run', '--list', `${name}.yaml`]],
  ['a path that is not there', ['run', `${name}/x.yaml`]],
  ['a command', [name]],
  ['an option', [`--${name}`]],
  ['a value', ['run', '--reporter', name]],
  ['a code', ['explain', name]],
  ['a source with mistakes', ['asm', `${name}.S`]],
  ['a table', ['lint', `${name}.S`, '--table', name]],
  ['an ABI', ['sweep', name]],
  ['a register', ['sweep', 'immediate/stub', '--set', `${name}=1`]],
  ['a fixture to trace', ['trace', `${name}.yaml`, '-t', name]],
])('%s of a strange name is shown and not obeyed', async (_, args) => {
  const { out, err } = await commandIn(cwd, args);
  expect(out + err).toMatch(/(?:\\x3a|:):error ::\\x1b\[2J\\u\{202e\}/);
  expect((out + err).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(out + err).not.toMatch(/^\s*::/m);
});
