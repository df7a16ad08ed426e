import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { StoredResult } from '../analysis/baseline.ts';
import { baselineChanges, readBaseline, writeBaseline } from '../analysis/baseline.ts';
import type { Facts } from '../analysis/facts.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Context } from './context.ts';
import { exitCodes } from './exit-code.ts';

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
  readonly #name: string;
  /** Of the stored result; undefined where a new one takes its place. */
  readonly #stored: Facts | undefined;
  readonly #context: Context;

  /**
   * Reads the stored result before the work begins; undefined where nothing is asked for. Throws `bad-usage`, or
   * `bad-baseline`.
   */
  static open(
    schema: StoredResult['schema'],
    { baseline, update }: BaselineOptions,
    context: Context,
  ): Baseline | undefined {
    if (baseline !== undefined) {
      return new Baseline(schema, baseline, update === true, context);
    }
    if (update === true) {
      throw problem('bad-usage', '--update needs the file that it is to write', {
        note: 'name it with --baseline',
      });
    }
    return undefined;
  }

  private constructor(
    schema: StoredResult['schema'],
    name: string,
    update: boolean,
    context: Context,
  ) {
    this.#name = name;
    this.#file = resolve(context.cwd, name);
    this.#context = context;
    this.#stored = update ? undefined : readBaseline(this.#file, { schema });
  }

  /** Stores the result, or tells every change of it, with exit code 1. Throws `output-not-writable`. */
  async heed(result: StoredResult): Promise<void> {
    if (this.#stored === undefined) {
      writeBaseline(this.#file, result);
      return;
    }
    const changes = baselineChanges(this.#stored, result);
    if (changes.length === 0) {
      return;
    }
    const { stderr, exitWith } = this.#context;
    const { baselineText } = await import('../report/compare-baseline-text.ts');
    stderr.write(baselineText(changes, this.#name, stderr.colour));
    exitWith(exitCodes.failed);
  }
}
