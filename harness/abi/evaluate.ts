import type { RegisterName } from '../architecture/registers.ts';
import type { BinaryOperator, Expression } from './expression.ts';
import { wordMask } from './integer.ts';

/** Where an expression's names get their values: unsigned, 64 bits, and 128 for a vector register. */
export interface EvaluationContext {
  register(register: RegisterName, when: 'before' | 'after'): bigint;
  /** The value of an operation's declared input. */
  input(name: string): bigint;
  /** A symbol's address: where it is loaded, where it was linked, or as hyp code maps it. Throws for an unknown one. */
  symbol(name: string, how: 'phys' | 'link' | 'hyp'): bigint;
}

/**
 * The value of an expression. Operators work on 64 bits and wrap around; `>>` is logical, and a shift by 64 or more
 * gives 0. A register that stands alone keeps all its bits (128 for v0-v31).
 */
export function evaluate(expression: Expression, context: EvaluationContext): bigint {
  switch (expression.kind) {
    case 'integer':
      return expression.value;
    case 'register':
      return context.register(expression.register, expression.when);
    case 'input':
      return context.input(expression.name);
    case 'symbol':
      return context.symbol(expression.name, expression.how);
    case 'unary': {
      const operand = evaluate(expression.operand, context);
      return BigInt.asUintN(64, expression.operator === '-' ? -operand : ~operand);
    }
    case 'binary':
      return calculate(
        expression.operator,
        evaluate(expression.left, context) & wordMask,
        evaluate(expression.right, context) & wordMask,
      );
  }
}

function calculate(operator: BinaryOperator, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return (left + right) & wordMask;
    case '-':
      return (left - right) & wordMask;
    case '*':
      return (left * right) & wordMask;
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '<<':
      return right < 64n ? (left << right) & wordMask : 0n;
    case '>>':
      return right < 64n ? left >> right : 0n;
  }
}
