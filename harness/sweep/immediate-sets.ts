import type { Expression } from '../expression/expression.ts';
import { evaluate } from '../expression/evaluate.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import type { Source } from '../flow/source.ts';
import type { Constraint } from '../solver/condition.ts';
import { isExact } from '../expression/expression.ts';
import { immediateCount } from './immediates.ts';

/** For each immediate, 1 if it is one of the set. */
export type ImmediateSet = Uint8Array;

/** Which immediates a condition holds for. Conditions come up in many ways, so that each is looked at once. */
export class ImmediateSets {
  readonly #known = new Map<FlowValue, ImmediateSet>();

  /** The immediates with which all conditions are as they were. What is not followed may be so with any. */
  where(conditions: readonly Constraint<Source>[]): ImmediateSet {
    const set = new Uint8Array(immediateCount).fill(1);
    for (const { expression, holds } of conditions) {
      if (!isExact(expression)) {
        continue;
      }
      const own = this.#setOf(expression);
      const wanted = holds ? 1 : 0;
      for (let immediate = 0; immediate < immediateCount; immediate += 1) {
        if (own[immediate] !== wanted) {
          set[immediate] = 0;
        }
      }
    }
    return set;
  }

  #setOf(expression: FlowValue): ImmediateSet {
    let set = this.#known.get(expression);
    if (set === undefined) {
      set = makeSet(expression);
      this.#known.set(expression, set);
    }
    return set;
  }
}

/** A condition that has the immediate as its only source. */
function makeSet(expression: FlowValue): ImmediateSet {
  const range = rangeOf(expression);
  const set = new Uint8Array(immediateCount);
  if (range !== undefined) {
    return range.isInside
      ? set.fill(1, range.from, range.to)
      : set.fill(1).fill(0, range.from, range.to);
  }
  for (let immediate = 0; immediate < immediateCount; immediate += 1) {
    set[immediate] = Number(evaluate(expression, () => BigInt(immediate)));
  }
  return set;
}

/** The immediates from `from` up to, not including, `to`; or all others. */
interface Range {
  readonly isInside: boolean;
  readonly from: number;
  readonly to: number;
}

/** What needs no evaluation, and is nearly all that vectors test: the immediate against a number. */
function rangeOf(expression: FlowValue): Range | undefined {
  if (expression.kind !== 'operation') {
    return undefined;
  }
  const [left, right] = expression.operands as [FlowValue, FlowValue | undefined];
  if (expression.operator === 'not') {
    const range = rangeOf(left);
    return range && { ...range, isInside: !range.isInside };
  }
  const [value, number] =
    left.kind === 'constant'
      ? [right, left]
      : [left, right?.kind === 'constant' ? right : undefined];
  if (value === undefined || number === undefined || !isImmediate(value)) {
    return undefined;
  }
  const bound = Number(number.value);
  switch (expression.operator) {
    case 'eq':
      return { isInside: true, from: bound, to: bound + 1 };
    case 'ult':
      return value === left
        ? { isInside: true, from: 0, to: bound }
        : { isInside: true, from: bound + 1, to: immediateCount };
    default:
      return undefined;
  }
}

function isImmediate(value: Expression<Source>): boolean {
  return value.kind === 'input' && value.name.kind === 'immediate';
}
