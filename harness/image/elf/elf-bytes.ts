import { readSync } from 'node:fs';
import { problem } from '../../diagnostics/diagnostic.ts';
import { reasonOf } from '../../diagnostics/reason.ts';
import { fileLimits, UnfitFileError, withRegularFile } from '../../files/regular-file.ts';
import { malformed } from './malformed.ts';

/** The bytes of a file, read where they are asked for: a kernel image has far more than is needed of it. */
export interface ElfBytes {
  /** As the user wrote it. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /**
   * A copy of `length` bytes at `offset`, whatever these are: both come out of the file.
   *
   * @throws HcallError elf-malformed when they are not in the file; `what` says what they were to be
   */
  read(offset: bigint, length: bigint, what: string): Uint8Array;
}

/** Bytes that are read of one file in all: sections may overlap, and a file may be all holes. */
const mostRead = 1024 * 1024 * 1024;

/** Opens a file for the time of `use`. @throws HcallError object-unreadable */
export function withElfBytes<T>(path: string, use: (bytes: ElfBytes) => T): T {
  try {
    return withRegularFile(path, fileLimits.object, (descriptor, size) => {
      let left = mostRead;
      return use(
        boundedBytes(path, size, (offset, length) => {
          left -= length;
          if (left < 0) {
            throw problem(
              'object-unreadable',
              `'${path}' cannot be read: its sections have more than ${mostRead} bytes`,
            );
          }
          const bytes = new Uint8Array(length);
          let done = 0;
          while (done < length) {
            const count = readSync(descriptor, bytes, done, length - done, offset + done);
            if (count === 0) {
              throw malformed(path, 'the file became shorter while it was read');
            }
            done += count;
          }
          return bytes;
        }),
      );
    });
  } catch (error) {
    if (!isFileError(error)) {
      throw error;
    }
    throw problem('object-unreadable', `'${path}' cannot be read: ${reasonOf(error)}`);
  }
}

/** Whatever else `use` throws is not about the file. */
function isFileError(error: unknown): boolean {
  return (
    error instanceof UnfitFileError ||
    (error as Partial<NodeJS.ErrnoException>).syscall !== undefined
  );
}

/** The same on bytes that are in memory. */
export function elfBytesOf(path: string, bytes: Uint8Array): ElfBytes {
  return boundedBytes(path, bytes.length, (offset, length) => bytes.slice(offset, offset + length));
}

function boundedBytes(
  path: string,
  size: number,
  read: (offset: number, length: number) => Uint8Array,
): ElfBytes {
  return {
    path,
    size,
    read: (offset, length, what) => {
      if (offset + length > BigInt(size)) {
        throw malformed(
          path,
          `${what} would be at 0x${offset.toString(16)} with 0x${length.toString(16)} bytes, but the file has 0x${size.toString(16)}`,
        );
      }
      return read(Number(offset), Number(length));
    },
  };
}
