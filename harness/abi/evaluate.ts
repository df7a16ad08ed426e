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
    case 'unary':
    case 'binary':
      break;
  }
  return calculate(expression, context);
}

function calculate(
  expression: Extract<Expression, { readonly kind: 'unary' | 'binary' }>,
  context: EvaluationContext,
): bigint {
  const value = (operand: Expression): bigint => evaluate(operand, context) & wordMask;
  const result =
    expression.kind === 'unary'
      ? unaryOperations[expression.operator](value(expression.operand))
      : binaryOperations[expression.operator](value(expression.left), value(expression.right));
  return result & wordMask;
}

const unaryOperations = {
  '-': (operand: bigint) => -operand,
  '~': (operand: bigint) => ~operand,
};

const binaryOperations: Readonly<Record<BinaryOperator, (left: bigint, right: bigint) => bigint>> =
  {
    '+': (left, right) => left + right,
    '-': (left, right) => left - right,
    '*': (left, right) => left * right,
    '&': (left, right) => left & right,
    '|': (left, right) => left | right,
    '^': (left, right) => left ^ right,
    // Guarded: a bigint shifted left by a register's value could fill the memory.
    '<<': (left, right) => (right < 64n ? left << right : 0n),
    '>>': (left, right) => (right < 64n ? left >> right : 0n),
  };
