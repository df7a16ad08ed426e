import type { Fields } from '../../../architecture/a64/pattern.ts';
import type { Operand } from '../operand.ts';

/** Why an operand does not fit, said when it is asked for. `near`: it is of the right kind, but has the wrong value. */
export interface Miss {
  readonly error: () => string;
  readonly near: boolean;
  /** The word that it should have been. */
  readonly word?: string;
  /** All names of the kind that is expected, to find the one that was meant. */
  readonly names?: () => Iterable<string>;
}

/** The values of the places that an operand decides, or what is wrong with it. */
export type Found = Fields | Miss;

/** The unsigned value in a place of an instruction. */
export type ValueOf = (place: string) => number;

/** One operand of a syntax, both ways. */
export interface Matcher {
  /** What is missing where there is no such operand; a number of operands where it says nothing. */
  readonly missing?: string;
  /** What fits depends on the operand before, too. */
  readonly looksBack?: true;
  /** Looks at one operand; a few need the one before it. */
  readonly match: (operand: Operand, before: Operand | undefined) => Found;
  /**
   * The operand of an instruction at this address, as GNU objdump writes it. Undefined where this syntax does not
   * write the instruction; the text may still stand for another instruction, so that who prints must encode it again.
   */
  readonly print: (valueOf: ValueOf, address: bigint) => string | undefined;
}

/** How many bits a place of the form has. */
export type WidthOf = (place: string) => number;

export function isMiss(found: Found): found is Miss {
  return typeof found['error'] === 'function';
}

export function wrongKind(error: () => string): Miss {
  return { error, near: false };
}

export function wrongValue(error: () => string): Miss {
  return { error, near: true };
}
