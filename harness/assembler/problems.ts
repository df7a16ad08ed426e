import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { Locator } from './locator.ts';
import type { Statement } from './statement.ts';

const most = 100;

/** What is wrong with one source: errors to throw together at the end, warnings to hand on. */
export class Problems {
  readonly #errors: { readonly line: number; readonly error: Diagnostic }[] = [];
  readonly #locator: Locator;
  readonly #warn: (warning: Diagnostic) => void;

  constructor(locator: Locator, warn: (warning: Diagnostic) => void) {
    this.#locator = locator;
    this.#warn = warn;
  }

  get any(): boolean {
    return this.#errors.length > 0;
  }

  /** Enough errors: the rest of the source need not be read. */
  get full(): boolean {
    return this.#errors.length >= most;
  }

  error(
    code: DiagnosticCode,
    message: string,
    at: Statement,
    position?: number,
    note?: string,
    end?: number,
  ): void {
    if (this.full) {
      return;
    }
    const error = this.#diagnostic('error', code, message, at, position, note, end);
    this.#errors.push({ line: outermost(at).line, error });
  }

  warning(
    code: DiagnosticCode,
    message: string,
    at: Statement,
    position?: number,
    note?: string,
  ): void {
    this.#warn(this.#diagnostic('warning', code, message, at, position, note));
  }

  /** A warning about a source as a whole. */
  warnOfSource(code: DiagnosticCode, message: string, file: string, note: string): void {
    this.#warn({ code, severity: 'warning', message, place: { file, line: 1, column: 1 }, note });
  }

  /** @throws HcallError when there are errors, in the order of the source's lines */
  throwIfAny(): void {
    const sorted = this.#errors.toSorted((a, b) => a.line - b.line).map(({ error }) => error);
    const [first, ...rest] = this.full ? [...sorted, tooMany] : sorted;
    if (first !== undefined) {
      throw new HcallError([first, ...rest]);
    }
  }

  #diagnostic(
    severity: Diagnostic['severity'],
    code: DiagnosticCode,
    message: string,
    at: Statement,
    position: number | undefined,
    note?: string,
    end?: number,
  ): Diagnostic {
    const location = this.#locator.locate(at, position, end);
    const fix = note ?? location.note;
    return {
      code,
      severity,
      message,
      place: location.place,
      excerpt: location.excerpt,
      ...(location.trail.length > 0 ? { trail: location.trail } : {}),
      ...(fix === undefined ? {} : { note: fix }),
    };
  }
}

const tooMany: Diagnostic = {
  code: 'too-many-errors',
  severity: 'note',
  message: `${most} errors: the rest is left out`,
};

/** The statement of the source itself that a statement of a macro or an included file goes back to. */
function outermost(statement: Statement): Statement {
  let outer = statement;
  while (outer.expansion !== undefined) {
    outer = outer.expansion.call;
  }
  return outer;
}
