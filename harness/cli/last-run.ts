import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { problem } from '../diagnostics/diagnostic.ts';
import { reasonOf } from '../diagnostics/reason.ts';
import { makeFolders } from '../files/make-folders.ts';
import { fileLimits, readRegularText } from '../files/regular-file.ts';
import { replaceFile } from '../files/replace-file.ts';
import { verdictEntries } from '../report/verdict.ts';
import type { RunEvent } from '../run/event.ts';

/**
 * Remembers, from run to run in one folder, which tests failed. The record lies among the user's caches: it may vanish
 * at any time.
 */
export class LastRun {
  readonly #file: string | undefined;
  readonly #failed: Set<string>;
  /** Why nothing is known; undefined where something is. */
  readonly #lack: string | undefined;

  /** `caches`: hcall's folder among the user's caches; undefined where nothing is kept. */
  constructor(caches: string | undefined, cwd: string) {
    const name = createHash('sha256').update(cwd).digest('hex').slice(0, 16);
    this.#file = caches === undefined ? undefined : join(caches, 'last-run', `${name}.json`);
    const record = this.#read();
    this.#lack = typeof record === 'string' ? record : undefined;
    this.#failed = new Set(typeof record === 'string' ? [] : record);
  }

  /** Ids of the tests that failed when they ran last. Throws `no-last-run`. */
  get failed(): ReadonlySet<string> {
    if (this.#lack !== undefined) {
      throw problem('no-last-run', this.#lack, {
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
    } else if (event.type === 'run-start') {
      event.gone?.forEach((id) => this.#failed.delete(id));
    } else if (event.type === 'run-end') {
      this.#write();
    }
  }

  /** The ids, or why there are none. */
  #read(): readonly string[] | string {
    if (this.#file === undefined || !existsSync(this.#file)) {
      return 'no run in this folder is remembered';
    }
    const damaged = `the record of the last run, '${this.#file}', is damaged`;
    try {
      const ids: unknown = JSON.parse(readRegularText(this.#file, fileLimits.record));
      return isTexts(ids) ? ids : `${damaged}: expected a list of names`;
    } catch (error) {
      return `${damaged}: ${reasonOf(error)}`;
    }
  }

  /** A cache that cannot be written is no reason to fail a run. */
  #write(): void {
    if (this.#file === undefined) {
      return;
    }
    try {
      makeFolders(dirname(this.#file));
      replaceFile(this.#file, JSON.stringify([...this.#failed].toSorted()));
    } catch {
      // The next --rerun-failed says that nothing is remembered.
    }
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
