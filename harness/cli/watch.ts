import { statSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { realPath, walk } from '../files/walk.ts';

/** What runs depend on: fixtures, sources, objects. Reports that a run writes are not among them. */
const watchedKinds = new Set(['.yaml', '.yml', '.S', '.s', '.h', '.inc', '.o', '.elf']);

/** Milliseconds: an editor that saves a file touches it more than once. */
const settlingTime = 100;

/** What is to be watched; it may not be there yet, or no longer. */
export interface Watched {
  /** With all sources below them, at any depth; a file is watched as a file. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/**
 * Notices changes of files. What the system says only wakes it, since a watch follows a file that was renamed, ends with a
 * folder, and does not see what replaces them: it compares what is there with what was there.
 */
export class Watcher {
  /** By folder. A watch belongs to an inode: another folder in its place needs another. */
  readonly #watches = new Map<string, { readonly identity: string; readonly watch: FSWatcher }>();
  #watched: Watched = { folders: [], files: [] };
  #known = new Map<string, string>();
  #isAwake = false;
  #wake: () => void = () => {};

  /** From now on these count, as they are now. */
  watch(watched: Watched): void {
    this.#watched = watched;
    this.#known = this.#look();
  }

  /** Resolves after the next change since `watch`, and true; or at once when `signal` is aborted, and false. */
  async change(signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      // Also for what changed before: whatever happens from here on wakes.
      this.#isAwake = false;
      if (isDifferent(this.#known, this.#look())) {
        await this.#settle(signal);
        return !signal.aborted;
      }
      await this.#sleep(signal);
    }
    return false;
  }

  close(): void {
    for (const folder of this.#watches.keys()) {
      this.#forget(folder);
    }
  }

  async #sleep(signal: AbortSignal): Promise<void> {
    if (this.#isAwake) {
      return;
    }
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#wake = wake;
      signal.addEventListener('abort', wake);
    });
  }

  /** Waits until nothing happens any more. */
  async #settle(signal: AbortSignal): Promise<void> {
    do {
      this.#isAwake = false;
      await new Promise((resolve) => {
        setTimeout(resolve, settlingTime);
      });
      // What has just appeared is watched too.
      this.#look();
    } while (this.#isAwake && !signal.aborted);
  }

  /** The watched files that are there, by path, with what changes when they do; all their folders are watched afterwards. */
  #look(): Map<string, string> {
    let files: ReadonlySet<string>;
    let isNew: boolean;
    // What appears in a folder before it is watched is found when looking again.
    do {
      const found = this.#find();
      files = found.files;
      isNew = this.#follow(found.folders);
    } while (isNew);
    const stamps = new Map<string, string>();
    for (const file of files) {
      const stats = statSync(file, { throwIfNoEntry: false });
      if (stats !== undefined) {
        const { ino, size, mtimeMs, ctimeMs } = stats;
        stamps.set(file, stats.isDirectory() ? 'folder' : `${ino} ${size} ${mtimeMs} ${ctimeMs}`);
      }
    }
    return stamps;
  }

  #find(): { readonly files: ReadonlySet<string>; readonly folders: ReadonlySet<string> } {
    const files = new Set<string>();
    const folders = new Set<string>();
    for (const root of this.#watched.folders) {
      const found = walk(root);
      found.files
        .filter((file) => watchedKinds.has(extname(file)))
        .forEach((file) => files.add(file));
      found.folders.forEach((folder) => folders.add(folder));
      files.add(root);
    }
    for (const file of this.#watched.files) {
      files.add(resolve(file));
    }
    for (const file of files) {
      folders.add(nearestFolder(file));
      // A link, and what it leads to.
      folders.add(nearestFolder(realPath(file) ?? file));
    }
    return { files, folders };
  }

  /** Watches just these folders; true when one is new. */
  #follow(folders: ReadonlySet<string>): boolean {
    let isNew = false;
    for (const [folder, { identity }] of this.#watches) {
      if (!folders.has(folder) || identityOf(folder) !== identity) {
        this.#forget(folder);
      }
    }
    for (const folder of folders) {
      isNew = (!this.#watches.has(folder) && this.#begin(folder)) || isNew;
    }
    return isNew;
  }

  #begin(folder: string): boolean {
    const identity = identityOf(folder);
    if (identity === undefined) {
      return false;
    }
    try {
      const one = watch(folder, () => this.#awake());
      one.on('error', () => this.#awake());
      this.#watches.set(folder, { identity, watch: one });
      return true;
    } catch (error) {
      // It went away meanwhile, which the folder above notices.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return false;
      }
      throw error;
    }
  }

  #forget(folder: string): void {
    this.#watches.get(folder)?.watch.close();
    this.#watches.delete(folder);
  }

  #awake(): void {
    this.#isAwake = true;
    this.#wake();
  }
}

function isDifferent(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): boolean {
  return (
    before.size !== after.size || [...after].some(([path, stamp]) => before.get(path) !== stamp)
  );
}

function identityOf(folder: string): string | undefined {
  const stats = statSync(folder, { throwIfNoEntry: false });
  return stats?.isDirectory() === true ? `${stats.dev} ${stats.ino}` : undefined;
}

/** The folder that a path is in, or the nearest above it that is there. */
function nearestFolder(path: string): string {
  const folder = dirname(path);
  return identityOf(folder) === undefined && dirname(folder) !== folder
    ? nearestFolder(folder)
    : folder;
}
