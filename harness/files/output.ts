/*
 * Words of this room. An output takes what is written and puts it into its place at once or not at all. A destination
 * is what a path or a descriptor is: a file, a device, a fifo. A regular file is the one kind that is read.
 */

/** Takes a text or bytes piece by piece, and puts all of it in its place. */
export interface Output {
  /** Whether terminal colours may be written to it. */
  readonly colour: boolean;
  /** Never throws: what goes wrong is reported by `finish`. */
  readonly write: (data: string | Uint8Array) => void;
  /** Resolves when all that was written is where it belongs. Rejects with the error of the system. */
  finish(): Promise<void>;
  /** Ends it without: a file that was there stays as it was. */
  discard(): void;
}
