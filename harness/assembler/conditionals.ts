import { SourceError } from './source-error.ts';
import type { Statement } from './statement.ts';

interface Conditional {
  readonly statement: Statement;
  /** How many files, macros and repetitions it was opened within. */
  readonly level: number;
  /** One of its branches was taken, or none may be, because the text around is skipped. */
  taken: boolean;
  active: boolean;
  elseSeen: boolean;
}

/** The .if blocks around the current statement. */
export class Conditionals {
  readonly #stack: Conditional[] = [];

  /** Statements are to be left out. */
  get skipping(): boolean {
    const top = this.#stack.at(-1);
    return top !== undefined && !top.active;
  }

  /** Opens an .if; the condition is only asked for when the text around is assembled. */
  open(statement: Statement, level: number, condition: () => boolean): void {
    const dead = this.skipping;
    // Pushed before the condition is worked out, so that a bad condition still has its .endif.
    const entry: Conditional = { statement, level, taken: true, active: false, elseSeen: false };
    this.#stack.push(entry);
    if (dead) {
      return;
    }
    entry.active = condition();
    entry.taken = entry.active;
  }

  elseIf(condition: () => boolean): void {
    const top = this.#top('.elseif');
    if (top.elseSeen) {
      throw new SourceError('unmatched-directive', `'.elseif' after '.else'`, 0);
    }
    if (top.taken) {
      top.active = false;
      return;
    }
    top.active = condition();
    top.taken = top.active;
  }

  otherwise(): void {
    const top = this.#top('.else');
    if (top.elseSeen) {
      throw new SourceError('unmatched-directive', `a second '.else' in one '.if'`, 0);
    }
    top.elseSeen = true;
    top.active = !top.taken;
  }

  close(): void {
    this.#top('.endif');
    this.#stack.pop();
  }

  /** Forgets the conditionals opened at this level or within; the first of them, when there was one. */
  leave(level: number): Statement | undefined {
    const index = this.#stack.findIndex((entry) => entry.level >= level);
    return index < 0 ? undefined : this.#stack.splice(index)[0]?.statement;
  }

  #top(directive: string): Conditional {
    const top = this.#stack.at(-1);
    if (top === undefined) {
      throw new SourceError('unmatched-directive', `'${directive}' without '.if'`, 0);
    }
    return top;
  }
}
