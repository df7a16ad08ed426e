import type { WriteStream } from 'node:tty';
import type { TextOutput } from './surroundings.ts';

/** A standard stream of this process. */
export class ProcessOutput implements TextOutput {
  readonly colour: boolean;
  readonly #stream: WriteStream;
  #open = true;
  #failure: Error | undefined;

  constructor(stream: WriteStream, environment: NodeJS.ProcessEnv) {
    const { NO_COLOR = '', TERM } = environment;
    this.#stream = stream;
    this.colour = isTerminal(stream) && NO_COLOR === '' && TERM !== 'dumb';
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.#open = false;
      // A reader that goes away (`hcall ... | head`) ends the output, not the command: its exit code stays true.
      if (error.code !== 'EPIPE') {
        this.#failure = error;
      }
    });
  }

  /** Why the stream could not be written, if it could not; a disk that is full. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  readonly write = (text: string): void => {
    if (this.#open) {
      this.#stream.write(text);
    }
  };

  /** Waits until what was written has left the process, or its reader has. */
  drain(): Promise<void> {
    return new Promise((resolve) => {
      this.#stream.write('', () => resolve());
    });
  }
}

/**
 * A stream that is no terminal says `undefined`, whatever its type says; palettes would take that for "find out", and
 * CI services would get colours.
 */
function isTerminal({ isTTY }: { readonly isTTY?: boolean }): boolean {
  return isTTY === true;
}
