import type { Writable } from 'node:stream';
import type { Output } from './output.ts';

/**
 * A pipe, a socket or a terminal. A reader that goes away (`hcall ... | head`) ends the output, not the command: its exit
 * code stays true.
 */
export class StreamOutput implements Output {
  readonly colour: boolean;
  readonly #stream: Writable;
  readonly #isStandard: boolean;
  #isOpen = true;
  #failure: Error | undefined;

  /** `isStandard`: a stream of the process, which must not be ended. */
  constructor(stream: Writable, { colour = false, isStandard = false } = {}) {
    this.colour = colour;
    this.#stream = stream;
    this.#isStandard = isStandard;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.#isOpen = false;
      if (error.code !== 'EPIPE') {
        this.#failure ??= error;
      }
    });
  }

  readonly write = (data: string | Uint8Array): void => {
    if (this.#isOpen) {
      this.#stream.write(data);
    }
  };

  /** Waits until what was written has left the process, or its reader has. */
  async finish(): Promise<void> {
    if (this.#isOpen) {
      await new Promise<void>((resolve) => {
        if (this.#isStandard) {
          this.#stream.write('', () => resolve());
        } else {
          this.#stream.once('close', () => resolve());
          this.#stream.end();
        }
      });
    }
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
  }

  discard(): void {
    if (!this.#isStandard) {
      this.#stream.destroy();
    }
  }
}
