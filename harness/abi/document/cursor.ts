import type { DiagnosticCode } from '../../diagnostics/codes.ts';
import { HcallError } from '../../diagnostics/diagnostic.ts';
import type { Place } from '../../diagnostics/place.ts';
import type { NodeSpans, Path, Raw, Span, YamlDocument } from './document.ts';

/** What an error about a text needs to know of where it stands. */
export interface TextSpot {
  readonly place: Place;
  problem(code: DiagnosticCode, message: string, more?: ProblemDetails): HcallError;
}

export interface ProblemDetails {
  /** The likely mend. */
  readonly note?: string | undefined;
  /** The part of the scalar's text that is wrong; the whole scalar if left out. */
  readonly part?: { readonly offset: number; readonly length: number };
}

/** A place in a YAML document, by its path: gives the raw value, the place, and errors that point there. */
export class Cursor implements TextSpot {
  readonly document: YamlDocument;
  readonly path: Path;

  constructor(document: YamlDocument, path: Path = []) {
    this.document = document;
    this.path = path;
  }

  at(...steps: Path): Cursor {
    return new Cursor(this.document, [...this.path, ...steps]);
  }

  /** The value here; undefined where nothing stands. */
  get value(): Raw | undefined {
    let value: Raw | undefined = this.document.value;
    for (const step of this.path) {
      value =
        typeof value === 'object' && Object.hasOwn(value, step)
          ? (value as Readonly<Record<string | number, Raw>>)[step]
          : undefined;
    }
    return value;
  }

  /** Where the value begins; for a value that is not there, its nearest parent. */
  get place(): Place {
    return this.document.source.place(this.#nearest.value.start);
  }

  /** Where the key that leads here begins. */
  get keyPlace(): Place {
    return this.key.place;
  }

  /** The key that leads here, as a spot for errors. */
  get key(): TextSpot {
    const spans = this.#nearest;
    const span = spans.key ?? spans.value;
    return {
      place: this.document.source.place(span.start),
      problem: (code, message, more = {}) => this.#problem(code, message, span, more),
    };
  }

  problem(code: DiagnosticCode, message: string, more: ProblemDetails = {}): HcallError {
    const spans = this.#nearest;
    const { part } = more;
    const start = spans.textStart;
    const span =
      part === undefined || start === undefined
        ? spans.value
        : { start: start + part.offset, end: start + part.offset + part.length };
    return this.#problem(code, message, span, more);
  }

  /** Whether a comment follows the scalar on its line, and the scalar has no quotes. */
  get isCutByComment(): boolean {
    const spans = this.#nearest;
    const rest = this.document.source.restOfLine(spans.value.end);
    return spans.plain && /^\s+#/.test(rest);
  }

  get #nearest(): NodeSpans {
    for (let length = this.path.length; length >= 0; length--) {
      const spans = this.document.spans(this.path.slice(0, length));
      if (spans !== undefined) {
        return spans;
      }
    }
    return { value: { start: 0, end: 0 }, key: undefined, textStart: undefined, plain: false };
  }

  #problem(code: DiagnosticCode, message: string, span: Span, more: ProblemDetails): HcallError {
    const { source } = this.document;
    return new HcallError([
      {
        code,
        severity: 'error',
        message,
        place: source.place(span.start),
        excerpt: source.excerpt(span.start, span.end),
        ...(more.note === undefined ? {} : { note: more.note }),
      },
    ]);
  }
}
