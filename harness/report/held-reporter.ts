import type { RunEvent } from '../run/event.ts';
import type { Reporter } from './reporter.ts';

/** Holds the text of a report until the run ends: for one that shares its place with a report that people read. */
export class HeldReporter implements Reporter {
  readonly #write: (text: string) => void;
  readonly #reporter: Reporter;
  readonly #held: string[];

  private constructor(write: (text: string) => void, reporter: Reporter, held: string[]) {
    this.#write = write;
    this.#reporter = reporter;
    this.#held = held;
  }

  static async create(
    write: (text: string) => void,
    create: (write: (text: string) => void) => Promise<Reporter>,
  ): Promise<HeldReporter> {
    const held: string[] = [];
    const reporter = await create((text) => void held.push(text));
    return new HeldReporter(write, reporter, held);
  }

  handle(event: RunEvent): void {
    this.#reporter.handle(event);
    if (event.type === 'run-end') {
      this.#write(this.#held.splice(0).join(''));
    }
  }
}
