import type { RegisterName } from '../architecture/registers.ts';
import { evaluate as evaluateBitVector } from '../expression/evaluate.ts';
import type { Expression, MemoryCell } from './expression.ts';

/** What an expression's names stand for. Values are unsigned, 64 bits, and 128 for a vector register. */
export interface EvaluationContext {
  register(register: RegisterName, when: 'before' | 'after'): bigint;
  /** The value of an operation's declared input. */
  input(name: string): bigint;
  /** A symbol's address: where it is loaded, where it was linked, or as hyp code maps it. Throws for an unknown one. */
  symbol(name: string, how: 'phys' | 'link' | 'hyp'): bigint;
  /** The address of a region's first byte. Throws for one that is not there in this call. */
  region(name: string): bigint;
  /** What bytes of memory hold before the call. */
  cell(cell: MemoryCell): bigint;
}

/** The value of an expression, unsigned. */
export function evaluate(expression: Expression, context: EvaluationContext): bigint {
  return evaluateBitVector(expression, (reference) => {
    switch (reference.kind) {
      case 'register':
        return context.register(reference.register, reference.when);
      case 'input':
        return context.input(reference.name);
      case 'symbol':
        return context.symbol(reference.name, reference.how);
      case 'region':
        return context.region(reference.name);
      case 'cell':
        return context.cell(reference);
    }
  });
}
