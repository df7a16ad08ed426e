import type { SourceText } from './source.ts';

/** Why a statement is not where it is assembled: the macro call or the repetition that wrote it. */
export interface Expansion {
  /** "in macro 'ventry'", "in .rept". */
  readonly what: string;
  /** The statement that asked for it. */
  readonly call: Statement;
}

/** One statement to assemble, in canonical spacing, and where it was written. */
export interface Statement {
  readonly text: string;
  readonly source: SourceText;
  /** Index of the physical line, from 0. */
  readonly line: number;
  /** Index of the first character in that line, from 0. */
  readonly column: number;
  readonly expansion?: Expansion | undefined;
}
