import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ComparableResult } from '../comparison/baseline.ts';
import { baselineChanges, readBaseline } from '../comparison/baseline.ts';
import type { BaselineFacts } from '../comparison/baseline-facts.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Output } from '../files/output.ts';
import { jsonDocument } from '../report/json-document.ts';
import type { Context } from './context.ts';
import { exitCodes } from './exit-codes.ts';

export interface BaselineOptions {
  readonly baseline?: string;
  readonly update?: true;
}

export function addBaselineOptions(command: Command): Command {
  return command
    .option('--baseline <file>', 'compare with a stored result: exit code 1 on any change')
    .option('--update', 'write the result to the file of --baseline');
}

/** What a result is compared with, or where it is stored. */
export class Baseline {
  readonly #file: string;
  /** A stored result, or where a new one takes its place. */
  readonly #stored: BaselineFacts | Output;
  readonly #context: Context;

  /**
   * Reads the stored result before the work begins; undefined where nothing is asked for. Throws `bad-usage`,
   * `bad-baseline`, or `output-not-writable`.
   */
  static async open(
    schema: ComparableResult['schema'],
    { baseline, update }: BaselineOptions,
    context: Context,
  ): Promise<Baseline | undefined> {
    if (baseline !== undefined) {
      const stored =
        update === true
          ? await context.outputs.open(baseline)
          : readBaseline(resolve(context.cwd, baseline), { schema });
      return new Baseline(baseline, stored, context);
    }
    if (update === true) {
      throw problem('bad-usage', '--update needs the file that it is to write', {
        note: 'name it with --baseline',
      });
    }
    return undefined;
  }

  private constructor(file: string, stored: BaselineFacts | Output, context: Context) {
    this.#file = file;
    this.#stored = stored;
    this.#context = context;
  }

  /** Stores the result, or reports every change of it, with exit code 1. Throws `output-not-writable`. */
  async check(result: ComparableResult): Promise<void> {
    if ('finish' in this.#stored) {
      this.#stored.write(jsonDocument(result));
      await this.#stored.finish();
      return;
    }
    const changes = baselineChanges(this.#stored, result);
    if (changes.length === 0) {
      return;
    }
    const { stderr, exitWith } = this.#context;
    const { baselineText } = await import('../report/compare-baseline-text.ts');
    stderr.write(baselineText(changes, this.#file, stderr.colour));
    exitWith(exitCodes.failed);
  }
}
