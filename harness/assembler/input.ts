import { joinBytes } from '../collections/byte-text.ts';
import { SourceError } from './source-error.ts';
import type { Expansion, Statement } from './statement.ts';
import { scrub } from './scrub.ts';
import { substitute } from './substitute.ts';
import type { Substitution } from './substitute.ts';

/** Macros, repetitions and includes inside one another; GNU as stops at 100 macros. */
const deepestExpansion = 200;
/** Statements, and characters in them, that macros and repetitions may write in one source. */
const mostStatements = 1_000_000;
const mostCharacters = 10_000_000;
/** Characters of one statement after its parameters are filled in. */
const longestExpansion = 100_000;

/** A run of statements to hand out, and what to do when they are over. */
interface Frame {
  readonly kind: 'file' | 'macro' | 'repeat';
  statements: readonly Statement[];
  index: number;
  /** The statements of the next round of a repetition. */
  readonly again?: (() => readonly Statement[] | undefined) | undefined;
}

/** The statements to assemble, in order: those of the files, with macros, repetitions and includes pushed in between. */
export class Input {
  readonly #frames: Frame[] = [];
  #statements = 0;
  #characters = 0;

  /** How many files, macros and repetitions the current statement is within. */
  get level(): number {
    return this.#frames.length;
  }

  push(frame: Omit<Frame, 'index'>, at: Statement): void {
    if (this.#frames.length >= deepestExpansion) {
      throw new SourceError(
        'expansion-too-deep',
        `macros, repetitions or includes are nested more than ${deepestExpansion} deep`,
        0,
        at.expansion === undefined
          ? undefined
          : `${at.expansion.what} again: does it call itself without an end?`,
      );
    }
    this.#frames.push({ ...frame, index: 0 });
  }

  /** The next statement; undefined at the end of everything. `ended` hears the level of each frame that is over. */
  next(ended: (level: number) => void): Statement | undefined {
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      const statement = frame.statements[frame.index];
      if (statement !== undefined) {
        frame.index++;
        if (frame.kind !== 'file') {
          this.#count(statement);
        }
        return statement;
      }
      const more = frame.again?.();
      if (more !== undefined && more.length > 0) {
        frame.statements = more;
        frame.index = 0;
      } else {
        ended(this.level);
        this.#frames.pop();
      }
    }
    return undefined;
  }

  #count({ text }: Statement): void {
    this.#statements++;
    this.#characters += text.length;
    if (this.#statements <= mostStatements && this.#characters <= mostCharacters) {
      return;
    }
    this.#frames.length = 0;
    throw new SourceError(
      'expansion-too-large',
      `macros and repetitions write more than ${mostStatements} statements or ${mostCharacters} characters`,
    );
  }

  /**
   * The statements up to the one that closes a block, which is consumed too; undefined when the frame ends before it.
   * Directives are compared without their leading dot, in lower case.
   */
  takeBlock(
    opens: ReadonlySet<string>,
    closes: ReadonlySet<string>,
  ): readonly Statement[] | undefined {
    const frame = this.#frames.at(-1);
    if (frame === undefined) {
      return undefined;
    }
    const start = frame.index;
    let depth = 1;
    for (;;) {
      const statement = frame.statements[frame.index];
      if (statement === undefined) {
        return undefined;
      }
      frame.index++;
      const directive = directiveOf(statement.text);
      if (directive === undefined) {
        continue;
      }
      if (opens.has(directive)) {
        depth++;
      } else if (closes.has(directive) && --depth === 0) {
        return frame.statements.slice(start, frame.index - 1);
      }
    }
  }

  /** Leaves the innermost macro or repetition (.exitm); false when there is none. */
  leave(): boolean {
    const frame = this.#frames.at(-1);
    if (frame === undefined || frame.kind === 'file') {
      return false;
    }
    this.#frames.pop();
    return true;
  }

  /** Nothing more is to be read (.end, .abort). */
  stop(): void {
    this.#frames.length = 0;
  }
}

const directivePattern = /^(?:[a-z_.$][\w.$]*:)*\.([a-z]+)(?![\w.$])/i;

/** The directive of a statement, labels skipped but not numeric ones, as in GNU as; undefined for an instruction or a macro call. */
function directiveOf(text: string): string | undefined {
  if (!text.includes('.')) {
    return undefined;
  }
  return directivePattern.exec(text)?.[1]?.toLowerCase();
}

/** The statements of a body with the parameters filled in, in canonical spacing again. */
export function expandBody(
  body: readonly Statement[],
  substitution: Substitution,
  expansion: Expansion,
): Statement[] {
  const out: Statement[] = [];
  for (const statement of body) {
    const filled = substitute(statement.text, substitution);
    const text = filled === statement.text ? filled : joinBytes(filled);
    // Arguments that grow with every call end here, before they cost time.
    if (text.length > longestExpansion) {
      throw new SourceError(
        'expansion-too-large',
        `a statement of a macro grows beyond ${longestExpansion} characters`,
      );
    }
    const { source, line, column } = statement;
    const { statements, problems } = scrub(text, (part, _line, start) => {
      const template = { body: statement, substitution, column: start };
      return { text: part, source, line, column, expansion, template };
    });
    if (problems[0] !== undefined) {
      throw new SourceError(problems[0].code, `the expansion '${text.slice(0, 60)}' has no end`);
    }
    for (const each of statements) {
      out.push(each);
    }
  }
  return out;
}
