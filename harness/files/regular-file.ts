import * as fs from 'node:fs';
import type { Stats } from 'node:fs';
import { textOfBytes } from '../collections/byte-text.ts';

const mebibyte = 1024 * 1024;

/**
 * The largest files that are read, in bytes, by what they are. Each is far above what people write, and far below what fills
 * the memory of a machine.
 */
export const fileLimits = {
  /** YAML: fixtures, abi.yaml, hcall.yaml. The reader takes a hundred times as much memory. */
  document: 8 * mebibyte,
  /** Sources and what they include. */
  source: 64 * mebibyte,
  /** What .incbin names: no section is larger. */
  binary: 256 * mebibyte,
  /** What hcall wrote itself: blobs, baselines, objects in the cache. */
  record: 256 * mebibyte,
  /** Objects and linked images, of which only parts are read; a vmlinux with debug information has 1 GiB. */
  object: 4096 * mebibyte,
} as const;

/** A file that is not read, whatever is in it. The message is the reason alone, without the path. */
export class UnfitFileError extends Error {
  override readonly name = 'UnfitFileError';
}

/** What is at a path; undefined for nothing, a name that no file can have, and what this user cannot reach. */
export function statOf(path: string): Stats | undefined {
  try {
    return fs.statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The text of a source, for excerpts; undefined when it cannot be read. */
export function readSourceIfThere(path: string): string | undefined {
  try {
    return readSourceText(path);
  } catch {
    return undefined;
  }
}

/** Why a file is not read; undefined for a regular file within the limit. */
export function unfitness(stats: Stats, limit: number): string | undefined {
  if (!stats.isFile()) {
    return `it is ${kindOf(stats)}, expected a regular file`;
  }
  return stats.size > limit ? tooLarge(limit, stats.size) : undefined;
}

/**
 * Opens a file for the time of `use`. Only a regular file is opened for reading: a pipe without a
 * writer would never answer.
 *
 * @param limit bytes
 * @throws UnfitFileError for another kind of file or a larger one, and what the failing system call throws
 */
export function withRegularFile<T>(
  path: string,
  limit: number,
  use: (descriptor: number, size: number) => T,
): T {
  // The kind first, since opening a device may start something; then once more of what was opened.
  check(fs.statSync(path), limit);
  const descriptor = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  try {
    const stats = fs.fstatSync(descriptor);
    check(stats, limit);
    return use(descriptor, stats.size);
  } finally {
    fs.closeSync(descriptor);
  }
}

/**
 * The bytes of a regular file. A file that grows while it is read, or that the system makes up, ends at the limit too.
 *
 * @param limit bytes
 * @throws UnfitFileError for another kind of file or a larger one, and what the failing system call throws
 */
export function readRegularFile(path: string, limit: number): Buffer {
  return withRegularFile(path, limit, (descriptor, size) => {
    let bytes = Buffer.allocUnsafe(size + 1);
    let done = 0;
    for (;;) {
      const count = fs.readSync(descriptor, bytes, done, bytes.length - done, null);
      done += count;
      if (done > limit) {
        throw new UnfitFileError(tooLarge(limit));
      }
      if (count === 0) {
        return bytes.subarray(0, done);
      }
      if (done === bytes.length) {
        bytes = Buffer.concat([bytes, Buffer.allocUnsafe(Math.min(done, limit) + 1)]);
      }
    }
  });
}

/** The same as text, UTF-8. */
export function readRegularText(path: string, limit: number): string {
  return readRegularFile(path, limit).toString('utf8');
}

/** The text of a source, in which bytes that are no UTF-8 stay what they are (byte-text.ts). Throws as {@link readRegularFile}. */
export function readSourceText(path: string): string {
  return textOfBytes(readRegularFile(path, fileLimits.source));
}

function check(stats: Stats, limit: number): void {
  const reason = unfitness(stats, limit);
  if (reason !== undefined) {
    throw new UnfitFileError(reason);
  }
}

function tooLarge(limit: number, size?: number): string {
  const found = size === undefined ? '' : `, found ${size}`;
  return `it is too large: expected at most ${limit} bytes (${limit / mebibyte} MiB)${found}`;
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) {
    return 'a folder';
  }
  if (stats.isFIFO()) {
    return 'a pipe';
  }
  if (stats.isSocket()) {
    return 'a socket';
  }
  return 'a device';
}
