import type { DiagnosticCode } from './codes.ts';
import type { Place } from './place.ts';

/*
 * Words of this room. A diagnostic is one thing that is wrong with what the user gave; its code names the kind, and
 * `hcall explain` says more about it. A place is file, line and column; an excerpt is the line there. What is shown
 * cannot command a terminal. A palette paints it.
 */

/** The source line that a diagnostic is about. `length` is the number of columns to underline. */
export interface Excerpt {
  readonly text: string;
  readonly length: number;
}

/** One thing that is wrong with what the user gave: what, where, and the likely fix. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning' | 'note';
  /** Lower case, present tense, values quoted: expected 'x', found 'y'. */
  readonly message: string;
  readonly place?: Place;
  readonly excerpt?: Excerpt;
  /** How the text came to be here: the include or the macro call, innermost first. */
  readonly trail?: readonly { readonly what: string; readonly place: Place }[];
  /** The likely fix. */
  readonly note?: string;
}

/** The user's mistake, or the machine's lack of a tool; never a defect in hcall itself. */
export class HcallError extends Error {
  override readonly name = 'HcallError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly [Diagnostic, ...Diagnostic[]]) {
    super(diagnostics[0].message);
    this.diagnostics = diagnostics;
  }
}

/** An error of severity 'error' about one thing. */
export function problem(
  code: DiagnosticCode,
  message: string,
  more: Pick<Diagnostic, 'place' | 'excerpt' | 'trail' | 'note'> = {},
): HcallError {
  return new HcallError([{ code, severity: 'error', message, ...more }]);
}
