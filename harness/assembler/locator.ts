import type { Excerpt } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import type { TrailStep } from './source.ts';
import { find, rangeOf } from './span.ts';
import type { Span } from './span.ts';
import type { Statement } from './statement.ts';
import { rangeInBody } from './template.ts';

/** Where a statement, or a part of it, is in the files that the user knows. */
export interface Location {
  readonly place: Place;
  readonly excerpt: Excerpt;
  /** Macro calls and includes, innermost first. */
  readonly trail: readonly TrailStep[];
  /** What the statement reads after macros, where that is not what the line says. */
  readonly note?: string;
}

const longestTrail = 12;
/** Longer lines are cut in excerpts. */
const longestExcerpt = 1000;

/**
 * Finds places for diagnostics and line tables. A statement was changed on its way here, by the C preprocessor, the scrubber and macros;
 * so a position is found again by its word, and its count among the same words before it.
 */
export class Locator {
  readonly #files = new Map<string, readonly string[] | undefined>();
  readonly #read: (path: string) => string | undefined;

  /** @param read gives the text of an original file, undefined when it is not at hand */
  constructor(read: (path: string) => string | undefined) {
    this.#read = read;
  }

  /** The file and line of a statement, and that line as the user wrote it. */
  line(statement: Statement): { readonly place: Place; readonly text: string } {
    const { file, line } = statement.source.origin(statement.line);
    const text = this.#original(file, line) ?? statement.source.line(statement.line);
    const indent = text.length - text.trimStart().length;
    const column = (indent === text.length ? 0 : indent) + 1;
    return { place: { file, line, column }, text };
  }

  /**
   * @param position where the part that is meant begins in the statement's text; undefined for the whole statement
   * @param end where it ends; undefined for the end of the word there
   */
  locate(statement: Statement, position?: number, end?: number): Location {
    const { file, line, trail } = statement.source.origin(statement.line);
    const physical = statement.source.line(statement.line);
    const text = this.#original(file, line) ?? physical;
    const from = text === physical ? statement.column : 0;
    const span = this.#span(text, from, statement, position, end);
    const steps = [...expansionTrail(statement), ...trail].slice(0, longestTrail);
    return {
      place: { file, line, column: span.column + 1 },
      excerpt: { text: text.slice(0, longestExcerpt), length: span.length },
      trail: steps,
      ...(span.exact
        ? {}
        : { note: `after expansion the line reads '${statement.text.slice(0, 200)}'` }),
    };
  }

  #span(
    text: string,
    from: number,
    statement: Statement,
    position: number | undefined,
    end: number | undefined,
  ): Span {
    const { template } = statement;
    if (position === undefined || template === undefined) {
      return find(text, from, statement.text, position, end);
    }
    const range = rangeOf(statement.text, position, end);
    const inBody = range === undefined ? undefined : rangeInBody(statement, template, range);
    const { body } = template;
    if (inBody !== undefined) {
      return this.#span(text, from, body, inBody.start, inBody.end);
    }
    const found = find(text, from, statement.text, position, end);
    return found.exact ? found : this.#span(text, from, body, body.text.length, undefined);
  }

  #original(file: string, line: number): string | undefined {
    let lines = this.#files.get(file);
    if (lines === undefined && !this.#files.has(file)) {
      lines = this.#read(file)?.split('\n');
      this.#files.set(file, lines);
    }
    return lines?.[line - 1];
  }
}

function expansionTrail(statement: Statement): TrailStep[] {
  const steps: TrailStep[] = [];
  for (
    let { expansion } = statement;
    expansion !== undefined;
    expansion = expansion.call.expansion
  ) {
    if (steps.length >= longestTrail) {
      break;
    }
    const { call, what } = expansion;
    const { file, line } = call.source.origin(call.line);
    steps.push({ what, place: { file, line, column: call.column + 1 } });
  }
  return steps;
}
