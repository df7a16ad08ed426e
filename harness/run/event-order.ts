import type { RunEvent } from './event.ts';
import type { Verdict } from './verdict.ts';
import { isFailure, verdicts } from './verdict.ts';

/**
 * Checks that events can be those of one run: in their order, each test once, and as many of each verdict as the end says.
 * A run may have no end: it was cut off.
 */
export class EventOrder {
  readonly #counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<
    Verdict,
    number
  >;
  readonly #ended = new Set<string>();
  #current: string | undefined;
  #total: number | undefined;
  #shard: ReadonlySet<string> | undefined;
  #fileErrors = 0;
  #isOver = false;

  /** Takes the next event: what is wrong with it, or undefined. */
  add(event: RunEvent): string | undefined {
    if (this.#isOver) {
      return 'it stands behind the end of the run';
    }
    if ((this.#total === undefined) !== (event.type === 'run-start')) {
      return `expected ${this.#total === undefined ? 'the start' : 'an event'} of the run, found '${event.type}'`;
    }
    switch (event.type) {
      case 'run-start':
        this.#total = event.total;
        this.#shard = event.shard === undefined ? undefined : new Set(event.shard.order);
        return undefined;
      case 'file-error':
        this.#fileErrors += 1;
        return undefined;
      case 'test-start':
        return this.#start(event.id);
      case 'test-end':
        return this.#end(event.result);
      case 'run-end':
        this.#isOver = true;
        return this.#endRun(event);
    }
  }

  #start(id: string): string | undefined {
    if (this.#current !== undefined) {
      return `the test '${this.#current}' has no end`;
    }
    this.#current = id;
    return this.#ended.has(id) ? `the test '${id}' is there twice` : undefined;
  }

  #end({ id, verdict }: { readonly id: string; readonly verdict: Verdict }): string | undefined {
    if (this.#current !== id) {
      return `the test '${id}' has no start`;
    }
    this.#current = undefined;
    this.#ended.add(id);
    this.#counts[verdict] += 1;
    if (this.#shard?.has(id) === false) {
      return `the test '${id}' is not among those of the whole run`;
    }
    return this.#ended.size > (this.#total ?? 0)
      ? `expected no more than ${this.#total} tests`
      : undefined;
  }

  #endRun({
    counts,
    fileErrors,
    interrupted,
  }: Extract<RunEvent, { type: 'run-end' }>): string | undefined {
    if (this.#current !== undefined) {
      return `the test '${this.#current}' has no end`;
    }
    const wrong = verdicts.find((verdict) => counts[verdict] !== this.#counts[verdict]);
    if (wrong !== undefined) {
      return `expected ${counts[wrong]} tests with the verdict '${wrong}', found ${this.#counts[wrong]}`;
    }
    if (fileErrors !== this.#fileErrors) {
      return `expected ${fileErrors} files with mistakes, found ${this.#fileErrors}`;
    }
    // --bail leaves tests out after one that fails.
    const mayLack = interrupted || verdicts.some((one) => counts[one] > 0 && isFailure(one));
    return this.#ended.size === this.#total || mayLack
      ? undefined
      : `expected ${this.#total} tests, found ${this.#ended.size}`;
  }
}
