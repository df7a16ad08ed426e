import type { Expression } from './expression.ts';
import { calculate } from './operator.ts';

/**
 * The value of an expression, unsigned, of its width. `valueOf` gives the value of an input; bits above the input's
 * width are dropped. Throws a RangeError for what is opaque; the arm of a choice that is not taken does not count.
 */
export function evaluate<Name>(
  expression: Expression<Name>,
  valueOf: (name: Name, width: number) => bigint,
): bigint {
  switch (expression.kind) {
    case 'constant':
      return expression.value;
    case 'input':
      return BigInt.asUintN(expression.width, valueOf(expression.name, expression.width));
    case 'opaque':
      throw new RangeError(`'${expression.function}' has no value that can be calculated`);
    case 'operation': {
      const { operator, operands, width, parameter } = expression;
      if (operator === 'ite') {
        const [condition, yes, no] = operands as [
          Expression<Name>,
          Expression<Name>,
          Expression<Name>,
        ];
        return evaluate(evaluate(condition, valueOf) === 1n ? yes : no, valueOf);
      }
      const values = operands.map((operand) => evaluate(operand, valueOf));
      const widths = operands.map((operand) => operand.width);
      return calculate(operator, values, { width, widths, parameter });
    }
  }
}

/**
 * The expression with each input replaced by what `replace` gives for it; that must have the input's width. This is how
 * a meaning is evaluated over expressions.
 */
export function substitute<Name, Other>(
  expression: Expression<Name>,
  replace: (name: Name, width: number) => Expression<Other>,
): Expression<Other> {
  switch (expression.kind) {
    case 'constant':
      return expression;
    case 'input': {
      const other = replace(expression.name, expression.width);
      if (other.width !== expression.width) {
        throw new RangeError(`an input of ${expression.width} bits replaced by ${other.width}`);
      }
      return other;
    }
    case 'operation':
    case 'opaque':
      return {
        ...expression,
        operands: expression.operands.map((operand) => substitute(operand, replace)),
      };
  }
}
