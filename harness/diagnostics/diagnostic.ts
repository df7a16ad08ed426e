import type { Plain } from '../collections/plain.ts';
import type { DiagnosticCode } from './codes.ts';
import type { diagnosticShape, excerptShape } from './diagnostic-shape.ts';

/*
 * Words of this room. A diagnostic is one thing that is wrong with what the user gave; its code names the kind, and
 * `hcall explain` says more about it. A place is file, line and column; an excerpt is the line there. What is shown
 * cannot command a terminal. A palette paints it.
 */

/** The source line that a diagnostic is about. */
export type Excerpt = Plain<typeof excerptShape>;

/** One thing that is wrong with what the user gave: what, where, and the likely fix. */
export type Diagnostic = Plain<typeof diagnosticShape>;

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
