import type { RegisterName } from '../architecture/registers.ts';
import type { Place } from '../diagnostics/place.ts';
import type { Expression as BitVector } from '../expression/expression.ts';

/** What a name in an expectation or an input stands for. */
export type Reference =
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
  /** Where a region begins, by its name. */
  | { readonly kind: 'region'; readonly name: string }
  | MemoryCell;

/** What bytes of memory hold before the call, little-endian. */
export interface MemoryCell {
  readonly kind: 'cell';
  /** Of the first byte, over what is there before the call and memory aside. */
  readonly address: Expression;
  /** Bytes: 1, 2, 4, 8 or 16; in arithmetic 16 count as the lower 8. */
  readonly size: number;
}

/**
 * The right-hand side of an expectation or an input, parsed: 64 bits, or the 128 of a vector register, or of 16 bytes of
 * memory, that stand alone.
 * Arithmetic is on 64 bits and wraps around.
 */
export type Expression = BitVector<Reference>;

/** What a result must be: a value, or anything at all. */
export type Expected = Expression | { readonly kind: 'any' };

/** An expression where it stands in a file. */
export interface Placed<T> {
  readonly value: T;
  readonly place: Place;
}
