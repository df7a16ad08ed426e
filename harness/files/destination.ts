import type { Stats } from 'node:fs';
import { fstatSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { linkTarget } from './replace-file.ts';

/** Where an output goes. */
export type Destination =
  /** Something that this process has open: the standard output, what the shell gave it. */
  | { readonly kind: 'descriptor'; readonly descriptor: number }
  /** A regular file, or one that is not there yet. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'fifo'; readonly path: string }
  /** What has no content that could be replaced: /dev/full, say. */
  | { readonly kind: 'device'; readonly path: string };

/** The descriptors of this process by name (proc_pid_fd(5); elsewhere /dev/fd is a folder of its own). */
const descriptorName = new RegExp(`^(?:/proc/${process.pid}(?:/task/\\d+)?/fd|/dev/fd)/(\\d+)$`);

/**
 * Where a path leads, links followed. `-` is the standard output. Throws a system error for a descriptor that is not
 * open and for a folder.
 */
export function destinationOf(path: string): Destination {
  if (path === '-') {
    return { kind: 'descriptor', descriptor: 1 };
  }
  const target = linkTarget(path, (place) => descriptorName.test(place));
  const descriptor = descriptorName.exec(target)?.[1];
  if (descriptor !== undefined) {
    // EBADF when it is not open.
    fstatSync(Number(descriptor));
    return { kind: 'descriptor', descriptor: Number(descriptor) };
  }
  const stats = statSync(target, { throwIfNoEntry: false });
  if (stats === undefined || stats.isFile() || stats.isDirectory()) {
    return { kind: 'file', path: target };
  }
  return { kind: stats.isFIFO() ? 'fifo' : 'device', path: target };
}

/** Equal for two destinations that are one place; undefined for the null device, which keeps nothing. */
export function identityOf(destination: Destination): string | undefined {
  if (destination.kind === 'descriptor') {
    return identityOfStats(fstatSync(destination.descriptor));
  }
  const { path } = destination;
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats !== undefined) {
    return identityOfStats(stats);
  }
  const folder = statSync(dirname(path), { throwIfNoEntry: false });
  return folder === undefined ? path : join(`${folder.dev}:${folder.ino}`, basename(path));
}

function identityOfStats({ dev, ino, rdev }: Stats): string | undefined {
  const isNull = rdev !== 0 && rdev === statSync('/dev/null').rdev;
  return isNull ? undefined : `${dev}:${ino}`;
}
