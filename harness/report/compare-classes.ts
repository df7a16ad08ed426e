import { groupBy } from '../collections/group-by.ts';
import type { CallerDifference } from '../comparison/comparison.ts';
import { callText } from '../sweep/call-spec-text.ts';
import { rankOfConsequence } from './consequence-kind.ts';

/** Callers of which the same is to be said. */
interface AlikeCallers extends Omit<CallerDifference, 'caller'> {
  readonly names: readonly string[];
}

/** Puts together what a person would not want to read twice. */
export function groupAlike(callers: readonly CallerDifference[]): AlikeCallers[] {
  const groups = groupBy(callers, ({ classes, notCovered }) =>
    JSON.stringify([notCovered, classes.map(({ when, first, second }) => [when, first, second])]),
  );
  return [...groups.values()].map((alike) => {
    const [{ classes, notCovered }] = alike as [CallerDifference];
    return { names: alike.map(({ caller }) => caller), classes, notCovered };
  });
}

/** What calls are for comes before what they lose, and the worst before the rest. */
export function effectsFirst(classes: AlikeCallers['classes']): AlikeCallers['classes'] {
  return classes.toSorted(
    (one, other) =>
      rankOf(one) - rankOf(other) ||
      rankOfConsequence(one.consequence) - rankOfConsequence(other.consequence),
  );
}

function rankOf({ kind }: AlikeCallers['classes'][number]): number {
  return kind === 'effect' ? 0 : 1;
}

/** `HVC #0, x0 = 0x2`; where nothing calls, what the inputs are. */
export function exampleCall({
  immediate,
  values,
}: CallerDifference['classes'][number]['example']): string {
  const given = values.map(({ name, value }): [string, string] => [name, value]);
  return immediate === undefined
    ? given.map(([name, value]) => `${name} = ${value}`).join(', ') || 'the exception'
    : callText({ immediate, given });
}
