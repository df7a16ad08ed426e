import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AbiLibrary } from '../abi/library.ts';
import { callers } from '../calls/caller.ts';
import type { SubjectName } from '../sweep/table.ts';
import type { AnalysisOptions } from '../sweep/requests.ts';
import type { ToolSetting } from '../run/tools.ts';
import { addBaselineOptions } from './baseline.ts';
import type { BaselineOptions } from './baseline.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { exitCodes } from './exit-codes.ts';
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
export interface SweepingOptions extends CallingOptions, BaselineOptions {
  readonly origin?: readonly string[];
  readonly exhaustive?: true;
  readonly slots?: true;
}

/**
 * Seconds by the clock on the wall that one part of a sweep may take: all immediates with all selector values of one
 * caller. The largest need some ten on a machine that has nothing else to do.
 */
const defaultTimeout = 900;

/** The seed of every sweep that names none: results are to be compared. */
const sweepSeed = 1;

const callerNames = callers.map(({ name }) => name);

export function addSweepingOptions(command: Command): Command {
  const sweeping = addCallingOptions(command, 'one caller of one table')
    .option(
      '--origin <name>',
      `who calls: ${callerNames.join(', ')} (default: all); may be given again`,
      (text: string, before: readonly string[] | undefined) => [
        ...(before ?? []),
        readChoice('--origin', text, callerNames),
      ],
    )
    .option('--exhaustive', 'call with every immediate for every value of the selector register')
    .option('--slots', 'raise the exception of each of the 16 slots as well');
  return addBaselineOptions(sweeping);
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
export function readPool(
  options: CallingOptions,
  { interruption }: Context,
): Omit<AnalysisOptions, 'tools'> {
  if (isInProcess(options)) {
    return { jobs: 1, interruption };
  }
  const { jobs = availableParallelism(), timeout = defaultTimeout } = options;
  return { jobs, interruption, timeout: timeout * 1000 };
}

interface FileOptions {
  readonly abi?: string;
  readonly table?: string;
}

/** Throws `bad-usage` for an option that says something of a file, where none is named. */
export function requireFile(
  texts: readonly string[],
  { cwd, abiFolders }: Settings,
  { abi, table }: FileOptions,
): void {
  const isForFile = abi !== undefined || table !== undefined;
  if (isForFile && texts.every((text) => isAbi(text, cwd, abiFolders))) {
    const option = abi === undefined ? '--table' : '--abi';
    throw problem('bad-usage', `${option} says something of a file of vectors, and none is named`, {
      note: 'one table of an ABI is ABI/TABLE, as in immediate/kvm',
    });
  }
}

export function subjectName(
  text: string,
  { cwd, abiFolders }: Settings,
  { abi, table }: FileOptions,
): SubjectName {
  return {
    text,
    cwd,
    abiFolders,
    ...(abi === undefined ? {} : { abi }),
    ...(table === undefined ? {} : { table }),
  };
}

/** A folder, or the name of an ABI that there is; anything else may be meant as a file. */
function isAbi(text: string, cwd: string, abiFolders: readonly string[]): boolean {
  const path = resolve(cwd, text);
  const [name = ''] = text.split('/');
  return existsSync(path)
    ? statSync(path).isDirectory()
    : new AbiLibrary(abiFolders).names().includes(name);
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
