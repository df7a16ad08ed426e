import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { suggest } from '../abi/document/suggestion.ts';
import type { AbiLibrary } from '../abi/library.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { hasFixtureComment } from '../fixture/comment.ts';
import { loadFixture } from '../fixture/load.ts';
import type { Test } from '../fixture/test.ts';
import { shortestPath } from './paths.ts';

/** Which tests. */
export interface Selection {
  /** Files and folders, as the user wrote them. */
  readonly paths: readonly string[];
  /** Absolute; relative paths start here. */
  readonly cwd: string;
  /** What a test's id must match. */
  readonly namePattern?: RegExp;
  /** A test must have one of them; empty: any test. */
  readonly tags?: readonly string[];
}

export interface Selected {
  readonly tests: readonly Test[];
  /** What could not be read, by file. The other tests of such a file are selected all the same. */
  readonly errors: readonly {
    readonly file: string;
    readonly diagnostics: readonly Diagnostic[];
  }[];
}

/**
 * Loads the fixtures of a selection. In a folder, a fixture is each `.yaml` file, and each `.S` file with a fixture in
 * a comment. Sorted by file; within a file, in its order. Throws 'fixture-not-found' for a path that does not exist.
 */
export function select(selection: Selection, abis: AbiLibrary): Selected {
  const { paths, cwd, namePattern, tags = [] } = selection;
  const files = [...new Set(paths.flatMap((path) => fixtureFiles(path, cwd)))].toSorted();
  const tests: Test[] = [];
  const errors: { file: string; diagnostics: readonly Diagnostic[] }[] = [];
  for (const file of files) {
    const { fixture, diagnostics } = loadFixture(file, { abis });
    tests.push(...fixture.tests);
    if (diagnostics.length > 0) {
      errors.push({ file, diagnostics });
    }
  }
  checkTags(tags, tests, errors.length > 0);
  const isWanted = (test: Test): boolean =>
    (namePattern === undefined || namePattern.test(test.id)) &&
    (tags.length === 0 || tags.some((tag) => test.tags.includes(tag)));
  return { tests: tests.filter(isWanted), errors };
}

/** A tag that no test has is a slip of the pen, unless the tests that have it could not be read. */
function checkTags(tags: readonly string[], tests: readonly Test[], incomplete: boolean): void {
  const known = new Set(tests.flatMap((test) => test.tags));
  const unknown = tags.find((tag) => !known.has(tag));
  if (unknown !== undefined && !incomplete) {
    throw problem('unknown-tag', `no test has the tag '${unknown}'`, {
      note:
        suggest(unknown, [...known]) ??
        (known.size === 0 ? 'no test has any' : `the tags are ${[...known].toSorted().join(', ')}`),
    });
  }
}

/** The fixtures of a path: itself, or what a folder holds. */
function fixtureFiles(path: string, cwd: string): string[] {
  const absolute = resolve(cwd, path);
  if (!existsSync(absolute)) {
    throw problem('fixture-not-found', `there is no '${path}'`, { note: `looked for ${absolute}` });
  }
  if (!statSync(absolute).isDirectory()) {
    return [shortestPath(absolute)];
  }
  return readdirSync(absolute, { recursive: true, encoding: 'utf8' })
    .map((name) => join(absolute, name))
    .filter((name) => isFixture(name))
    .map((name) => shortestPath(name));
}

/** YAML files that are not fixtures, wherever they stand. */
const otherFiles: ReadonlySet<string> = new Set(['abi.yaml', 'hcall.yaml']);

function isFixture(file: string): boolean {
  if (otherFiles.has(basename(file))) {
    return false;
  }
  switch (extname(file)) {
    case '.yaml':
    case '.yml':
      return true;
    case '.S':
    case '.s':
      return hasFixtureComment(readFileSync(file, 'utf8'));
    default:
      return false;
  }
}
