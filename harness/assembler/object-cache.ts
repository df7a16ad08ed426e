import { createHash, randomUUID } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ObjectFile } from './object.ts';

/** All that an object is made from, apart from the files that the source includes. */
interface CacheRequest {
  readonly path: string;
  readonly text: string;
  /** Options, and whatever else changes the outcome; goes through JSON. */
  readonly setting: unknown;
  readonly includePaths: readonly string[];
}

/** A file that was read, and how to tell that it is unchanged. */
interface Dependency {
  readonly path: string;
  /** Of the content. */
  readonly hash: string;
  /** Of the inode; empty for a file that was too young when it was read for its times to tell anything. */
  readonly stamp: string;
}

interface Entry {
  readonly dependencies: readonly Dependency[];
  /** Files that would have been included instead, had they existed. */
  readonly absent: readonly string[];
  readonly object: ObjectFile;
  readonly warnings: readonly Diagnostic[];
}

type CachedObject = Pick<Entry, 'object' | 'warnings'>;

/** Entries; the ones not used for longest go first. */
const mostEntries = 1000;
/** A file changed less than this many milliseconds ago may change again within the resolution of its times. */
const settleTime = 2000;

/**
 * Object files on disk, found again by the content of the source and of every file that it includes, the options, and the versions
 * of hcall, Node and the C preprocessor. Runs may share a folder: an entry appears whole or not at all. What cannot be read or
 * written is a miss, never an error.
 */
class ObjectCache {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  find(request: CacheRequest): CachedObject | undefined {
    const file = this.fileOf(request);
    try {
      const entry = deserialize(readFileSync(file)) as Entry;
      if (!entry.dependencies.every(isUnchanged) || entry.absent.some(exists)) return undefined;
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
      mkdirSync(this.folder, { recursive: true });
      const file = this.fileOf(request);
      const temporary = `${file}.${randomUUID()}`;
      writeFileSync(temporary, serialize(entry));
      renameSync(temporary, file);
      this.prune();
    } catch {
      // A full disk or a folder that cannot be written costs speed only.
    }
  }

  private fileOf({ path, text, setting }: CacheRequest): string {
    const hash = createHash('sha256');
    hash.update(JSON.stringify([ownVersion(), process.version, process.cwd(), path, setting]));
    hash.update(text);
    return join(this.folder, hash.digest('hex'));
  }

  private prune(): void {
    const names = readdirSync(this.folder);
    if (names.length <= mostEntries) return;
    const aged = names
      .map((name) => join(this.folder, name))
      .map((path) => ({ path, used: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
      .toSorted((a, b) => a.used - b.used);
    for (const { path } of aged.slice(0, names.length - mostEntries / 2))
      rmSync(path, { force: true });
  }
}

function stampOf(path: string): { readonly stamp: string; readonly changed: number } | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const { dev, ino, size, mtimeMs, ctimeMs } = stat;
  return { stamp: `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`, changed: ctimeMs };
}

function dependencyOn(path: string): Dependency {
  const found = stampOf(path);
  const isSettled = found !== undefined && Date.now() - found.changed > settleTime;
  return { path, hash: hashOf(path), stamp: isSettled ? found.stamp : '' };
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
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
      if (!absolute.startsWith(`${home}/`)) return [];
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

export { ObjectCache };
export type { CachedObject, CacheRequest };
