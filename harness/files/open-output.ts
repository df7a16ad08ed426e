import { constants, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { isatty, WriteStream } from 'node:tty';
import type { Destination } from './destination.ts';
import { DirectOutput } from './direct-output.ts';
import { FileOutput } from './file-output.ts';
import type { Output } from './output.ts';
import { StreamOutput } from './stream-output.ts';

export interface OpenOptions {
  /** The file must not be there. */
  readonly isNew?: boolean;
  /** Ends the wait for a reader of a fifo. */
  readonly interruption: AbortSignal;
}

/** Milliseconds between two looks whether a fifo has a reader. */
const readerInterval = 20;

/** Opens an output. Throws the system's error when it is known already that it cannot be written. */
export async function openOutput(
  destination: Destination,
  { isNew = false, interruption }: OpenOptions,
): Promise<Output> {
  switch (destination.kind) {
    case 'descriptor':
      return outputTo(destination.descriptor, false);
    case 'file':
      return new FileOutput(destination.path, isNew);
    case 'device':
      return outputTo(openSync(destination.path, constants.O_WRONLY | constants.O_NOCTTY), true);
    case 'fifo': {
      const descriptor = await openFifo(destination.path, interruption);
      return descriptor === undefined ? nowhere : outputTo(descriptor, true);
    }
  }
}

function outputTo(descriptor: number, isOwn: boolean): Output {
  if (isatty(descriptor)) {
    return new StreamOutput(new WriteStream(descriptor), { isStandard: !isOwn });
  }
  const stats = fstatSync(descriptor);
  return stats.isFIFO() || stats.isSocket()
    ? new StreamOutput(new Socket({ fd: descriptor, readable: false, writable: true }))
    : new DirectOutput(descriptor, isOwn);
}

/**
 * Waits for a reader, as the shell does; undefined when interrupted before one comes. A call that waits itself would keep
 * signals from being heard.
 */
async function openFifo(path: string, interruption: AbortSignal): Promise<number | undefined> {
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') {
        throw error;
      }
    }
    if (interruption.aborted) {
      return undefined;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, readerInterval);
    });
  }
}

/** A fifo without a reader. */
const nowhere: Output = {
  colour: false,
  write: () => {},
  finish: () => Promise.resolve(),
  discard: () => {},
};
