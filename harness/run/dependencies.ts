import { join } from 'node:path';
import { abiFileName } from '../abi/load.ts';
import { AbiLibrary } from '../abi/library.ts';
import { scanIncludes } from '../assembler/includes.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Test } from '../fixture/test.ts';
import { fileLimits, readRegularText } from '../files/regular-file.ts';
import type { SourceSetting } from './objects.ts';
import { shortestPath } from './paths.ts';
import type { Selection } from './select.ts';
import { select } from './select.ts';

export interface DependencyOptions extends Omit<Selection, 'namePattern' | 'tags'>, SourceSetting {
  readonly abiFolders: readonly string[];
}

/**
 * The files that a run reads, besides those in its folders of fixtures: ABIs, sources, objects, all that these include, and
 * the places where an included file was looked for. Of what has a mistake, as much as can be found.
 */
export function dependencies(options: DependencyOptions): string[] {
  const { paths, cwd, abiFolders, forcedIncludes = [], vectors } = options;
  const found = new Set<string>([...forcedIncludes, ...(vectors?.files ?? [])]);
  const { tests, diagnostics } = selectWhatThereIs(() =>
    select(
      { paths, cwd, ...(vectors === undefined ? {} : { vectors }) },
      new AbiLibrary(abiFolders),
    ),
  );
  for (const file of diagnostics.flatMap(filesOf)) {
    found.add(file);
  }
  const scanned = new Set<string>();
  for (const test of tests) {
    found.add(join(test.abi.directory, abiFileName));
    for (const file of sourcesOf(test)) {
      found.add(file);
      const key = JSON.stringify([file, test.abi.directory]);
      if (!scanned.has(key)) {
        scanned.add(key);
        included(file, test, options).forEach((path) => found.add(path));
      }
    }
  }
  return [...found];
}

function selectWhatThereIs(selectTests: () => ReturnType<typeof select>): {
  readonly tests: readonly Test[];
  readonly diagnostics: readonly Diagnostic[];
} {
  try {
    const { tests, errors } = selectTests();
    return { tests, diagnostics: errors.flatMap(({ diagnostics }) => diagnostics) };
  } catch (error) {
    if (!(error instanceof HcallError)) {
      throw error;
    }
    return { tests: [], diagnostics: error.diagnostics };
  }
}

function sourcesOf({ abi, vectors, code }: Test): string[] {
  const routines = [...abi.routines.values()].flatMap(({ files }) => files);
  return [...vectors.files, ...code, ...routines];
}

function included(
  file: string,
  { abi }: Test,
  { includes, defines, forcedIncludes = [] }: SourceSetting,
): readonly string[] {
  if (!/\.[Ss]$/.test(file)) {
    return [];
  }
  try {
    const text = readRegularText(file, fileLimits.source);
    const includePaths = [...includes, ...abi.includes].map(shortestPath);
    const options = { includePaths, forcedIncludes, defines: [...abi.defines, ...defines] };
    const { files, absent } = scanIncludes({ path: file, text }, options);
    return [...files, ...absent];
  } catch {
    // The run says why it cannot be read.
    return [];
  }
}

function filesOf({ place, trail = [] }: Diagnostic): string[] {
  const places = [...(place === undefined ? [] : [place]), ...trail.map((step) => step.place)];
  return places.map(({ file }) => file);
}
