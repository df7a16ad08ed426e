import { createHash } from 'node:crypto';
import { readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bytesOfText } from '../collections/byte-text.ts';
import { makeFolders } from '../files/make-folders.ts';
import { fileLimits, readRegularFile } from '../files/regular-file.ts';
import { replaceFile } from '../files/replace-file.ts';
import { decodeEntry, encodeEntry } from './cache-entry.ts';
import type { Dependency, Entry } from './cache-entry.ts';

/** All that an object is made from, apart from the files that the source includes. */
export interface CacheRequest {
  readonly path: string;
  readonly text: string;
  /** Options, and whatever else changes the outcome; goes through JSON. */
  readonly setting: unknown;
  readonly includePaths: readonly string[];
}

export type CachedObject = Pick<Entry, 'object' | 'warnings'>;

/** Entries; the ones not used for longest go first. */
const mostEntries = 1000;
/** A file changed less than this many milliseconds ago may change again within the resolution of its times. */
const settleTime = 2000;

/**
 * Object files on disk, found again by the content of the source and of every file that it includes, the options, and the versions
 * of hcall, Node and the C preprocessor. Runs may share a folder: an entry appears whole or not at all. What cannot be read or
 * written, is damaged, or was not written by this hcall for this request, is a miss, never an error.
 */
export class ObjectCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  find(request: CacheRequest): CachedObject | undefined {
    const name = nameOf(request);
    const file = join(this.#folder, name);
    try {
      const entry = decodeEntry(readRegularFile(file, fileLimits.record), name);
      if (entry === undefined || !entry.dependencies.every(isUnchanged)) {
        return undefined;
      }
      if (entry.absent.some(exists)) {
        return undefined;
      }
      const now = new Date();
      utimesSync(file, now, now);
      return { object: entry.object, warnings: entry.warnings };
    } catch {
      return undefined;
    }
  }

  /** @param files the names of all files that were read besides the source */
  store(request: CacheRequest, files: Iterable<string>, outcome: CachedObject): void {
    try {
      const paths = [...new Set(files)].filter((path) => path !== request.path);
      const dependencies = paths.map(dependencyOn);
      const absent = [...new Set(paths.flatMap((path) => shadowsOf(path, request)))];
      const entry: Entry = { dependencies, absent, ...outcome };
      makeFolders(this.#folder);
      const name = nameOf(request);
      replaceFile(join(this.#folder, name), encodeEntry(entry, name));
      this.#prune();
    } catch {
      // A full disk or a folder that cannot be written costs speed only.
    }
  }

  #prune(): void {
    const names = readdirSync(this.#folder);
    if (names.length <= mostEntries) {
      return;
    }
    const aged = names
      .map((name) => join(this.#folder, name))
      .map((path) => ({ path, used: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
      .toSorted((a, b) => a.used - b.used);
    for (const { path } of aged.slice(0, names.length - mostEntries / 2)) {
      rmSync(path, { force: true });
    }
  }
}

function nameOf({ path, text, setting }: CacheRequest): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([ownVersion(), process.version, process.cwd(), path, setting]));
  hash.update(bytesOfText(text));
  return hash.digest('hex');
}

function stampOf(path: string): { readonly stamp: string; readonly changed: number } | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) {
    return undefined;
  }
  const { dev, ino, size, mtimeMs, ctimeMs } = stat;
  return { stamp: `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`, changed: ctimeMs };
}

function dependencyOn(path: string): Dependency {
  const found = stampOf(path);
  const isSettled = found !== undefined && Date.now() - found.changed > settleTime;
  return { path, hash: hashOf(path), stamp: isSettled ? found.stamp : '' };
}

function hashOf(path: string): string {
  return createHash('sha256').update(readRegularFile(path, fileLimits.binary)).digest('hex');
}

function isUnchanged({ path, hash, stamp }: Dependency): boolean {
  return (stamp !== '' && stampOf(path)?.stamp === stamp) || hashOf(path) === hash;
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/**
 * Places that an include is looked up at before a file's own: beside the source, then the include paths in order. Those that hold a
 * file now are none, for it was not taken.
 */
function shadowsOf(path: string, { path: source, includePaths }: CacheRequest): string[] {
  const folders = [dirname(source), ...includePaths].map((folder) => resolve(folder));
  const absolute = resolve(path);
  return folders
    .flatMap((home, index) => {
      if (!absolute.startsWith(`${home}/`)) {
        return [];
      }
      const name = absolute.slice(home.length + 1);
      return folders.slice(0, index).map((folder) => join(folder, name));
    })
    .filter((shadow) => !exists(shadow))
    .map(missingRoot);
}

/** The outermost folder on the way to a missing file that is missing too, or the file: one check does for all below it. */
function missingRoot(path: string): string {
  const folder = dirname(path);
  return exists(folder) ? path : missingRoot(folder);
}

let known: string | undefined;

/** Changes with every change of the assembler's own code. */
function ownVersion(): string {
  known ??= folderVersion(dirname(fileURLToPath(import.meta.url)));
  return known;
}

function folderVersion(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory()
        ? folderVersion(path)
        : `${entry.name} ${stampOf(path)?.stamp ?? ''}`;
    })
    .join('\n');
}
