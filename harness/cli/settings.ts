import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { problem } from '../diagnostics/diagnostic.ts';
import { bundledAbiFolder } from '../installation.ts';
import { cacheFolder } from './cache-folder.ts';
import { gather } from './option-values.ts';
import { loadProject, projectFileName } from './project-file.ts';
import type { Surroundings } from './surroundings.ts';

/** Options of every command that assembles sources. */
export interface SourceOptions {
  readonly abiFolder?: readonly string[];
  readonly include?: readonly string[];
  readonly define?: readonly string[];
  /** -include */
  readonly includeFile?: readonly string[];
  readonly nostdinc?: true;
}

/** What the command line and the project file say together. */
export interface Settings {
  /** As the user wrote them, relative to `cwd`. */
  readonly paths: readonly string[];
  /** Absolute, first come first served: the command line's, the project's, those that come with hcall. */
  readonly abiFolders: readonly string[];
  /** Absolute. */
  readonly includes: readonly string[];
  readonly defines: readonly string[];
  /** Absolute. */
  readonly forcedIncludes: readonly string[];
  readonly noStandardIncludes: boolean;
  /** Where assembled objects are kept. */
  readonly cacheFolder?: string;
  readonly cwd: string;
}

export function addSourceOptions(command: Command): Command {
  return command
    .option('--abi-folder <folder>', 'a folder that holds ABIs; may be given again', gather)
    .option('-I, --include <folder>', 'a folder for #include; may be given again', gather)
    .option(
      '-D, --define <macro>',
      'a macro for the preprocessor, NAME or NAME=VALUE; may be given again',
      gather,
    )
    .option('--include-file <file>', 'a file to include first; may be given again', gather)
    .option('--nostdinc', 'do not look for headers in the system folders');
}

/** Throws `path-not-found` for a path of the command line that does not exist, and what `loadProject` throws. */
export async function readSettings(
  paths: readonly string[],
  options: SourceOptions,
  { cwd, environment }: Pick<Surroundings, 'cwd' | 'environment'>,
): Promise<Settings> {
  const project = await loadProject(cwd);
  const { abiFolder = [], include = [], define = [], includeFile = [], nostdinc } = options;
  for (const path of [...paths, ...abiFolder, ...include, ...includeFile]) {
    if (!existsSync(resolve(cwd, path))) {
      throw problem('path-not-found', `no such file or folder: '${path}'`, {
        note: `paths are relative to the current folder, '${cwd}'`,
      });
    }
  }
  const cache = cacheFolder(environment);
  const absolute = (path: string): string => resolve(cwd, path);
  return {
    paths,
    abiFolders: [...abiFolder.map(absolute), ...project.abiFolders, bundledAbiFolder],
    includes: [...include.map(absolute), ...project.includes],
    defines: [...project.defines, ...define],
    forcedIncludes: includeFile.map(absolute),
    noStandardIncludes: nostdinc === true,
    ...(cache === undefined ? {} : { cacheFolder: cache }),
    cwd,
  };
}

/** The ABI folders of the command line and of the project; without any, the one that comes with hcall. */
export function ownAbiFolders({ abiFolders }: Pick<Settings, 'abiFolders'>): readonly string[] {
  const own = abiFolders.filter((folder) => folder !== bundledAbiFolder);
  return own.length > 0 ? own : [bundledAbiFolder];
}

/** Where fixtures are when the command line names none. Throws `no-fixtures`. */
export async function defaultFixtures(cwd: string): Promise<readonly string[]> {
  const { fixtures } = await loadProject(cwd);
  if (fixtures.length > 0) {
    return fixtures.map((path) => relative(cwd, path));
  }
  if (existsSync(join(cwd, 'fixtures'))) {
    return ['fixtures'];
  }
  throw problem('no-fixtures', 'there are no fixtures here: no folder ./fixtures', {
    note: `give a path, or name the folders under 'fixtures' in ${projectFileName}`,
  });
}
