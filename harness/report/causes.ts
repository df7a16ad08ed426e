import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** Names of a cause that a report prints; the JSON report has all. */
const namesShown = 3;

/** What could not run, for one reason. */
export interface Cause {
  readonly diagnostics: readonly Diagnostic[];
  /** Ids of tests, or paths of fixtures. */
  readonly names: readonly string[];
}

/** Gathers what could not run by its reason: equal diagnostics are one, such as an error in vectors that many share. */
export class Causes {
  readonly #causes = new Map<string, { diagnostics: readonly Diagnostic[]; names: string[] }>();

  /** The cause with all names so far; with one alone, it is new. */
  add(name: string, diagnostics: readonly Diagnostic[]): Cause {
    const key = JSON.stringify(diagnostics);
    const cause = this.#causes.get(key) ?? { diagnostics, names: [] };
    this.#causes.set(key, cause);
    cause.names.push(name);
    return cause;
  }

  get list(): readonly Cause[] {
    return [...this.#causes.values()];
  }
}

/** The first names, a line for each, and how many more there are. */
export function firstNames(names: readonly string[]): string[] {
  const more = names.length - namesShown;
  return [...names.slice(0, namesShown), ...(more > 0 ? [`and ${more} more`] : [])];
}
