import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { Locator } from './locator.ts';
import type { Statement } from './statement.ts';

const most = 100;

/** What is wrong with one source: errors to throw together at the end, warnings to hand on. */
class Problems {
  private readonly errors: Diagnostic[] = [];
  private readonly locator: Locator;
  private readonly warn: (warning: Diagnostic) => void;

  constructor(locator: Locator, warn: (warning: Diagnostic) => void) {
    this.locator = locator;
    this.warn = warn;
  }

  get any(): boolean {
    return this.errors.length > 0;
  }

  /** Enough errors: the rest of the source need not be read. */
  get full(): boolean {
    return this.errors.length >= most;
  }

  error(
    code: DiagnosticCode,
    message: string,
    at: Statement,
    position?: number,
    note?: string,
  ): void {
    if (this.full) return;
    this.errors.push(this.diagnostic('error', code, message, at, position, note));
    if (this.full)
      this.errors.push({
        code: 'too-many-errors',
        severity: 'note',
        message: `${most} errors: the rest is left out`,
      });
  }

  warning(code: DiagnosticCode, message: string, at: Statement, position?: number): void {
    this.warn(this.diagnostic('warning', code, message, at, position));
  }

  /** @throws HcallError when there are errors */
  throwIfAny(): void {
    const [first, ...rest] = this.errors;
    if (first !== undefined) throw new HcallError([first, ...rest]);
  }

  private diagnostic(
    severity: Diagnostic['severity'],
    code: DiagnosticCode,
    message: string,
    at: Statement,
    position: number | undefined,
    note?: string,
  ): Diagnostic {
    const location = this.locator.locate(at, position);
    const mend = note ?? location.note;
    return {
      code,
      severity,
      message,
      place: location.place,
      excerpt: location.excerpt,
      ...(location.trail.length > 0 ? { trail: location.trail } : {}),
      ...(mend === undefined ? {} : { note: mend }),
    };
  }
}

export { Problems };
