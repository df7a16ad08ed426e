import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Isolation } from '../run/isolation.ts';
import { addOptionGroup } from './option-group.ts';
import { readNumber } from './option-values.ts';

/** Which processes guest code runs in, on the command line. */
export interface ProcessOptions {
  readonly jobs?: number;
  /** Seconds. */
  readonly timeout?: number;
  readonly inProcess?: true;
}

/**
 * Seconds by the clock on the wall that a process may take for one thing. No test or call needs two of them on a machine that
 * has nothing else to do; the budget of instructions ends loops of the guest, and this what hangs otherwise. Of a sweep's parts
 * (all immediates with all selector values of one caller) the largest need some ten. So both leave room for slow machines.
 */
const defaultTimeouts = { test: 180, call: 180, part: 900 } as const;

/** What one process does at a time. */
type Work = keyof typeof defaultTimeouts;

/** Processes at a time. */
export const mostJobs = 1024;

/** Seconds: eleven days. */
export const longestTimeout = 1_000_000;

/** `what` is a piece of the work as the help names it; `has` says which of the options the command has besides --timeout. */
export function addProcessOptions(
  command: Command,
  work: Work,
  what: string,
  has: { readonly jobs?: false; readonly inProcess?: false } = {},
): Command {
  return addOptionGroup(command, 'processes', () => addProcesses(command, work, what, has));
}

function addProcesses(
  command: Command,
  work: Work,
  what: string,
  has: { readonly jobs?: false; readonly inProcess?: false },
): void {
  if (has.jobs !== false) {
    command.option(
      '-j, --jobs <number>',
      'the most processes at a time (default: one for each processor)',
      (text) => readNumber('--jobs', text, 1, mostJobs),
    );
  }
  command.option(
    '--timeout <seconds>',
    `what ${what} may take before it is ended (default: ${defaultTimeouts[work]})`,
    (text) => readSeconds('--timeout', text),
  );
  if (has.inProcess !== false) {
    command.option(
      '--in-process',
      'all in the process of hcall itself, without a deadline, for a debugger: a crash of the engine ends it',
    );
  }
}

/**
 * `project` says what the command line leaves out. Undefined: all in this process. Throws `bad-usage` when options exclude
 * each other.
 */
export function readProcesses(
  { inProcess, ...options }: ProcessOptions,
  work: Work,
  project: Pick<ProcessOptions, 'jobs' | 'timeout'>,
): Isolation | undefined {
  if (inProcess !== true) {
    return readIsolation(options, work, project);
  }
  const other = (['jobs', 'timeout'] as const).find((name) => options[name] !== undefined);
  if (other !== undefined) {
    throw problem('bad-usage', `the options --in-process and --${other} exclude each other`, {
      note: 'a deadline and jobs need processes of their own',
    });
  }
  return undefined;
}

export function readIsolation(
  { jobs, timeout }: Pick<ProcessOptions, 'jobs' | 'timeout'>,
  work: Work,
  project: Pick<ProcessOptions, 'jobs' | 'timeout'>,
): Isolation {
  return {
    jobs: jobs ?? project.jobs ?? availableParallelism(),
    timeout: (timeout ?? project.timeout ?? defaultTimeouts[work]) * 1000,
  };
}

/** Seconds, with a fraction or without. Throws `bad-option-value`. */
export function readSeconds(option: string, text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds > 0 && seconds <= longestTimeout)) {
    throw problem(
      'bad-option-value',
      `the value of ${option} is no time: expected seconds above 0 and up to ${longestTimeout}, found '${text}'`,
    );
  }
  return seconds;
}
