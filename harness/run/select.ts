import { statSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { suggest } from '../abi/document/suggestion.ts';
import type { AbiLibrary } from '../abi/library.ts';
import type { StandIns } from '../abi/stand-in.ts';
import { noStandIns, standInsOver } from '../abi/stand-in.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { reasonOf } from '../diagnostics/reason.ts';
import { fileLimits, readRegularText } from '../files/regular-file.ts';
import { realPath, walk } from '../files/walk.ts';
import { hasFixtureComment } from '../fixture/comment.ts';
import { loadFixture } from '../fixture/load.ts';
import type { Test } from '../fixture/test.ts';
import { matching } from './name-pattern.ts';
import type { SelectionExpression } from './selection-expression.ts';
import { isSelected, operandsOf, parseSelection } from './selection-expression.ts';
import { shortestPath } from './paths.ts';
import type { ForeignVectors } from './written-vectors.ts';
import { requireTests, withVectors } from './foreign-vectors.ts';

/** Which tests. */
export interface Selection {
  /** Files and folders, as the user wrote them. */
  readonly paths: readonly string[];
  /** Absolute; relative paths start here. */
  readonly cwd: string;
  /** What a test's id must match. */
  readonly namePattern?: RegExp;
  /** What its id must match where no id of all matches the pattern: the same text may be read in both ways. */
  readonly nameExpression?: SelectionExpression<RegExp>;
  /** Expressions of tags (selection-expression.ts), one of which must be true; empty: any test. */
  readonly tags?: readonly string[];
  /** In place of every test's own. */
  readonly vectors?: ForeignVectors;
  /** What stands for symbols that neither a test nor its ABI says anything of. */
  readonly commonStandIns?: StandIns;
}

export interface Selected {
  readonly tests: readonly Test[];
  /** Of all tests of the fixtures, those that the selection leaves out too. */
  readonly known: ReadonlySet<string>;
  /** The fixtures. */
  readonly files: readonly string[];
  /** What could not be read, by file. The other tests of such a file are selected all the same. */
  readonly errors: readonly {
    readonly file: string;
    readonly diagnostics: readonly Diagnostic[];
  }[];
}

/**
 * Loads the fixtures of a selection. In a folder, a fixture is each `.yaml` file, and each `.S` file with a fixture in
 * a comment, but for what is hidden or in node_modules; each real file is loaded once, by whichever name. Sorted by file; within a file, in its order. Throws
 * 'fixture-not-found' for a path that does not exist, and 'bad-option-value' for a pattern that takes too long.
 */
export function select(selection: Selection, abis: AbiLibrary): Selected {
  const { paths, cwd, tags = [], vectors, commonStandIns = noStandIns } = selection;
  const wantedTags = tags.map((text) => parseSelection('--tag', text, (tag) => tag));
  const tests: Test[] = [];
  const errors: { file: string; diagnostics: readonly Diagnostic[] }[] = [];
  const files = fixtureFiles(paths, cwd, (path, message, note) => {
    const { diagnostics } = problem('unreadable-file', message, { note });
    errors.push({ file: path, diagnostics });
  });
  for (const file of files) {
    const { fixture, diagnostics } = loadFixture(file, { abis });
    tests.push(...fixture.tests);
    if (diagnostics.length > 0) {
      errors.push({ file, diagnostics });
    }
  }
  checkTags(wantedTags.flatMap(operandsOf), tests, errors.length > 0);
  if (vectors !== undefined && errors.length === 0) {
    requireTests(vectors, tests);
  }
  const ids = tests.map(({ id }) => id);
  const isNamed = nameFilter(selection, ids);
  const isWanted = ({ id, tags: own }: Test): boolean =>
    isNamed(id) &&
    (wantedTags.length === 0 ||
      wantedTags.some((expression) => isSelected(expression, (tag) => own.includes(tag))));
  const wanted = tests
    .filter(isWanted)
    .map((test) => withVectors({ ...test, ...standInsOver(test, commonStandIns) }, vectors));
  return { tests: wanted, known: new Set(ids), files, errors };
}

function nameFilter(
  { namePattern, nameExpression }: Selection,
  ids: readonly string[],
): (id: string) => boolean {
  if (namePattern === undefined) {
    return () => true;
  }
  const named = matching(namePattern, ids);
  if (named.size > 0 || nameExpression === undefined) {
    return (id) => named.has(id);
  }
  const found = new Map(
    operandsOf(nameExpression).map((pattern) => [pattern, matching(pattern, ids)]),
  );
  return (id) => isSelected(nameExpression, (pattern) => found.get(pattern)?.has(id) === true);
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

/** The fixtures of some paths: files themselves, and what folders hold. `refused` hears of folders that cannot be listed. */
function fixtureFiles(
  paths: readonly string[],
  cwd: string,
  refused: (path: string, message: string, note: string) => void,
): string[] {
  const files = new Map<string, string>();
  for (const path of paths) {
    const absolute = resolve(cwd, path);
    const stats = statSync(absolute, { throwIfNoEntry: false });
    if (stats === undefined) {
      throw problem('fixture-not-found', `there is no '${path}'`, {
        note: `looked for ${absolute}`,
      });
    }
    const found = stats.isDirectory()
      ? walk(absolute)
      : { files: [absolute], refused: [], unnamed: [] };
    for (const file of found.files) {
      const real = realPath(file) ?? file;
      if (!files.has(real) && (!stats.isDirectory() || isFixture(file))) {
        files.set(real, shortestPath(file));
      }
    }
    for (const { folder, error } of found.refused) {
      const shown = shortestPath(folder);
      refused(shown, `cannot list the folder '${shown}'`, reasonOf(error));
    }
    for (const { path: unnamed, isFolder } of found.unnamed) {
      const shown = shortestPath(unnamed);
      if (isFolder) {
        refused(shown, `cannot list the folder '${shown}'`, unnamedNote);
      } else if (fixtureExtension.test(unnamed)) {
        refused(shown, `cannot read '${shown}'`, unnamedNote);
      }
    }
  }
  return [...files.values()].toSorted();
}

const fixtureExtension = /\.(?:ya?ml|[Ss])$/;

const unnamedNote = 'its name is not UTF-8: rename it';

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
      return mayHoldFixture(file);
    default:
      return false;
  }
}

/** What cannot be read is taken for one, so that the reason is reported. */
function mayHoldFixture(file: string): boolean {
  try {
    return hasFixtureComment(readRegularText(file, fileLimits.document));
  } catch {
    return realPath(file) !== undefined;
  }
}
