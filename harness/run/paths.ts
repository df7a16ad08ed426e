import { relative, resolve } from 'node:path';

/** A path as messages show it: from the working directory on, where the file is below it; else absolute. */
export function shortestPath(file: string): string {
  const absolute = resolve(file);
  const path = relative('', absolute);
  return path.startsWith('..') || path === '' ? absolute : path;
}
