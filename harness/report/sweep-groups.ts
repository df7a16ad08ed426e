import type { SweepResult, SweptCaller, SweptExample } from '../sweep/sweep-result.ts';
import { groupBy } from '../collections/group-by.ts';

/** Callers of one table whose calls have the same classes. */
export interface CallerGroup {
  readonly table: string;
  /** Callers, or slots. */
  readonly callers: readonly string[];
  readonly complete: boolean;
  readonly classes: SweptCaller['classes'];
}

/** Puts together what a person would not want to read twice. */
export function groupCallers({ callers }: SweepResult): CallerGroup[] {
  const groups = groupBy(callers, ({ table, complete, classes }) =>
    JSON.stringify([table, complete, classes]),
  );
  return [...groups.values()].map((alike) => {
    const [{ table, complete, classes }] = alike as [SweptCaller];
    return { table, complete, classes, callers: alike.map(({ slot, caller }) => slot ?? caller) };
  });
}

/** For which calls a result holds: `all values`, `with immediate = 0x0-0xff, x0 = 0x5`. */
export function scopeText({ restrictions }: Pick<SweepResult, 'restrictions'>): string {
  return restrictions.length === 0 ? 'all values' : `all values with ${restrictions.join(', ')}`;
}

/** A call that does what a behaviour says: `host, HVC #0x1, x0 = 0x5`; where it was an interrupt, nothing called. */
export function exampleText({ caller, immediate, values }: SweptExample): string {
  return [
    caller,
    ...(immediate === undefined ? [] : [`HVC #0x${immediate.toString(16)}`]),
    ...values.map(({ name, value }) => `${name} = ${value}`),
  ].join(', ');
}
