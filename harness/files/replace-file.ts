import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** The system calls that put bytes on a disk; a test replaces some by ones that fail. */
export type WriteCalls = Pick<
  typeof fs,
  'writeSync' | 'fsyncSync' | 'closeSync' | 'renameSync' | 'rmSync'
>;

export interface ReplaceOptions {
  /** Hear of a disk that takes the bytes and loses them afterwards. Costs a wait for the disk. */
  readonly sync?: boolean;
  readonly calls?: WriteCalls;
}

/** A link to a link to ...: as many as Linux follows (path_resolution(7)). */
const mostLinks = 40;

/**
 * Puts a regular file with this content at `path`, whole or not at all: it is written under another name in the same
 * folder, then renamed. A file that was there keeps its mode, a symbolic link keeps pointing. Nothing is left behind when
 * it fails; it is synchronous, so that no signal handler runs half-way. Throws what the failing system call throws.
 */
export function replaceFile(
  path: string,
  data: string | Uint8Array,
  { sync = false, calls = fs }: ReplaceOptions = {},
): void {
  const target = linkTarget(path);
  const old = fs.statSync(target, { throwIfNoEntry: false });
  if (old?.isDirectory() === true) {
    throw systemError('EISDIR', 'illegal operation on a directory', 'open', path);
  }
  // A short name: one made of the target's may be longer than the file system allows.
  const fresh = join(dirname(target), `.hcall-${randomUUID()}`);
  const descriptor = fs.openSync(fresh, 'wx', 0o666);
  try {
    writeAndClose(descriptor, data, sync, calls, old);
    calls.renameSync(fresh, target);
  } catch (error) {
    calls.rmSync(fresh, { force: true });
    throw error;
  }
}

/** As `replaceFile`, but throws `EEXIST` where something is at `path` already. */
export function createFile(
  path: string,
  data: string | Uint8Array,
  { sync = false, calls = fs }: ReplaceOptions = {},
): void {
  const descriptor = fs.openSync(path, 'wx', 0o666);
  try {
    writeAndClose(descriptor, data, sync, calls);
  } catch (error) {
    calls.rmSync(path, { force: true });
    throw error;
  }
}

/**
 * Writes into the file that is there: for one that nothing can take the place of. What it held is put back when that
 * fails.
 */
export function overwriteFile(
  path: string,
  data: string | Uint8Array,
  { sync = false, calls = fs }: ReplaceOptions = {},
): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  const old = fs.readFileSync(path);
  try {
    writeAndClose(fs.openSync(path, 'r+'), bytes, sync, calls);
    fs.truncateSync(path, bytes.length);
  } catch (error) {
    // It needs no more room than it had.
    writeAndClose(fs.openSync(path, 'r+'), old, sync, fs);
    fs.truncateSync(path, old.length);
    throw error;
  }
}

/** Writes all of it: a system call may take a part, and give the reason with the next one. */
export function writeAll(
  descriptor: number,
  data: string | Uint8Array,
  calls: Pick<WriteCalls, 'writeSync'> = fs,
): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  for (let done = 0; done < bytes.length;) {
    const taken = calls.writeSync(descriptor, bytes, done, bytes.length - done, null);
    if (taken === 0) {
      throw systemError('ENOSPC', 'no space left on device', 'write');
    }
    done += taken;
  }
}

/**
 * Where a path leads to when links are followed, up to the first place of which `isEnd` says that it is one. The last
 * name need not exist. Throws `ELOOP` for links in a circle.
 */
export function linkTarget(path: string, isEnd: (place: string) => boolean = () => false): string {
  let target = resolve(path);
  for (let count = 0; count < mostLinks; count += 1) {
    const place = join(realFolder(dirname(target)), basename(target));
    const isLink = fs.lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    if (!isLink || isEnd(place)) {
      return place;
    }
    target = resolve(dirname(place), fs.readlinkSync(place));
  }
  throw systemError('ELOOP', 'too many symbolic links encountered', 'open', path);
}

function realFolder(folder: string): string {
  try {
    return fs.realpathSync(folder);
  } catch {
    // Whoever opens a file in it hears the reason.
    return folder;
  }
}

function writeAndClose(
  descriptor: number,
  data: string | Uint8Array,
  sync: boolean,
  calls: WriteCalls,
  old?: fs.Stats,
): void {
  let isOpen = true;
  try {
    if (old !== undefined) {
      keepOwner(descriptor, old);
      fs.fchmodSync(descriptor, old.mode & 0o7777);
    }
    writeAll(descriptor, data, calls);
    if (sync) {
      calls.fsyncSync(descriptor);
    }
    isOpen = false;
    // A file system of a network reports a lost write here.
    calls.closeSync(descriptor);
  } finally {
    if (isOpen) {
      fs.closeSync(descriptor);
    }
  }
}

/** Root may write another user's file: it stays that user's. Other users cannot give a file away. */
function keepOwner(descriptor: number, old: fs.Stats): void {
  const { uid, gid } = fs.fstatSync(descriptor);
  if (uid !== old.uid || gid !== old.gid) {
    try {
      fs.fchownSync(descriptor, old.uid, old.gid);
    } catch {
      // It becomes a file of whoever writes it.
    }
  }
}

/** An error in the form of Node's own. */
export function systemError(
  code: string,
  reason: string,
  syscall: string,
  path?: string,
): NodeJS.ErrnoException {
  const where = path === undefined ? '' : ` '${path}'`;
  const error = new Error(`${code}: ${reason}, ${syscall}${where}`);
  return Object.assign(error, { code, syscall, ...(path === undefined ? {} : { path }) });
}
