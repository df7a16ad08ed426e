import type { Constant, Expression, Input } from './expression.ts';
import type { Operator } from './operator.ts';
import { overflowOf } from './overflow.ts';
import { foldUp, operandsOf } from './walk.ts';

/** One expression of a substitution. Operands are the numbers of earlier steps. */
export type Step<Name> =
  | Constant
  | Input<Name>
  | {
      readonly kind: 'operation';
      readonly operator: Operator;
      readonly operands: readonly number[];
      readonly width: number;
      readonly parameter: number;
    }
  | {
      readonly kind: 'opaque';
      readonly function: string;
      readonly operands: readonly number[];
      readonly width: number;
    }
  /** A V flag, which has a simpler form than its text. */
  | {
      readonly kind: 'overflow';
      readonly left: number;
      readonly right: number;
      readonly carry: number;
      readonly result: number;
      /** For operands with which it has none. */
      readonly plain: readonly Step<Name>[];
    };

/** Meanings are few and stay; what is built by hand goes with its owner. */
const known = new WeakMap<object, readonly Step<unknown>[]>();

/** The expressions in an expression, each once and after its operands; the last is the whole. */
export function stepsTo<Name>(expression: Expression<Name>): readonly Step<Name>[] {
  let steps = known.get(expression) as readonly Step<Name>[] | undefined;
  if (steps === undefined) {
    steps = stepsOf(expression, true);
    known.set(expression, steps);
  }
  return steps;
}

function stepsOf<Name>(whole: Expression<Name>, isOverflowKnown: boolean): readonly Step<Name>[] {
  const overflows = new Map<Expression<Name>, ReturnType<typeof overflowOf<Name>>>();
  const below = (expression: Expression<Name>): readonly Expression<Name>[] => {
    if (expression !== whole || isOverflowKnown) {
      const overflow = overflows.get(expression) ?? overflowOf(expression);
      if (overflow !== undefined) {
        overflows.set(expression, overflow);
        return [overflow.left, overflow.right, overflow.carry, overflow.result];
      }
    }
    return operandsOf(expression);
  };
  const steps: Step<Name>[] = [];
  const push = (step: Step<Name>): number => steps.push(step) - 1;
  foldUp<Name, number>(
    whole,
    new Map(),
    (part, numberOf) => {
      if (part.kind === 'constant' || part.kind === 'input') {
        return push(part);
      }
      const overflow = overflows.get(part);
      if (overflow === undefined) {
        return push({ ...part, operands: part.operands.map(numberOf) });
      }
      return push({
        kind: 'overflow',
        left: numberOf(overflow.left),
        right: numberOf(overflow.right),
        carry: numberOf(overflow.carry),
        result: numberOf(overflow.result),
        plain: stepsOf(part, false),
      });
    },
    below,
  );
  return steps;
}
