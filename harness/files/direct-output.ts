import { closeSync } from 'node:fs';
import type { Output } from './output.ts';
import { writeAll } from './replace-file.ts';

/** A device, or a file that is open already: written at once, every system call checked. */
export class DirectOutput implements Output {
  readonly colour: boolean;
  readonly #descriptor: number;
  readonly #isOwn: boolean;
  #failure: Error | undefined;

  /** `isOwn`: the descriptor is closed in the end. */
  constructor(descriptor: number, isOwn: boolean, colour = false) {
    this.colour = colour;
    this.#descriptor = descriptor;
    this.#isOwn = isOwn;
  }

  readonly write = (data: string | Uint8Array): void => {
    if (this.#failure === undefined) {
      try {
        writeAll(this.#descriptor, data);
      } catch (error) {
        this.#failure = error as Error;
      }
    }
  };

  async finish(): Promise<void> {
    this.discard();
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
  }

  discard(): void {
    if (this.#isOwn) {
      closeSync(this.#descriptor);
    }
  }
}
