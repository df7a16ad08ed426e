import { resolve } from 'node:path';
import { pathBelow } from '../files/path-below.ts';

/** Whether a path is one of these or lies below one; always for none. All are relative to `cwd`, or absolute. */
export function isBelow(paths: readonly string[], cwd: string): (file: string) => boolean {
  const folders = paths.map((path) => resolve(cwd, path));
  return (file) =>
    folders.length === 0 ||
    folders.some((folder) => pathBelow(folder, resolve(cwd, file)) !== undefined);
}
