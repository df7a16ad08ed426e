import type { Constraint } from '../solver/condition.ts';
import type { Solution } from '../solver/solve.ts';
import { solveForInput } from '../solver/solve.ts';
import type { Flow } from './flow.ts';
import type { Source } from './source.ts';
import { widthOfSource } from './source.ts';

/** A value of the source with which a condition is the other way round, where those before it are as they were. */
export function turned(
  { builder, base }: Flow,
  before: readonly Constraint<Source>[],
  condition: Constraint<Source>,
  source: Source,
): Solution {
  const own = before.filter(({ expression }) => builder.inputsOf(expression).has(source));
  const constraints = [...own, { ...condition, holds: !condition.holds }];
  return constraints.every(({ expression }) => builder.isExact(expression))
    ? solveForInput(builder, constraints, source, widthOfSource(source), base)
    : { kind: 'unknown', reason: 'it depends on a value that is not followed' };
}
