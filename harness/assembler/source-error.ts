import type { DiagnosticCode } from '../diagnostics/codes.ts';

/** A mistake in the statement that is being assembled. The main loop catches it, adds the place, and goes on with the next statement. */
export class SourceError extends Error {
  readonly code: DiagnosticCode;
  /** Index into the statement's text; undefined for the whole statement. */
  readonly position: number | undefined;
  readonly note: string | undefined;
  /** Index behind the part that is wrong; undefined for the word at the position. */
  readonly end: number | undefined;

  constructor(
    code: DiagnosticCode,
    message: string,
    position?: number,
    note?: string,
    end?: number,
  ) {
    super(message);
    this.code = code;
    this.position = position;
    this.note = note;
    this.end = end;
  }
}
