import * as fs from 'node:fs';
import { join } from 'node:path';

/** What is below a folder, at any depth. */
export interface Walk {
  /** All that is no folder, sorted: of the names of one file, the first that is not a link. */
  readonly files: readonly string[];
  /** The folder itself and all folders below it, each once. */
  readonly folders: readonly string[];
  /** Files and folders whose names are not UTF-8, so that nothing can open them: as far as they can be shown. */
  readonly unnamed: readonly { readonly path: string; readonly isFolder: boolean }[];
  /** Folders that cannot be listed, and why. */
  readonly refused: readonly { readonly folder: string; readonly error: unknown }[];
}

/**
 * Lists a folder and all below it. Links are followed, but each real path is listed once: a link to a folder above makes no
 * circle. What vanishes meanwhile, and links to nothing, are left out; so is what is not the user's own text: hidden files and
 * folders, and node_modules.
 */
export function walk(root: string): Walk {
  const files = new Map<string, string>();
  const folders = new Map<string, string>();
  const refused: Walk['refused'][number][] = [];
  const unnamed: Walk['unnamed'][number][] = [];
  const pending: string[] = [root];
  const links: string[] = [];
  // Links wait until all else is known, so that a file keeps its own name.
  for (let path = pending.pop(); path !== undefined; path = pending.pop() ?? links.shift()) {
    const real = realPath(path);
    if (real === undefined || files.has(real) || folders.has(real)) {
      continue;
    }
    if (fs.statSync(real, { throwIfNoEntry: false })?.isDirectory() !== true) {
      files.set(real, path);
      continue;
    }
    folders.set(real, path);
    try {
      for (const entry of fs.readdirSync(path, { withFileTypes: true })) {
        if (isLeftOut(entry.name)) {
          continue;
        }
        if (isUnnamed(join(path, entry.name))) {
          unnamed.push({ path: join(path, entry.name), isFolder: entry.isDirectory() });
          continue;
        }
        (entry.isSymbolicLink() ? links : pending).push(join(path, entry.name));
      }
    } catch (error) {
      if (!isGone(error)) {
        refused.push({ folder: path, error });
      }
    }
  }
  return {
    files: [...files.values()].toSorted(),
    folders: [...folders.values()].toSorted(),
    unnamed,
    refused,
  };
}

function isLeftOut(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}

/** Whether a name has bytes that are no text, which reads as U+FFFD; a file may have that in its name, too. */
function isUnnamed(path: string): boolean {
  return path.includes('\ufffd') && fs.lstatSync(path, { throwIfNoEntry: false }) === undefined;
}

/** Without links; undefined for what is not there, or not to be reached. */
export function realPath(path: string): string | undefined {
  try {
    return fs.realpathSync(path);
  } catch {
    return undefined;
  }
}

function isGone(error: unknown): boolean {
  const { code } = error as Partial<NodeJS.ErrnoException>;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
