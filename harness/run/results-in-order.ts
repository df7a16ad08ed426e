import type { TestResult } from './event.ts';

/** Passes results on in the order of their numbers, from 0, in whatever order they come. */
export class ResultsInOrder {
  readonly #pass: (result: TestResult) => void;
  readonly #held = new Map<number, TestResult>();
  #next = 0;

  constructor(pass: (result: TestResult) => void) {
    this.#pass = pass;
  }

  add(index: number, result: TestResult): void {
    this.#held.set(index, result);
    for (let next = this.#take(); next !== undefined; next = this.#take()) {
      this.#pass(next);
    }
  }

  /** Passes on what is held although results before it are missing. */
  flush(): void {
    for (const index of [...this.#held.keys()].toSorted((a, b) => a - b)) {
      const result = this.#held.get(index);
      this.#held.delete(index);
      if (result !== undefined) {
        this.#pass(result);
      }
    }
  }

  #take(): TestResult | undefined {
    const result = this.#held.get(this.#next);
    if (result !== undefined) {
      this.#held.delete(this.#next);
      this.#next += 1;
    }
    return result;
  }
}
