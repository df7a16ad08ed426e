import { spawnSync } from 'node:child_process';
import { relative, resolve } from 'node:path';
import { problem } from '../diagnostics/diagnostic.ts';

/**
 * Whether a line, from 1, of a file was added or changed since a commit, after `git diff`, or any line for none; a file
 * that git does not know is new in all its lines. Throws `since-unknown` when git does not know.
 */
export function changedLines(
  ref: string,
  cwd: string,
): (file: string, line: number | undefined) => boolean {
  if (ref.startsWith('-')) {
    throw problem('since-unknown', `'${ref}' is no commit: git would take it for an option`);
  }
  const root = git(['rev-parse', '--show-toplevel'], cwd, ref).trim();
  const diff = git(['diff', '--unified=0', '--no-color', '--no-ext-diff', ref, '--'], root, ref);
  const untracked = new Set(
    git(['ls-files', '--others', '--exclude-standard'], root, ref).split('\n'),
  );
  const changed = parseDiff(diff);
  return (file, line) => {
    const path = relative(root, resolve(cwd, file));
    const ranges = changed.get(path) ?? [];
    return (
      untracked.has(path) ||
      ranges.some(([first, end]) => line === undefined || (line >= first && line < end))
    );
  };
}

/** The ranges [first, end) of lines of each file after a change, from a diff without context. */
export function parseDiff(diff: string): Map<string, [number, number][]> {
  const files = new Map<string, [number, number][]>();
  let ranges: [number, number][] = [];
  for (const line of diff.split('\n')) {
    const file = /^\+\+\+ (?:b\/)?(.*)$/.exec(line)?.[1];
    if (file !== undefined) {
      ranges = [];
      files.set(file, ranges);
      continue;
    }
    const [, first, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (first !== undefined) {
      ranges.push([Number(first), Number(first) + Number(count)]);
    }
  }
  return files;
}

function git(args: readonly string[], cwd: string, ref: string): string {
  const { status, stdout, stderr, error } = spawnSync('git', args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status === 0) {
    return stdout;
  }
  const reason = error?.message ?? stderr.trim().split('\n')[0] ?? '';
  throw problem('since-unknown', `git cannot show what changed since '${ref}': ${reason}`);
}
