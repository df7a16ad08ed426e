import type { DiagnosticCode } from '../../diagnostics/codes.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import type { HcallError } from '../../diagnostics/diagnostic.ts';
import type { Place } from '../../diagnostics/place.ts';
import type { DocumentNode, Path, Raw, Span, YamlDocument } from './document.ts';
import type { SourceText } from './source.ts';

/** What an error about a text needs to know of where it stands. */
export interface TextSpot {
  readonly place: Place;
  problem(code: DiagnosticCode, message: string, more?: ProblemDetails): HcallError;
}

export interface ProblemDetails {
  /** The likely fix. */
  readonly note?: string | undefined;
  /** The part of the scalar's text that is wrong; the whole scalar if left out. */
  readonly part?: { readonly offset: number; readonly length: number };
}

/** A place in a YAML document: gives the raw value, where it stands, and errors that point there. */
export class Cursor implements TextSpot {
  readonly source: SourceText;
  /** The value here; undefined where nothing stands. */
  readonly value: Raw | undefined;
  /** What stands here, or the nearest that holds it. */
  readonly #node: DocumentNode;

  private constructor(source: SourceText, node: DocumentNode, value: Raw | undefined) {
    this.source = source;
    this.value = value;
    this.#node = node;
  }

  /** The root of a document. */
  static of({ source, root }: YamlDocument): Cursor {
    return new Cursor(source, root, root.value);
  }

  /** Where keys of mappings and indexes of lists lead from here. */
  at(...steps: Path): Cursor {
    let node = this.#node;
    let { value } = this;
    for (const step of steps) {
      const child = value === undefined ? undefined : node.children.get(step);
      node = child ?? node;
      value = child?.value;
    }
    return new Cursor(this.source, node, value);
  }

  /** Where the value begins; for a value that is not there, its nearest parent. */
  get place(): Place {
    return this.source.place(this.#node.span.start);
  }

  /** The key that leads here, as a spot for errors. */
  get key(): TextSpot {
    const span = this.#node.key ?? this.#node.span;
    return {
      place: this.source.place(span.start),
      problem: (code, message, more = {}) => this.#problem(code, message, span, more),
    };
  }

  /** Whether a comment follows the scalar on its line, and the scalar has no quotes. */
  get isCutByComment(): boolean {
    const { plain, span } = this.#node;
    return plain && /^\s+#/.test(this.source.restOfLine(span.end));
  }

  problem(code: DiagnosticCode, message: string, more: ProblemDetails = {}): HcallError {
    const { span, textStart } = this.#node;
    const { part } = more;
    const where =
      part === undefined || textStart === undefined
        ? span
        : { start: textStart + part.offset, end: textStart + part.offset + part.length };
    return this.#problem(code, message, where, more);
  }

  #problem(
    code: DiagnosticCode,
    message: string,
    { start, end }: Span,
    { note }: ProblemDetails,
  ): HcallError {
    return problem(code, message, {
      place: this.source.place(start),
      excerpt: this.source.excerpt(start, end),
      ...(note === undefined ? {} : { note }),
    });
  }
}
