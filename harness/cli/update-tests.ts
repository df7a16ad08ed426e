import { problem } from '../diagnostics/diagnostic.ts';
import type { HcallError } from '../diagnostics/diagnostic.ts';
import type { RunEvent } from '../run/event.ts';
import type { RunOptions } from '../run/run.ts';
import { isFailure } from '../run/verdict.ts';
import { totalWords } from '../report/verdict.ts';
import type { Context } from './context.ts';
import { RunExitCode } from './exit-code.ts';
import type { UpdatedTest } from './expectation-update.ts';
import { ExpectationUpdate } from './expectation-update.ts';
import type { LastRun } from './last-run.ts';

type End = Extract<RunEvent, { type: 'run-end' }>;

/**
 * Follows a run, rewrites the expectations of the tests that failed for nothing else, and runs these again. What the run
 * comes to is then as if it had begun with them.
 */
export class UpdatingRun {
  readonly #options: RunOptions;
  readonly #lastRun: LastRun;
  readonly #context: Context;
  readonly #update: ExpectationUpdate;
  #end: End | undefined;

  constructor(options: RunOptions, lastRun: LastRun, context: Context) {
    this.#options = options;
    this.#lastRun = lastRun;
    this.#context = context;
    this.#update = new ExpectationUpdate(options, context);
  }

  /** How the run is made. */
  get options(): RunOptions {
    return { ...this.#options, onCorrections: this.#update.onCorrections };
  }

  /** The event as it counts for the exit code; the end comes later. */
  handle(event: RunEvent, exitCode: RunExitCode): void {
    this.#update.handle(event);
    if (event.type === 'run-end') {
      this.#end = event;
    } else {
      exitCode.handle(event);
    }
  }

  async finish(exitCode: RunExitCode): Promise<void> {
    const updated = await this.#update.write();
    if (this.#end !== undefined) {
      const { counts } = this.#end;
      exitCode.handle({
        ...this.#end,
        counts: {
          ...counts,
          fail: counts.fail - updated.length,
          pass: counts.pass + updated.length,
        },
      });
    }
    if (updated.length > 0) {
      await this.#runAgain(updated);
    }
  }

  async #runAgain(updated: readonly UpdatedTest[]): Promise<void> {
    const { stderr, layers, exitWith } = this.#context;
    const exitCode = new RunExitCode();
    const { run } = await layers.run();
    const only = new Set(updated.map(({ after }) => after));
    const gone = updated.filter((one) => one.before !== one.after).map((one) => one.before);
    await run({ ...this.#options, only, retries: 0, bail: false }, (event) => {
      exitCode.handle(event);
      this.#lastRun.handle(event.type === 'run-start' ? { ...event, gone } : event);
      if (event.type === 'test-end' && isFailure(event.result.verdict)) {
        const { id, verdict, findings } = event.result;
        const [finding] = findings;
        const why = finding === undefined ? verdict : `${finding.code}: ${finding.message}`;
        stderr.write(`still wrong: ${id}\n  ${why}\n`);
      } else if (event.type === 'run-end') {
        stderr.write(`run again with what is new: ${totalWords({ ...event, fileErrors: 0 })}\n`);
      }
    });
    exitWith(exitCode.value);
  }
}

/** What --update cannot be together with. Returns `bad-usage`, or undefined. */
export function updateProblem(
  others: Readonly<Record<string, unknown>>,
  { CI = '' }: Readonly<Record<string, string | undefined>>,
): HcallError | undefined {
  const [other] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
  if (other !== undefined) {
    return problem('bad-usage', `the option --update does not go with ${other}`);
  }
  return CI === '' || CI === 'false' || CI === '0'
    ? undefined
    : problem(
        'bad-usage',
        `--update rewrites fixtures, and nobody reads the diff in CI (CI=${CI})`,
        {
          note: 'run it where you work, read the diff, and commit the fixtures',
        },
      );
}
