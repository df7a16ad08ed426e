import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { problem } from '../diagnostics/diagnostic.ts';
import { verdictEntries } from '../report/verdict.ts';
import type { RunEvent } from '../run/event.ts';

/**
 * Remembers, from run to run in one folder, which tests failed. The record lies among the user's caches: it may vanish
 * at any time.
 */
export class LastRun {
  readonly #file: string | undefined;
  readonly #failed: Set<string>;
  readonly #known: boolean;

  /** `caches`: hcall's folder among the user's caches; undefined where nothing is kept. */
  constructor(caches: string | undefined, cwd: string) {
    const name = createHash('sha256').update(cwd).digest('hex').slice(0, 16);
    this.#file = caches === undefined ? undefined : join(caches, 'last-run', `${name}.json`);
    const failed = this.#read();
    this.#known = failed !== undefined;
    this.#failed = new Set(failed);
  }

  /** Ids of the tests that failed when they ran last. Throws `no-last-run`. */
  get failed(): ReadonlySet<string> {
    if (!this.#known) {
      throw problem('no-last-run', 'no run in this folder is remembered', {
        note: 'run hcall run once without --rerun-failed',
      });
    }
    return new Set(this.#failed);
  }

  handle(event: RunEvent): void {
    if (event.type === 'test-end') {
      const { id, verdict } = event.result;
      if (verdictEntries[verdict].failure) {
        this.#failed.add(id);
      } else {
        this.#failed.delete(id);
      }
    } else if (event.type === 'run-end') {
      this.#write();
    }
  }

  #read(): string[] | undefined {
    try {
      const text = this.#file === undefined ? undefined : readFileSync(this.#file, 'utf8');
      return text === undefined ? undefined : (JSON.parse(text) as string[]);
    } catch {
      return undefined;
    }
  }

  /** A cache that cannot be written is no reason to fail a run. */
  #write(): void {
    if (this.#file === undefined) {
      return;
    }
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      const fresh = `${this.#file}.${process.pid}`;
      writeFileSync(fresh, JSON.stringify([...this.#failed].toSorted()));
      renameSync(fresh, this.#file);
    } catch {
      // The next --rerun-failed says that nothing is remembered.
    }
  }
}
