import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Isolation } from '../run/isolation.ts';
import type { AloneOptions } from '../run/run-alone.ts';
import type { Context } from './context.ts';
import { readNumber } from './option-values.ts';

/** How tests run in processes of their own, on the command line. */
export interface IsolationOptions {
  readonly jobs?: number;
  /** Seconds. */
  readonly timeout?: number;
}

/** How tests run, on the command line. */
export interface ExecutionOptions extends IsolationOptions {
  readonly inProcess?: true;
}

/**
 * Seconds by the clock on the wall. No test needs two of them on a machine that has nothing else to do; the budget of
 * instructions ends loops of the guest, and this what hangs otherwise. So it leaves room for slow and busy machines.
 */
const defaultTimeout = 180;

export function addExecutionOptions(command: Command): Command {
  return addIsolationOptions(command).option(
    '--in-process',
    'run tests in the process of hcall itself, for a debugger: a crash of the engine ends the run',
  );
}

export function addIsolationOptions(command: Command): Command {
  const withJobs = command.option(
    '-j, --jobs <number>',
    'tests at a time, each in a process of its own (default: one for each processor)',
    (text) => readNumber('--jobs', text, 1, 1024),
  );
  return addTimeoutOption(withJobs, 'a test');
}

function addTimeoutOption(command: Command, what: string): Command {
  return command.option(
    '--timeout <seconds>',
    `what ${what} may take before it is ended (default: ${defaultTimeout})`,
    (text) => readSeconds('--timeout', text),
  );
}

/** Options of a command that makes one call. */
export type AloneArguments = Omit<ExecutionOptions, 'jobs'>;

export function addAloneOptions(command: Command, what: string): Command {
  return addTimeoutOption(command, what).option(
    '--in-process',
    `run ${what} in the process of hcall itself, for a debugger: a crash of the engine ends it`,
  );
}

/** Throws `bad-usage` when options exclude each other. */
export function readAlone(options: AloneArguments, { interruption }: Context): AloneOptions {
  const isolation = readExecution(options);
  return { interruption, ...(isolation === undefined ? {} : { isolation }) };
}

/** Undefined for tests in this process. Throws `bad-usage` when options exclude each other. */
export function readExecution(options: ExecutionOptions): Isolation | undefined {
  return isInProcess(options) ? undefined : readIsolation(options);
}

/** Whether all is done in this process. Throws `bad-usage` where something else is asked for as well. */
export function isInProcess({
  jobs,
  timeout,
  inProcess = false,
}: {
  readonly jobs?: number;
  readonly timeout?: number;
  readonly inProcess?: boolean;
}): boolean {
  if (inProcess && (jobs !== undefined || timeout !== undefined)) {
    const other = jobs === undefined ? '--timeout' : '--jobs';
    throw problem('bad-usage', `the options --in-process and ${other} exclude each other`, {
      note: 'a deadline and jobs need processes of their own',
    });
  }
  return inProcess;
}

export function readIsolation({ jobs, timeout }: IsolationOptions): Isolation {
  return {
    jobs: jobs ?? availableParallelism(),
    timeout: (timeout ?? defaultTimeout) * 1000,
  };
}

/** Seconds, with a fraction or without; above 0, up to a day. Throws `bad-option-value`. */
function readSeconds(option: string, text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds > 0 && seconds <= 86_400)) {
    throw problem(
      'bad-option-value',
      `the value of ${option} is no time: expected seconds above 0 and up to 86400, found '${text}'`,
    );
  }
  return seconds;
}
