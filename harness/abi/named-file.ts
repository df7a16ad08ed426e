import { dirname, resolve } from 'node:path';
import type { Cursor } from './document/cursor.ts';

/** The absolute path of a file that a document names, relative to its own. Throws `named-file-not-found`. */
export function namedFile(
  path: string,
  cursor: Cursor,
  fileExists: (path: string) => boolean,
): string {
  const absolute = resolve(dirname(cursor.source.file), path);
  if (!fileExists(absolute)) {
    throw cursor.problem('named-file-not-found', `there is no '${path}'`, {
      note: `looked for ${absolute}`,
    });
  }
  return absolute;
}
