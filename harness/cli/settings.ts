import { existsSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { StandIns } from '../abi/stand-in.ts';
import { given } from '../collections/given.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { bundledAbiFolder } from '../installation.ts';
import { cacheFolder } from './cache-folder.ts';
import { addOptionGroup } from './option-group.ts';
import { gather, readMacroName } from './option-values.ts';
import type { Project } from './project.ts';
import { loadProject, projectFileName } from './project-file.ts';
import type { Surroundings, TextOutput } from './surroundings.ts';

/** Options of every command that assembles sources. */
export interface SourceOptions {
  readonly abiFolder?: readonly string[];
  readonly include?: readonly string[];
  readonly define?: readonly string[];
  readonly undefine?: readonly string[];
  /** -include */
  readonly includeFile?: readonly string[];
  readonly nostdinc?: true;
  readonly march?: string;
  /** Of hcall.yaml. */
  readonly profile?: string;
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
  /** Names; the same name is not in the command line's part of `defines`. */
  readonly undefines: readonly string[];
  /** Absolute. */
  readonly forcedIncludes: readonly string[];
  readonly noStandardIncludes: boolean;
  /** The architecture that instructions are checked against, whatever an ABI says. */
  readonly march?: string;
  /** What hcall.yaml has for symbols that neither a fixture nor an ABI says anything of. */
  readonly commonStandIns?: StandIns;
  /** What hcall.yaml says of processes, retries and reports, for commands that have them. */
  readonly project: Pick<Project, 'jobs' | 'timeout' | 'retries' | 'reporters'>;
  /** Where assembled objects are kept. */
  readonly cacheFolder?: string;
  readonly cwd: string;
}

export function addSourceOptions(command: Command): Command {
  return addOptionGroup(command, 'sources', addSources);
}

function addSources(command: Command): void {
  command
    .option('--abi-folder <folder>', 'a folder that holds ABIs; may be given again', gather)
    .option('-I, --include <folder>', 'a folder for #include; may be given again', gather)
    .option(
      '-D, --define <macro>',
      'a macro for the preprocessor, NAME or NAME=VALUE; may be given again',
      (macro: string, before: readonly string[] | undefined) => {
        forget(command, 'undefine', nameOf(macro));
        return gather(macro, before);
      },
    )
    .option(
      '-U, --undefine <name>',
      'no macro of this name, not even a predefined one; may be given again',
      (name: string, before: readonly string[] | undefined) => {
        forget(command, 'define', name);
        return gather(readMacroName('--undefine', name), before);
      },
    )
    .option('--include-file <file>', 'a file to include first; may be given again', gather)
    .option('--nostdinc', 'do not look for headers in the system folders')
    .option(
      '--march <name>',
      'refuse instructions that this architecture does not have, as armv8.2-a+crc (default: any)',
    )
    .addOption(profileOption());
}

export function profileOption(): Option {
  return new Option(
    '--profile <name>',
    'the settings under this name in `profiles:` of hcall.yaml go before those of the whole file',
  );
}

/** Of -D and -U with one name the last counts, as for the C preprocessor: takes the name out of the other list. */
function forget(command: Command, option: 'define' | 'undefine', name: string): void {
  const before = command.getOptionValue(option) as readonly string[] | undefined;
  command.setOptionValue(
    option,
    before?.filter((macro) => nameOf(macro) !== name),
  );
}

function nameOf(macro: string): string {
  return /^\w*/u.exec(macro)?.[0] ?? '';
}

/**
 * Throws `path-not-found` for a path of the command line that does not exist, and what `loadProject` throws. A folder of -I that
 * is not there is a warning on stderr, as for the C preprocessor: build scripts name folders that only some builds make.
 */
export async function readSettings(
  paths: readonly string[],
  options: SourceOptions,
  {
    cwd,
    environment,
    stderr,
  }: Pick<Surroundings, 'cwd' | 'environment'> & { readonly stderr: TextOutput },
): Promise<Settings> {
  const project = await loadProject(cwd, options.profile);
  const { abiFolder = [], include = [], define = [], undefine = [] } = options;
  const { includeFile = [], nostdinc, march } = options;
  for (const path of [...paths, ...abiFolder, ...includeFile]) {
    if (!existsSync(resolve(cwd, path))) {
      throw problem('path-not-found', `no such file or folder: '${path}'`, {
        note: `paths are relative to the current folder, '${cwd}'`,
      });
    }
  }
  const file = abiFolder.find((path) => !isFolder(resolve(cwd, path)));
  if (file !== undefined) {
    throw problem('path-not-found', `--abi-folder names no folder: '${file}'`, {
      note: 'it takes a folder that has folders of ABIs, each with an abi.yaml',
    });
  }
  const missing = include.filter((path) => !isFolder(resolve(cwd, path)));
  if (missing.length > 0) {
    await warnOfFolders(missing, cwd, stderr);
  }
  if (march !== undefined) {
    const { readLevel } = await import('../assembler/level/level.ts');
    readLevel(march);
  }
  const cache = cacheFolder(environment);
  const absolute = (path: string): string => resolve(cwd, path);
  return {
    paths,
    abiFolders: [...abiFolder.map(absolute), ...(project.abiFolders ?? []), bundledAbiFolder],
    includes: [...include.map(absolute), ...(project.includes ?? [])],
    defines: [...(project.defines ?? []), ...define],
    undefines: undefine,
    forcedIncludes: includeFile.map(absolute),
    noStandardIncludes: nostdinc === true,
    ...given({ march, cacheFolder: cache, commonStandIns: project.standIns }),
    project,
    cwd,
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

async function warnOfFolders(
  paths: readonly string[],
  cwd: string,
  { write, colour }: TextOutput,
): Promise<void> {
  const { renderDiagnostic } = await import('../diagnostics/render.ts');
  for (const path of new Set(paths)) {
    const warning: Diagnostic = {
      code: 'path-not-found',
      severity: 'warning',
      message: `-I names no folder: '${path}'`,
      note: `paths are relative to the current folder, '${cwd}'; headers are looked for in the other folders`,
    };
    write(`${renderDiagnostic(warning, { colour })}\n`);
  }
}

/** The ABI folders of the command line and of the project; without any, the one that comes with hcall. */
export function ownAbiFolders({ abiFolders }: Pick<Settings, 'abiFolders'>): readonly string[] {
  const own = abiFolders.filter((folder) => folder !== bundledAbiFolder);
  return own.length > 0 ? own : [bundledAbiFolder];
}

/** Where fixtures are when the command line names none. Throws `no-fixtures`. */
export async function defaultFixtures(
  cwd: string,
  { profile }: Pick<SourceOptions, 'profile'>,
): Promise<readonly string[]> {
  const { fixtures = [] } = await loadProject(cwd, profile);
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
