import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { ShownWriter } from '../diagnostics/shown-writer.ts';
import type { Output } from '../files/output.ts';
import { readSourceIfThere } from '../files/regular-file.ts';
import { createReporter } from '../report/create.ts';
import type { Reporter, ReporterOptions } from '../report/reporter.ts';
import { isReporterName } from '../report/reporter.ts';
import { ShownReporter } from '../report/shown-reporter.ts';
import type { RunEvent } from '../run/event.ts';
import type { Context } from './context.ts';
import type { ReportRequest } from './report-requests.ts';
import { named } from './outputs.ts';
import { workspacePaths } from './workspace.ts';

/** All reports of one run. */
export class Reports {
  readonly #reporters: Reporter[] = [];
  readonly #outputs: Output[] = [];
  /** Writes when the others have. */
  #last: Reporter | undefined;

  /**
   * The commands for GitHub may share the standard output with the report for people: they come when that is complete.
   * With them goes a summary of the job, where the service takes one. Throws `output-shared`, and `output-not-writable`
   * where that is known already.
   */
  static async open(
    requests: readonly ReportRequest[],
    { outputs, cwd, environment }: Pick<Context, 'outputs' | 'cwd' | 'environment'>,
  ): Promise<Reports> {
    const reports = new Reports();
    const common = {
      readSource: sourceReader(cwd),
      serviceFile: workspacePaths({ cwd, environment }),
    };
    const commands = requests.find(({ name, file }) => name === 'github' && isStandard(file));
    const forPeople = requests.find(({ name, file }) => name === 'spec' && isStandard(file));
    const held = forPeople === undefined ? undefined : commands;
    try {
      for (const request of requests.filter((one) => one !== held)) {
        const output = await outputs.open(request.file);
        reports.#outputs.push(output);
        const { write, colour } = output;
        reports.#reporters.push(
          await reporterNamed(request.name, cwd, { ...common, write, colour }),
        );
        if (request === forPeople && held !== undefined) {
          reports.#last = await createReporter('github', { ...common, write, colour: false });
        }
      }
      const { GITHUB_STEP_SUMMARY: summary = '' } = environment;
      if (summary !== '' && requests.some(({ name }) => name === 'github')) {
        await reports.#addSummary(summary, common);
      }
    } catch (error) {
      reports.discard();
      throw error;
    }
    return reports;
  }

  async #addSummary(
    file: string,
    common: Omit<ReporterOptions, 'write' | 'colour'>,
  ): Promise<void> {
    const { AppendOutput } = await import('../files/append-output.ts');
    const { JobSummaryReporter } = await import('../report/job-summary.ts');
    const output = named(new AppendOutput(file), file);
    this.#outputs.push(output);
    this.#reporters.push(
      new ShownReporter(
        { ...common, write: output.write, colour: false },
        (own) => new JobSummaryReporter(own),
      ),
    );
  }

  handle(event: RunEvent): void {
    for (const reporter of this.#reporters) {
      reporter.handle(event);
    }
    this.#last?.handle(event);
  }

  /** Puts each report in its place, whatever becomes of the others. Throws `output-not-writable` for all that fail. */
  async finish(): Promise<void> {
    const diagnostics: Diagnostic[] = [];
    for (const output of this.#outputs.splice(0)) {
      try {
        await output.finish();
      } catch (error) {
        if (!(error instanceof HcallError)) {
          throw error;
        }
        diagnostics.push(...error.diagnostics);
      }
    }
    const [first, ...rest] = diagnostics;
    if (first !== undefined) {
      throw new HcallError([first, ...rest]);
    }
  }

  /** What has no end is no report: what was there before stays. */
  discard(): void {
    this.#outputs.splice(0).forEach((output) => output.discard());
  }
}

async function reporterNamed(
  name: string,
  cwd: string,
  options: ReporterOptions,
): Promise<Reporter> {
  if (isReporterName(name)) {
    return createReporter(name, options);
  }
  const { ownReporter } = await import('./own-reporter.ts');
  return ownReporter(name, cwd, options);
}

function isStandard(file: string | undefined): boolean {
  return file === undefined || file === '-';
}

/** Forms that people read; programs must get each character. */
const formsForPeople: ReadonlySet<string> = new Set(['text', 'md', 'mail']);

/** Writes a report: text for people with its control characters shown and its colours, data for programs as it is. */
export function writeReport(text: string, format: string, { write }: Pick<Output, 'write'>): void {
  (formsForPeople.has(format) ? new ShownWriter(write).write : write)(text);
}

/** Reads sources for excerpts, each once. */
export function sourceReader(cwd: string): (file: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (file) => {
    if (!known.has(file)) {
      known.set(file, readSourceIfThere(resolve(cwd, file)));
    }
    return known.get(file);
  };
}
