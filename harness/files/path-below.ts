import { isAbsolute, relative, sep } from 'node:path';

/** A path from a folder on, empty for the folder itself; undefined for one that is not below it. Both are absolute. */
export function pathBelow(folder: string, path: string): string | undefined {
  const below = relative(folder, path);
  return below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below) ? undefined : below;
}
