import type { Fields } from '../../../architecture/a64/pattern.ts';
import type { Operand } from '../operand.ts';

/** Why an operand does not fit, said when it is asked for. `near`: it is of the right kind, but has the wrong value. */
export interface Miss {
  readonly error: () => string;
  readonly near: boolean;
  /** The word that it should have been. */
  readonly word?: string;
}

/** The values of the fields that an operand decides, or what is wrong with it. */
export type Found = Fields | Miss;

/** Looks at one operand; a few need the one before it. */
export type Matcher = (operand: Operand, before: Operand | undefined) => Found;

/** How many bits a field of the form has. */
export type WidthOf = (field: string) => number;

export function isMiss(found: Found): found is Miss {
  return typeof found['error'] === 'function';
}

export function wrongKind(error: () => string): Miss {
  return { error, near: false };
}

export function wrongValue(error: () => string): Miss {
  return { error, near: true };
}
