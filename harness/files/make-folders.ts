import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder, and those above it that are not there. Throws the system's error. Node's own `recursive` never comes to an
 * end where a folder above is there and the system says ENOENT all the same, as /proc and a folder of autofs do.
 */
export function makeFolders(path: string): void {
  if (isFolder(path)) {
    return;
  }
  const above = dirname(path);
  if (above !== path) {
    makeFolders(above);
  }
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may be quicker.
    if (!isFolder(path)) {
      throw error;
    }
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
