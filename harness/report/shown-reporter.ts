import { shown, mapTexts } from '../diagnostics/shown.ts';
import type { RunEvent } from '../run/event.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';

/**
 * Gives a report that people or CI services read the texts of a run with every character shown: a line break in a
 * test's name is then no line of the report.
 */
export class ShownReporter implements Reporter {
  readonly #reporter: Reporter;
  /** Names of files that are shown otherwise than they are. */
  readonly #names = new Map<string, string>();

  constructor(options: ReporterOptions, create: (options: ReporterOptions) => Reporter) {
    const { readSource } = options;
    this.#reporter = create({
      ...options,
      ...(readSource === undefined
        ? {}
        : { readSource: (file) => readSource(this.#names.get(file) ?? file) }),
    });
  }

  handle(event: RunEvent): void {
    this.#reporter.handle(mapTexts(event, this.#show));
  }

  readonly #show = (text: string): string => {
    const seen = shown(text);
    if (seen !== text) {
      this.#names.set(seen, text);
    }
    return seen;
  };
}
