import type { RegisterName } from '../architecture/registers.ts';
import type { Place } from '../diagnostics/place.ts';

/** The right-hand side of an expectation or an input, parsed. 64-bit unsigned arithmetic. */
export type Expression =
  | { readonly kind: 'integer'; readonly value: bigint }
  /** A register's value before the call, or after it. */
  | {
      readonly kind: 'register';
      readonly register: RegisterName;
      readonly when: 'before' | 'after';
    }
  /** The value of an operation's declared input, by its name. */
  | { readonly kind: 'input'; readonly name: string }
  /** A symbol's address: where it is loaded, where it was linked, or as hyp code maps it. */
  | { readonly kind: 'symbol'; readonly how: 'phys' | 'link' | 'hyp'; readonly name: string }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'unary'; readonly operator: '-' | '~'; readonly operand: Expression };

export const binaryOperators = ['+', '-', '*', '&', '|', '^', '<<', '>>'] as const;
export type BinaryOperator = (typeof binaryOperators)[number];

/** What a result must be: a value, or anything at all. */
export type Expected = Expression | { readonly kind: 'any' };

/** An expression where it stands in a file. */
export interface Placed<T> {
  readonly value: T;
  readonly place: Place;
}
