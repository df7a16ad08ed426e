import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { callers } from '../analysis/caller.ts';
import type { StoredResult } from '../analysis/baseline.ts';
import type { SubjectName } from '../analysis/table.ts';
import type { PoolOptions } from '../analysis/unit-pool.ts';
import type { ToolSetting } from '../run/tools.ts';
import { exitCodes } from './exit-code.ts';
import type { Context } from './context.ts';
import { isInProcess } from './execution-options.ts';
import { readChoice, readNumber } from './option-values.ts';
import type { Settings } from './settings.ts';

/** Options of every command that makes its calls in child processes. */
export interface CallingOptions {
  readonly jobs?: number;
  readonly timeout?: number;
  readonly inProcess?: true;
  readonly seed?: number;
  readonly budget?: number;
}

/** Options of every command that sweeps. */
export interface SweepingOptions extends CallingOptions {
  readonly origin?: readonly string[];
  readonly exhaustive?: true;
  readonly slots?: true;
  readonly baseline?: string;
  readonly update?: true;
}

/** Seconds that one part of a sweep may take: all immediates with all selector values of one caller. */
const defaultTimeout = 300;

/** The seed of every sweep that names none: results are to be compared. */
export const sweepSeed = 1;

const callerNames = callers.map(({ name }) => name);

export function addSweepingOptions(command: Command): Command {
  return addCallingOptions(command, 'one caller of one table')
    .option(
      '--origin <name>',
      `who calls: ${callerNames.join(', ')} (default: all); may be given again`,
      (text: string, before: readonly string[] | undefined) => [
        ...(before ?? []),
        readChoice('--origin', text, callerNames),
      ],
    )
    .option('--exhaustive', 'call with every immediate for every value of the selector register')
    .option('--slots', 'raise the exception of each of the 16 slots as well')
    .option('--baseline <file>', 'compare with a stored result: exit code 1 on any change')
    .option('--update', 'write the result to the file of --baseline');
}

/** `part` is what one process does at a time. */
export function addCallingOptions(command: Command, part: string): Command {
  return command
    .option(
      '-j, --jobs <number>',
      'processes at a time (default: one for each processor)',
      (text) => readNumber('--jobs', text, 1, 1024),
    )
    .option('--timeout <seconds>', `what ${part} may take (default: ${defaultTimeout})`, (text) =>
      readNumber('--timeout', text, 1, 1_000_000),
    )
    .option('--in-process', 'make all calls in this process, without a deadline: for debugging')
    .option(
      '--seed <number>',
      `for the values of the other registers (default: ${sweepSeed})`,
      (text) => readNumber('--seed', text, 0, 0xffff_ffff),
    )
    .option('--budget <instructions>', 'instructions that a call may take', (text) =>
      readNumber('--budget', text, 1, 1_000_000_000),
    );
}

export function readTools(
  { includes, defines, forcedIncludes, noStandardIncludes }: Settings,
  { seed = sweepSeed, budget }: CallingOptions,
): ToolSetting {
  return {
    includes,
    defines,
    forcedIncludes,
    noStandardIncludes,
    seed,
    ...(budget === undefined ? {} : { budget }),
  };
}

/** Throws `bad-usage` when options exclude each other. */
export function readPool(options: CallingOptions, { interruption }: Context): PoolOptions {
  if (isInProcess(options)) {
    return { jobs: 1, interruption };
  }
  const { jobs = availableParallelism(), timeout = defaultTimeout } = options;
  return { jobs, interruption, timeout: timeout * 1000 };
}

export function subjectName(
  text: string,
  { cwd, abiFolders }: Settings,
  { abi, table }: { readonly abi?: string; readonly table?: string } = {},
): SubjectName {
  return {
    text,
    cwd,
    abiFolders,
    ...(abi === undefined ? {} : { abi }),
    ...(table === undefined ? {} : { table }),
  };
}

/** A result that lacks parts proves nothing: exit code 1. */
export function heedFailures(
  failures: readonly { readonly part: string; readonly reason: string }[],
  { exitWith }: Context,
): void {
  if (failures.length > 0) {
    exitWith(exitCodes.failed);
  }
}

/** Compares with the stored result, or stores it. Throws `bad-baseline` or `output-not-writable`. */
export async function heedBaseline(
  result: StoredResult,
  { baseline, update }: SweepingOptions,
  { stderr, cwd, exitWith }: Context,
): Promise<void> {
  if (baseline === undefined) {
    return;
  }
  const { baselineChanges, readBaseline, writeBaseline } = await import('../analysis/baseline.ts');
  const file = resolve(cwd, baseline);
  if (update === true) {
    writeBaseline(file, result);
    return;
  }
  const changes = baselineChanges(readBaseline(file, result), result);
  if (changes.length === 0) {
    return;
  }
  const { baselineText } = await import('../report/compare-baseline-text.ts');
  stderr.write(baselineText(changes, baseline, stderr.colour));
  exitWith(exitCodes.failed);
}
