import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import type { Surroundings } from './surroundings.ts';

/**
 * How GitHub names the file of a place: relative to the workspace, whatever the current folder is. Files outside of it,
 * and all files where there is no workspace, keep their names.
 */
export function workspacePaths({
  cwd,
  environment,
}: Pick<Surroundings, 'cwd' | 'environment'>): (file: string) => string {
  const { GITHUB_WORKSPACE: workspace = '' } = environment;
  if (workspace === '') {
    return (file) => file;
  }
  const root = realPath(workspace);
  return (file) => {
    const path = relative(root, resolve(realPath(cwd), file));
    return path === '' || path.startsWith('..') || isAbsolute(path) ? file : path;
  };
}

/** The current folder of a process is without symbolic links; the workspace must be, too. */
function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return resolve(folder);
  }
}
