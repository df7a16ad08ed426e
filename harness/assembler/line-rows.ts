import type { Fragment } from './section.ts';
import type { Statement } from './statement.ts';

/** Bytes from `offset` of the fragment on were written by a statement. */
interface LineRow {
  readonly fragment: Fragment;
  readonly offset: number;
  readonly statement: Statement;
  readonly data: boolean;
}

/** Rows that follow each other in one fragment. */
interface Run {
  readonly fragment: Fragment;
  /** Index of the first row. */
  readonly from: number;
}

/**
 * Which statement wrote which bytes, in the order of the source. There are as many rows as instructions, so that they are
 * kept in columns: an object for each would be a tenth of what the garbage collector moves.
 */
export class LineRows {
  readonly #runs: Run[] = [];
  readonly #statements: Statement[] = [];
  /** Twice the offset, and 1 for data. */
  readonly #offsets: number[] = [];

  add({ fragment, offset, statement, data }: LineRow): void {
    if (this.#runs.at(-1)?.fragment !== fragment) {
      this.#runs.push({ fragment, from: this.#statements.length });
    }
    this.#statements.push(statement);
    this.#offsets.push(offset * 2 + (data ? 1 : 0));
  }

  /** Whether the last row is data that this statement wrote to this fragment. */
  isDataOf(statement: Statement, fragment: Fragment): boolean {
    const last = this.#statements.length - 1;
    return (
      this.#statements[last] === statement &&
      this.#runs.at(-1)?.fragment === fragment &&
      isData(this.#offsets[last] as number)
    );
  }

  map<T>(make: (row: LineRow) => T): T[] {
    const made: T[] = [];
    for (const [index, { fragment, from }] of this.#runs.entries()) {
      const end = this.#runs[index + 1]?.from ?? this.#statements.length;
      for (let at = from; at < end; at += 1) {
        const offset = this.#offsets[at] as number;
        const statement = this.#statements[at] as Statement;
        made.push(
          make({ fragment, statement, offset: Math.floor(offset / 2), data: isData(offset) }),
        );
      }
    }
    return made;
  }
}

function isData(offset: number): boolean {
  return offset % 2 === 1;
}
