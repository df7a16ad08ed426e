import { assume } from './assume.ts';
import type { PathCondition } from './condition.ts';
import type { FlowValue } from './flow-state.ts';
import type { Following } from './following.ts';

/** What decides on the value that an instruction gives. */
export interface Decision {
  readonly kind: 'control' | 'select';
  /** 1 bit. */
  readonly expression: FlowValue;
  /** What it was. */
  readonly holds: boolean;
  readonly decidedBy?: PathCondition['decidedBy'];
}

/** The value where decisions are as they were: those that make a difference to it are conditions of the way at this step. */
export function decided(
  following: Following,
  step: number,
  value: FlowValue,
  decisions: readonly Decision[],
): FlowValue {
  const { builder } = following;
  const taken = (whole: FlowValue, { expression, holds }: Decision): FlowValue =>
    assume(builder, whole, expression, holds);
  return decisions.reduce((whole, { expression, holds, kind, ...more }, index) => {
    const before = decisions.slice(0, index);
    const open = before.reduce(taken, expression);
    if (open.kind === 'constant') {
      return whole;
    }
    const chosen = assume(builder, whole, open, holds);
    if (chosen !== whole) {
      // What the decision itself is depends on those before it.
      decided(following, step, expression, before);
      following.condition(kind, step, open, holds, more);
    }
    return chosen;
  }, value);
}
