import { join, sep } from 'node:path';
import { pathBelow } from '../files/path-below.ts';
import { shortestPath } from './paths.ts';

/** Files of another revision of a git work tree, written to a folder. Plain data. */
export interface ExportedRevision {
  /** The work tree, absolute and without links. */
  readonly top: string;
  /** Where its files of that revision are, absolute. */
  readonly folder: string;
}

/** The revision that a file was exported from; undefined for a file of today. */
export function revisionOf(
  file: string,
  revisions: readonly ExportedRevision[],
): ExportedRevision | undefined {
  return revisions.find(({ folder }) => pathBelow(folder, file) !== undefined);
}

/** Where a path of the work tree is in the revision; one of elsewhere stays. */
export function movedTo({ top, folder }: ExportedRevision, path: string): string {
  const below = pathBelow(top, path);
  return below === undefined || pathBelow(folder, path) !== undefined ? path : join(folder, below);
}

/** -fmacro-prefix-map, of which the last that fits counts: __FILE__ names a file as it is named in the work tree. */
export function macroPrefixMaps({ top, folder }: ExportedRevision): string[] {
  const here = pathBelow(top, process.cwd());
  const shown = shortestPath(folder);
  return [`${shown}/=${top}/`, ...(here === undefined ? [] : [`${join(shown, here, sep)}=`])];
}
