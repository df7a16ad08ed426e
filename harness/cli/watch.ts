import { statSync, watch } from 'node:fs';
import { basename, dirname, extname } from 'node:path';

/** What runs depend on: fixtures, sources, objects. Reports that a run writes are not among them. */
const watchedKinds = new Set(['.yaml', '.yml', '.S', '.s', '.h', '.inc', '.o', '.elf']);

/** Milliseconds: an editor that saves a file touches it more than once. */
const settlingTime = 100;

/** Tells of changes of files, from when it is made. */
export class Watcher {
  readonly #closers: (() => void)[] = [];
  #changed = false;
  #wake: () => void = () => {};

  /** Files, and folders with all that is below them. */
  constructor(paths: readonly string[]) {
    for (const path of new Set(paths)) {
      const isFolder = statSync(path).isDirectory();
      // An editor may put a new file in the place of the old one: the folder sees that.
      const watcher = watch(isFolder ? path : dirname(path), { recursive: isFolder });
      watcher.on('change', (_, name) => {
        const file = basename(String(name));
        if (isFolder ? watchedKinds.has(extname(file)) : file === basename(path)) {
          this.#changed = true;
          this.#wake();
        }
      });
      this.#closers.push(() => watcher.close());
    }
  }

  /** Resolves some time after the next change, and true; or at once when `signal` is aborted, and false. */
  async change(signal: AbortSignal): Promise<boolean> {
    if (!this.#changed && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    if (!signal.aborted) {
      await new Promise((resolve) => {
        setTimeout(resolve, settlingTime);
      });
    }
    this.#changed = false;
    return !signal.aborted;
  }

  close(): void {
    this.#closers.splice(0).forEach((close) => close());
  }
}
