import { relative, resolve, sep } from 'node:path';

/** Whether a path is one of these or lies below one; always for none. All are relative to `cwd`, or absolute. */
export function isBelow(paths: readonly string[], cwd: string): (file: string) => boolean {
  const folders = paths.map((path) => resolve(cwd, path));
  return (file) =>
    folders.length === 0 ||
    folders.some((folder) => {
      const path = relative(folder, resolve(cwd, file));
      return path !== '..' && !path.startsWith(`..${sep}`);
    });
}
