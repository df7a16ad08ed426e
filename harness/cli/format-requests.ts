import type { Command } from 'commander';
import { Option } from 'commander';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Output } from '../files/output.ts';
import { choiceOption } from './choice-option.ts';
import type { Context } from './context.ts';
import { readChoice } from './option-values.ts';
import { writeReport } from './reports.ts';

/** One form of a result, and where it goes. */
export interface FormatRequest<Name extends string> {
  readonly name: Name;
  /** Undefined: the standard output. */
  readonly file: string | undefined;
}

/** Pairs each --output with the --format that it stands next to, so that one measurement is written in many forms. */
export class FormatRequests<Name extends string> {
  readonly #formats: readonly [Name, ...Name[]];
  readonly #requests: { name: Name; file: string | undefined }[] = [];
  /** Of an --output before any --format. */
  #early: string | undefined;

  constructor(formats: readonly [Name, ...Name[]]) {
    this.#formats = formats;
  }

  addOptionsTo(command: Command): Command {
    const text = `${this.#formats.join(', ')} (default: ${this.#formats[0]}); may be given again, each with an --output`;
    return command
      .addOption(
        choiceOption<void>('--format <name>', text, this.#formats, (name) => this.#addFormat(name)),
      )
      .addOption(
        new Option(
          '--output <file>',
          'where the --format before it writes (default: the standard output)',
        ).argParser((file) => this.#addOutput(file)),
      );
  }

  #addFormat(text: string): void {
    const name = readChoice('--format', text, this.#formats);
    this.#requests.push({ name, file: this.#early });
    this.#early = undefined;
  }

  #addOutput(file: string): void {
    const last = this.#requests.at(-1);
    if (last === undefined && this.#early === undefined) {
      this.#early = file;
    } else if (last !== undefined && last.file === undefined) {
      last.file = file;
    } else {
      throw problem('bad-usage', `the option --output '${file}' has no --format before it`, {
        note: 'write --format NAME --output FILE',
      });
    }
  }

  /** The first of the formats when none is asked for. */
  get list(): readonly FormatRequest<Name>[] {
    return this.#requests.length === 0
      ? [{ name: this.#formats[0], file: this.#early }]
      : this.#requests;
  }

  /** Whether the user chose. */
  get isChosen(): boolean {
    return this.#requests.length > 0 || this.#early !== undefined;
  }

  has(name: Name): boolean {
    return this.list.some((request) => request.name === name);
  }

  /** Throws `output-shared`, and `output-not-writable` where that is known already. */
  async open(context: Pick<Context, 'outputs'>): Promise<OpenFormats<Name>> {
    const opened: { name: Name; output: Output }[] = [];
    try {
      for (const { name, file } of this.list) {
        opened.push({ name, output: await context.outputs.open(file) });
      }
    } catch (error) {
      opened.forEach(({ output }) => output.discard());
      throw error;
    }
    return new OpenFormats(opened);
  }
}

/** Places that wait for a result. */
export class OpenFormats<Name extends string> {
  readonly #opened: readonly { readonly name: Name; readonly output: Output }[];

  constructor(opened: readonly { readonly name: Name; readonly output: Output }[]) {
    this.#opened = opened;
  }

  /** Writes the result in each of the forms. Throws `output-not-writable`. */
  async write(render: (name: Name, colour: boolean) => Promise<string>): Promise<void> {
    for (const { name, output } of this.#opened) {
      writeReport(await render(name, output.colour), name, output);
    }
    for (const { output } of this.#opened) {
      await output.finish();
    }
  }
}
