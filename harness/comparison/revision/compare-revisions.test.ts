import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Comparison } from '../comparison.ts';
import type { CommandResult } from '../../testing/cli/command-line-fixture.ts';
import { commandIn } from '../../testing/cli/command-line-fixture.ts';

/** A repository: `abi/stub.S` answers in x0 with what `include/number.h` says, and `link.S` leads to it. */
let top = '';

const abi = `
selector: { register: x0 }
operations:
  ASK: { number: 5, results: { x0: '7' } }
vectors:
  stub: { files: [stub.S], table: table }
includes: [../include]
`;

/** All slots lead to `answer`. */
const stub = `
#include "number.h"
	.text
	.balign	2048
	.globl	table
table:
	.rept	16
	.balign	128
	b	answer
	.endr
answer:
	mov	x0, #NUMBER
	eret
	.section .rodata
	.asciz	__FILE__
`;

beforeAll(() => {
  top = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'hcall-git-test-')));
  git('init', '-q', '-b', 'main');
  git('config', 'user.email', 'nobody@example.org');
  git('config', 'user.name', 'Nobody');
  write('abi/abi.yaml', abi);
  write('abi/stub.S', stub);
  write('include/number.h', '#define NUMBER 7\n');
  fs.symlinkSync('stub.S', join(top, 'abi/link.S'));
  commit('seven');
  write('include/number.h', '#define NUMBER 8\n');
  write('headers/number.h', '#define NUMBER 9\n');
  commit('eight');
  write('abi/stub.S', stub.replace('eret', 'erett'));
  commit('broken');
  write('abi/stub.S', stub.replace('"number.h"', '"generated.h"'));
  write('.gitignore', 'generated.h\n');
  write('include/generated.h', '#define NUMBER 7\n');
  commit('generated');
  git('update-index', '--add', '--cacheinfo', `160000,${git('rev-parse', 'HEAD').trim()},module`);
  git('commit', '-q', '-m', 'submodule');
  write('abi/stub.S', stub);
});
afterAll(() => {
  fs.rmSync(top, { recursive: true });
});

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: top, encoding: 'utf8' });
}

function write(path: string, text: string): void {
  fs.mkdirSync(dirname(join(top, path)), { recursive: true });
  fs.writeFileSync(join(top, path), text);
}

function commit(tag: string): void {
  git('add', '.');
  git('commit', '-q', '-m', tag);
  git('tag', tag);
}

async function compareIn(
  folder: string,
  args: readonly string[],
  interruption = new AbortController().signal,
): Promise<CommandResult> {
  const words = ['compare', '--in-process', '--caller', 'host', '--git', ...args];
  const before = exported();
  const result = await commandIn(join(top, folder), words, { interruption });
  expect(exported()).toEqual(before);
  return result;
}

/** Folders of revisions that are left. */
function exported(): string[] {
  return fs.readdirSync(tmpdir()).filter((name) => name.startsWith('hcall-revision-'));
}

describe('what a revision is compared with', () => {
  test.each([
    ['', ['seven', 'abi/stub.S'], 'seven:abi/stub.S against abi/stub.S', ['0x7 -> 0x8']],
    ['abi', ['seven', 'stub.S'], 'seven:stub.S against stub.S', ['0x7 -> 0x8']],
    ['abi', ['eight', '.'], 'eight:. against .', []],
    [
      '',
      ['seven..eight', 'abi/stub.S'],
      'seven:abi/stub.S against eight:abi/stub.S',
      ['0x7 -> 0x8'],
    ],
    ['', ['eight..eight^0', 'abi/stub.S'], 'eight:abi/stub.S against eight^0:abi/stub.S', []],
    // Folders for #include are those of the revision: the older one has no such folder.
    [
      '',
      ['seven..eight', 'abi/stub.S', '-I', 'headers'],
      'seven:abi/stub.S against eight:abi/stub.S',
      ['0x7 -> 0x9'],
    ],
    // Generated headers are in no revision.
    ['', ['seven..generated', 'abi/stub.S'], 'seven:abi/stub.S against generated:abi/stub.S', []],
    ['', ['seven..', 'abi/stub.S'], 'seven:abi/stub.S against HEAD:abi/stub.S', []],
  ])('in /%s: %j', async (folder, args, title, changes) => {
    const { code, out, err } = await compareIn(folder, [...args, '--format', 'json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { a, b, differences } = JSON.parse(out) as Comparison;
    const classes = differences.flatMap(({ callers }) => callers.flatMap((each) => each.classes));
    expect(`${a.vectors} against ${b.vectors}`).toBe(title);
    expect(classes.map(({ first, second }) => `${first} -> ${second}`)).toEqual(
      changes.map((text) => text.replaceAll('0x', 'x0 = 0x')),
    );
    expect(out).not.toContain('hcall-revision-');
  });

  test('what git does not track is the same for both sides', async () => {
    write('more/number.h', '#define NUMBER 9\n');
    const { out } = await compareIn('', ['seven', 'abi/stub.S', '-I', 'more']);
    fs.rmSync(join(top, 'more'), { recursive: true });
    expect(out).toContain('\nNo call differs, of all values of all inputs from host.\n');
  });

  test('an interruption ends it', async () => {
    const interruption = AbortSignal.abort(new Error('interrupted'));
    const { code } = await compareIn('', ['seven', 'abi/stub.S'], interruption);
    expect(code).toBe(130);
  });
});

describe('what cannot be compared', () => {
  test.each([
    [['none', 'abi/stub.S'], 2, "error: git knows no revision 'none' [unknown-revision]"],
    [['-n', 'abi/stub.S'], 2, "error: '-n' is no revision [bad-usage]"],
    [['..', 'none.S'], 2, "error: there is no 'HEAD:none.S' [not-in-revision]"],
    [['HEAD...seven', 'none.S'], 2, "error: 'HEAD...seven' are not two revisions: expected A..B"],
    [['seven', 'a.S', 'b.S'], 2, 'error: --git compares one path: there is no other side to name'],
    [['seven', 'abi/link.S'], 2, "error: 'seven:abi/link.S' is a symbolic link [unreadable-rev"],
    [['HEAD', 'module/x.S'], 2, "error: 'HEAD:module' is a submodule [unreadable-revision]"],
    [['seven', '/'], 2, "error: '/' is in no work tree of git: fatal: not a git repository"],
    [['broken', 'abi/stub.S'], 2, "broken:abi/stub.S:13:2: error: unknown instruction 'erett'"],
  ])('%j', async (args, code, start) => {
    const result = await compareIn('', args);
    expect(result).toMatchObject({ code, out: '', err: expect.stringContaining(start) });
    expect(result.err).not.toContain('hcall-revision-');
  });
});
