import { jsonText } from '../diagnostics/shown.ts';
import type { RunEvent } from '../run/event.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';

/** The first line of a blob. The version counts changes that older readers misread. */
export const blobHeader = { format: 'hcall-blob', version: 1 } as const;

/** All events of a run, one JSON text on each line, for `hcall merge`. */
export class BlobReporter implements Reporter {
  readonly #write: ReporterOptions['write'];

  constructor({ write }: ReporterOptions) {
    this.#write = write;
    this.#line(blobHeader);
  }

  handle(event: RunEvent): void {
    this.#line(event);
  }

  #line(value: unknown): void {
    this.#write(`${jsonText(value, 0)}\n`);
  }
}
