import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Output } from './output.ts';
import { createFile, overwriteFile, replaceFile, systemError } from './replace-file.ts';

/** Reasons why no file can take the place of another: the folder is closed, or the file is a mount point of its own. */
const immovable = new Set(['EACCES', 'EBUSY', 'EPERM', 'EROFS']);

/** A regular file. It appears when it is complete; until then what was there stays. */
export class FileOutput implements Output {
  readonly colour = false;
  readonly #path: string;
  readonly #isNew: boolean;
  #pieces: Uint8Array[] = [];

  /**
   * `isNew`: the file must not be there. Throws the system's error where it is known already that the file cannot be
   * written.
   */
  constructor(path: string, isNew: boolean) {
    this.#path = path;
    this.#isNew = isNew;
    requireWritable(path, isNew);
  }

  readonly write = (data: string | Uint8Array): void => {
    this.#pieces.push(typeof data === 'string' ? Buffer.from(data) : data);
  };

  async finish(): Promise<void> {
    const data = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#put(data);
  }

  discard(): void {
    this.#pieces = [];
  }

  #put(data: Uint8Array): void {
    if (this.#isNew) {
      createFile(this.#path, data, { sync: true });
      return;
    }
    requireWritable(this.#path, false);
    try {
      replaceFile(this.#path, data, { sync: true });
    } catch (error) {
      if (!isImmovable(error) || statSync(this.#path, { throwIfNoEntry: false }) === undefined) {
        throw error;
      }
      overwriteFile(this.#path, data, { sync: true });
    }
  }
}

/** A file that may not be written is not replaced either, and a new one needs its folder. */
function requireWritable(path: string, isNew: boolean): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    accessSync(dirname(path), constants.W_OK | constants.X_OK);
  } else if (stats.isDirectory()) {
    throw systemError('EISDIR', 'illegal operation on a directory', 'open', path);
  } else if (isNew) {
    throw systemError('EEXIST', 'file already exists', 'open', path);
  } else {
    accessSync(path, constants.W_OK);
  }
}

function isImmovable(error: unknown): boolean {
  return immovable.has((error as NodeJS.ErrnoException).code ?? '');
}
