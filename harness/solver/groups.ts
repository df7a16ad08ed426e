import type { ExpressionBuilder } from '../expression/builder.ts';
import type { Expression } from '../expression/expression.ts';

/** Conditions that share inputs, directly or through others of the group. */
export interface Group<Name> {
  readonly conditions: readonly Expression<Name>[];
  readonly names: ReadonlySet<Name>;
}

/** The conditions by the inputs that decide together; those without an input are groups of their own. */
export function groupsOf<Name>(
  builder: ExpressionBuilder<Name>,
  conditions: readonly Expression<Name>[],
): readonly Group<Name>[] {
  return conditions.reduce<readonly Group<Name>[]>((groups, condition) => {
    const names = builder.inputsOf(condition);
    const isTied = (group: Group<Name>): boolean =>
      [...names].some((name) => group.names.has(name));
    const tied = groups.filter(isTied);
    const joined = {
      conditions: [...tied.flatMap((group) => group.conditions), condition],
      names: new Set([...tied.flatMap((group) => [...group.names]), ...names]),
    };
    return [...groups.filter((group) => !tied.includes(group)), joined];
  }, []);
}
