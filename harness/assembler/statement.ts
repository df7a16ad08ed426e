import type { SourceText } from './source.ts';
import type { Substitution } from './substitute.ts';

/** Why a statement is not where it is assembled: the macro call or the repetition that wrote it. */
export interface Expansion {
  /** "in macro 'ventry'", "in .rept". */
  readonly what: string;
  /** The statement that asked for it. */
  readonly call: Statement;
}

/** What a statement of a macro was made of. */
export interface Template {
  readonly body: Statement;
  readonly substitution: Substitution;
  /** Where the statement begins in the body's text with the parameters filled in. */
  readonly column: number;
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
  readonly template?: Template | undefined;
}
