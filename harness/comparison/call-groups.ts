import type { Conjunction } from '../flow/description/conjunction.ts';
import type { Describer } from '../flow/description/describer.ts';

/** Calls of which the same is to be said, with what has to be so for them, in the order in which they were found. */
export class CallGroups<Calls extends object> {
  readonly #groups = new Map<string, { readonly calls: Calls; readonly found: Conjunction[] }>();

  /** Adds calls to a group that is there; false where there is none. */
  extend(key: string, conjunction: Conjunction): boolean {
    const group = this.#groups.get(key);
    group?.found.push(conjunction);
    return group !== undefined;
  }

  begin(key: string, conjunction: Conjunction, calls: Calls): void {
    this.#groups.set(key, { calls, found: [conjunction] });
  }

  /** One of the alternatives holds for each call of a group, and for no other. */
  joined(describer: Describer): (Calls & { readonly alternatives: readonly Conjunction[] })[] {
    return [...this.#groups.values()].map(({ calls, found }) => ({
      ...calls,
      alternatives: describer.join(found),
    }));
  }
}
