import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Project } from './project.ts';

/** The name of the file that says what all commands below its folder share. */
export const projectFileName = 'hcall.yaml';

/**
 * Reads the nearest project file in `cwd` or above it, under the profile of that name if one is given; without a file
 * nothing is said. Throws an HcallError with the mistakes in it, `unreadable-file`, `path-not-found` for a folder that is
 * not there, and `unknown-profile`.
 */
export async function loadProject(cwd: string, profile?: string): Promise<Project> {
  const file = findProjectFile(cwd);
  if (file === undefined) {
    if (profile !== undefined) {
      throw problem('unknown-profile', `no profile is named '${profile}': there is no hcall.yaml`, {
        note: `looked for in '${cwd}' and above it, up to the root of the repository`,
      });
    }
    return {};
  }
  // Most calls have no project file: only then the YAML reader is worth its loading time.
  const [{ parseProject }, { SourceText }] = await Promise.all([
    import('./project-schema.ts'),
    import('../abi/document/source.ts'),
  ]);
  const shown = relative(cwd, file);
  const places = { directory: dirname(file), pathExists: existsSync };
  return parseProject(SourceText.read(file, shown), places, profile);
}

/** The project file that counts in `cwd`, absolute. */
export function findProjectFile(cwd: string): string | undefined {
  return projectFilePlaces(cwd).find(
    (file) => statSync(file, { throwIfNoEntry: false })?.isDirectory() === false,
  );
}

/** Where a project file is looked for, in this order: from `cwd` up to the root of its repository, or of all folders. */
export function projectFilePlaces(cwd: string): string[] {
  const folder = resolve(cwd);
  const file = join(folder, projectFileName);
  const isLast = dirname(folder) === folder || existsSync(join(folder, '.git'));
  return isLast ? [file] : [file, ...projectFilePlaces(dirname(folder))];
}
