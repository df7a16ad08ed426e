import { problem } from '../../diagnostics/diagnostic.ts';
import { reasonOf } from '../../diagnostics/reason.ts';
import type { Excerpt } from '../../diagnostics/diagnostic.ts';
import type { Place } from '../../diagnostics/place.ts';
import { fileLimits, readRegularText } from '../../files/regular-file.ts';

/** A text file with its line starts, so that an offset becomes a place. Offsets count UTF-16 code units from 0. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  readonly #lineStarts: readonly number[];

  /** `file` is the path as the user wrote it; it appears in every place. */
  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    const starts = [0];
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
      starts.push(end + 1);
    }
    this.#lineStarts = starts;
  }

  /** The text of a file, as UTF-8; `shown` is its path in places. Throws `unreadable-file`. */
  static read(path: string, shown = path): SourceText {
    try {
      return new SourceText(shown, readRegularText(path, fileLimits.document));
    } catch (error) {
      throw problem('unreadable-file', `cannot read '${shown}'`, {
        note: reasonOf(error),
      });
    }
  }

  place(offset: number): Place {
    const line = this.#lineOf(offset);
    return { file: this.file, line: line + 1, column: offset - this.#startOf(line) + 1 };
  }

  /** The whole line of `start`, underlined up to `end` or the end of the line, and at least one column. */
  excerpt(start: number, end: number): Excerpt {
    const line = this.#lineOf(start);
    const lineStart = this.#startOf(line);
    const lineEnd = this.#startOf(line + 1) - 1;
    const text = this.text.slice(lineStart, lineEnd).trimEnd();
    const visibleEnd = Math.min(end, lineStart + text.length);
    return { text, length: Math.max(1, visibleEnd - start) };
  }

  /** The line of a place, underlined from there to its end. */
  excerptAt({ line, column }: Pick<Place, 'line' | 'column'>): Excerpt {
    const start = this.#startOf(line - 1) + column - 1;
    return this.excerpt(start, this.text.length);
  }

  /** What stands after `offset` on its line. */
  restOfLine(offset: number): string {
    return this.text.slice(offset, this.#startOf(this.#lineOf(offset) + 1) - 1);
  }

  #startOf(line: number): number {
    return this.#lineStarts[line] ?? this.text.length + 1;
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#startOf(middle) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
