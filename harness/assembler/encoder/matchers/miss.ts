import type { Operand } from '../operand.ts';

/** Why an operand does not fit, told when it is asked for. `near`: it is of the right kind, but has the wrong value. */
export interface Miss {
  readonly error: () => string;
  readonly near: boolean;
}

/** The bits that an operand contributes, or what is wrong with it. */
export type Bits = number | Miss;

/** Looks at one operand; a few need the one before it. */
export type Matcher = (operand: Operand, before: Operand | undefined) => Bits;

export function wrongKind(error: () => string): Miss {
  return { error, near: false };
}

export function wrongValue(error: () => string): Miss {
  return { error, near: true };
}
