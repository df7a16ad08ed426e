import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { problem } from '../diagnostics/diagnostic.ts';
import { createReporter, reporterNames, type ReporterName } from '../report/create.ts';
import type { Reporter, ReporterOptions } from '../report/reporter.ts';
import type { RunEvent } from '../run/event.ts';
import { readChoice } from './option-values.ts';
import { reasonOf } from '../diagnostics/reason.ts';
import type { Context } from './context.ts';
import { workspacePaths } from './workspace.ts';

/** One --reporter with the --output after it. */
export interface ReportRequest {
  readonly name: ReporterName;
  /** Undefined: the standard output. */
  readonly file: string | undefined;
}

/** Pairs each --output with the --reporter before it, in the order in which they stand on the command line. */
export class ReportRequests {
  readonly #requests: { name: ReporterName; file: string | undefined }[] = [];

  addReporter(name: string): void {
    this.#requests.push({ name: readChoice('--reporter', name, reporterNames), file: undefined });
  }

  /** Throws `bad-usage` when there is no --reporter before it, or that one already has a file. */
  addOutput(file: string): void {
    const last = this.#requests.at(-1);
    if (last === undefined || last.file !== undefined) {
      throw problem('bad-usage', `the option --output '${file}' has no --reporter before it`, {
        note: 'write --reporter NAME --output FILE',
      });
    }
    last.file = file;
  }

  /** The requests; the report for a person when there are none. Throws `output-shared`. */
  get list(): readonly ReportRequest[] {
    const outputs = this.#requests.map(({ file }) => file);
    const shared = outputs.find((file, index) => outputs.indexOf(file) !== index);
    if (shared !== undefined || outputs.filter((file) => file === undefined).length > 1) {
      throw problem(
        'output-shared',
        `two reporters write to ${shared === undefined ? 'the standard output' : `'${shared}'`}`,
        { note: 'give each a file of its own: --reporter NAME --output FILE' },
      );
    }
    return this.#requests.length === 0 ? [{ name: 'spec', file: undefined }] : this.#requests;
  }
}

/** All reports of one run. Files are opened at once, so that a path that cannot be written is known before the run. */
export class Reports {
  readonly #reporters: Reporter[] = [];
  readonly #files: number[] = [];

  static async open(
    requests: readonly ReportRequest[],
    surroundings: Pick<Context, 'stdout' | 'cwd' | 'environment'>,
  ): Promise<Reports> {
    const reports = new Reports();
    for (const { name, file } of requests) {
      const options =
        file === undefined
          ? { write: surroundings.stdout.writeData, colour: surroundings.stdout.colour }
          : reports.#openFile(file, surroundings);
      reports.#reporters.push(
        await createReporter(name, {
          ...options,
          readSource: sourceReader(surroundings.cwd),
          serviceFile: workspacePaths(surroundings),
        }),
      );
    }
    return reports;
  }

  handle(event: RunEvent): void {
    for (const reporter of this.#reporters) {
      reporter.handle(event);
    }
  }

  close(): void {
    this.#files.splice(0).forEach((file) => closeSync(file));
  }

  #openFile(file: string, { cwd }: Pick<Context, 'cwd'>): ReporterOptions {
    try {
      const descriptor = openSync(resolve(cwd, file), 'w');
      this.#files.push(descriptor);
      return {
        write: (text) => {
          writeSync(descriptor, text);
        },
        colour: false,
      };
    } catch (error) {
      this.close();
      throw problem('output-not-writable', `cannot write '${file}': ${reasonOf(error)}`);
    }
  }
}

/** Whether people read it, or programs that must get each character. */
type ReportFormat = 'text' | 'md' | 'json' | 'html' | 'svg' | 'lcov';

/** Writes a report to the standard output. */
export function printReport(
  text: string,
  format: ReportFormat,
  { write, writeData }: Context['stdout'],
): void {
  (format === 'text' || format === 'md' ? write : writeData)(text);
}

/** Writes a report into a file, or to the standard output. Throws `output-not-writable`. */
export function writeReport(
  text: string,
  format: ReportFormat,
  file: string | undefined,
  { stdout, cwd }: Context,
): void {
  if (file === undefined) {
    printReport(text, format, stdout);
    return;
  }
  try {
    writeFileSync(resolve(cwd, file), text);
  } catch (error) {
    throw problem('output-not-writable', `cannot write '${file}': ${reasonOf(error)}`);
  }
}

/** Reads sources for excerpts, each once. */
export function sourceReader(cwd: string): (file: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (file) => {
    if (!known.has(file)) {
      known.set(file, readIfThere(resolve(cwd, file)));
    }
    return known.get(file);
  };
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The excerpt falls back to the line that the finding itself carries.
    return undefined;
  }
}
