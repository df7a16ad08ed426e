import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Project } from './project-schema.ts';

/** The name of the file that says what all commands below its folder share. */
export const projectFileName = 'hcall.yaml';

const noProject: Project = { fixtures: [], abiFolders: [], includes: [], defines: [] };

/**
 * Reads the nearest project file in `cwd` or above it; without one everything is empty. Throws an HcallError with the
 * mistakes in it, `unreadable-file`, and `path-not-found` for a folder that is not there.
 */
export async function loadProject(cwd: string): Promise<Project> {
  const file = findProjectFile(cwd);
  if (file === undefined) {
    return noProject;
  }
  // Most calls have no project file: only then the YAML reader is worth its loading time.
  const [{ parseProject }, { SourceText }] = await Promise.all([
    import('./project-schema.ts'),
    import('../abi/document/source.ts'),
  ]);
  const shown = relative(cwd, file);
  return parseProject(SourceText.read(file, shown), dirname(file), existsSync);
}

function findProjectFile(cwd: string): string | undefined {
  return projectFilePlaces(cwd).find(
    (file) => statSync(file, { throwIfNoEntry: false })?.isDirectory() === false,
  );
}

/** Where a project file is looked for, in this order. */
export function projectFilePlaces(cwd: string): string[] {
  const folder = resolve(cwd);
  const file = join(folder, projectFileName);
  return dirname(folder) === folder ? [file] : [file, ...projectFilePlaces(dirname(folder))];
}
