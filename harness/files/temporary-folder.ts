import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that only this user can look into, for as long as it is needed. */
export class TemporaryFolder {
  /** Absolute, without links. */
  readonly path: string;
  readonly #removeAtExit = (): void => this.#remove();

  /** `prefix` begins its name. Throws what the failing system call throws. */
  constructor(prefix: string) {
    this.path = fs.mkdtempSync(join(fs.realpathSync(tmpdir()), prefix));
    // Whoever waits for its end may not come to it: a second signal ends the process at once.
    process.on('exit', this.#removeAtExit);
  }

  /** Removes it with all that is in it. */
  remove(): void {
    process.off('exit', this.#removeAtExit);
    this.#remove();
  }

  #remove(): void {
    fs.rmSync(this.path, { recursive: true, force: true });
  }
}
