import type { Expression } from './expression.ts';
import type { Operator } from './operator.ts';
import { overflowOf } from './overflow.ts';
import { foldUp } from './walk.ts';

/** One expression of a substitution; operands are the numbers of earlier steps. */
export type Step<Other, Built> =
  | { readonly kind: 'built'; readonly built: Built }
  | { readonly kind: 'input'; readonly name: Other; readonly width: number }
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
  | {
      readonly kind: 'overflow';
      readonly left: number;
      readonly right: number;
      readonly carry: number;
      readonly result: number;
      /** Where it has no simpler form. */
      readonly plain: number;
    };

/** The expressions in an expression, each once and after its operands; the last is the whole. */
export function stepsOf<Other, Built>(
  expression: Expression<Other>,
  constant: (value: bigint, width: number) => Built,
): readonly Step<Other, Built>[] {
  const steps: Step<Other, Built>[] = [];
  const push = (step: Step<Other, Built>): number => steps.push(step) - 1;
  foldUp<Other, number>(expression, new Map(), (part, numberOf) => {
    switch (part.kind) {
      case 'constant':
        return push({ kind: 'built', built: constant(part.value, part.width) });
      case 'input':
        return push(part);
      case 'opaque':
        return push({ ...part, operands: part.operands.map(numberOf) });
      case 'operation': {
        const plain = push({ ...part, operands: part.operands.map(numberOf) });
        const overflow = overflowOf(part);
        return overflow === undefined
          ? plain
          : push({
              kind: 'overflow',
              left: numberOf(overflow.left),
              right: numberOf(overflow.right),
              carry: numberOf(overflow.carry),
              result: numberOf(overflow.result),
              plain,
            });
      }
    }
  });
  return steps;
}
