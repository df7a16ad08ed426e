import { appendFile } from 'node:fs/promises';
import type { Output } from './output.ts';

/** Adds to the end of a file that others add to as well; all at once, when it is finished. */
export class AppendOutput implements Output {
  readonly colour = false;
  readonly #file: string;
  readonly #pieces: (string | Uint8Array)[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  readonly write = (data: string | Uint8Array): void => {
    this.#pieces.push(data);
  };

  async finish(): Promise<void> {
    await appendFile(this.#file, Buffer.concat(this.#pieces.map((piece) => Buffer.from(piece))));
  }

  discard(): void {
    this.#pieces.length = 0;
  }
}
