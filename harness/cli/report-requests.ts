import type { Command } from 'commander';
import { Option } from 'commander';
import { problem } from '../diagnostics/diagnostic.ts';
import { choiceOption } from './choice-option.ts';
import { isReporterName, reporterNames } from '../report/reporter.ts';
import { isModulePath, unknownReporterNote } from './own-reporter.ts';

/** One --reporter with the --output after it. */
export interface ReportRequest {
  /** One of hcall's own, or the path of a module. */
  readonly name: string;
  /** Undefined: the standard output. */
  readonly file: string | undefined;
}

/** Pairs each --output with the --reporter before it, in the order in which they stand on the command line. */
export class ReportRequests {
  readonly #requests: { name: string; file: string | undefined }[] = [];

  /** The options that say how a run is reported. */
  addOptionsTo(command: Command): Command {
    return command
      .addOption(
        choiceOption<void>(
          '--reporter <name>',
          `how to report: ${reporterNames.join(', ')}, or a module of yours, ./mine.js (default: spec); may be given again`,
          reporterNames,
          (name) => this.addReporter(name),
        ),
      )
      .addOption(
        new Option('--output <file>', 'where the --reporter before it writes').argParser((file) =>
          this.addOutput(file),
        ),
      );
  }

  addReporter(name: string): void {
    if (!isModulePath(name) && !isReporterName(name)) {
      throw problem('bad-option-value', `the value of --reporter is not known: '${name}'`, {
        note: unknownReporterNote(name),
      });
    }
    this.#requests.push({ name, file: undefined });
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

  /** Those of the command line; of `project` where it has none, and the report for a person where nobody has one. */
  listFor(project: readonly ReportRequest[] | undefined): readonly ReportRequest[] {
    return this.#requests.length === 0
      ? (project ?? [{ name: 'spec', file: undefined }])
      : this.#requests;
  }
}
