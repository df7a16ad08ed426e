import { HcallError } from '../../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Place } from '../../diagnostics/place.ts';

/** Gathers the user's mistakes while reading goes on, each once. */
export class Problems {
  readonly #found = new Map<string, Diagnostic>();

  /** In the order of their places. */
  get list(): readonly Diagnostic[] {
    return [...this.#found.values()].toSorted((left, right) => byPlace(left.place, right.place));
  }

  add(diagnostic: Diagnostic): void {
    const { code, place, message } = diagnostic;
    this.#found.set(JSON.stringify([code, place, message]), diagnostic);
  }

  /** What `read` gives; undefined when it throws an HcallError, whose diagnostics are kept. */
  attempt<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof HcallError)) {
        throw error;
      }
      error.diagnostics.forEach((diagnostic) => this.add(diagnostic));
      return undefined;
    }
  }

  /** Throws an HcallError with all that was found, if anything was. */
  throwIfAny(): void {
    const [first, ...more] = this.list;
    if (first !== undefined) {
      throw new HcallError([first, ...more]);
    }
  }
}

/** Reads each item; throws one HcallError with the mistakes of all of them. */
export function readEach<T, R>(items: Iterable<T>, read: (item: T) => R): R[] {
  const problems = new Problems();
  const results: R[] = [];
  for (const item of items) {
    problems.attempt(() => results.push(read(item)));
  }
  problems.throwIfAny();
  return results;
}

/** Reads each part of an object; throws one HcallError with the mistakes of all of them. */
export function readParts<T extends object>(readers: { readonly [K in keyof T]: () => T[K] }): T {
  const parts = readEach(Object.entries<() => unknown>(readers), ([key, read]) => [key, read()]);
  return Object.fromEntries(parts) as T;
}

function byPlace(left: Place | undefined, right: Place | undefined): number {
  if (left === undefined || right === undefined) {
    return Number(right === undefined) - Number(left === undefined);
  }
  if (left.file !== right.file) {
    return left.file < right.file ? -1 : 1;
  }
  return left.line - right.line || left.column - right.column;
}
