import type { Command } from 'commander';
import { callers } from '../calls/caller.ts';
import type { AnalysisOptions } from '../sweep/requests.ts';
import { addBaselineOptions } from './baseline.ts';
import type { BaselineOptions } from './baseline.ts';
import { addCallerOption } from './caller-option.ts';
import { exitCodes } from './exit-codes.ts';
import type { Context } from './context.ts';
import type { LimitOptions } from './limit-options.ts';
import { addLimitOptions } from './limit-options.ts';
import { readChoice } from './option-values.ts';
import type { ProcessOptions } from './process-options.ts';
import { addProcessOptions, readProcesses } from './process-options.ts';
import type { Settings } from './settings.ts';
import type { TrialOptions } from './trial-options.ts';

/** Options of every command that sweeps. */
export interface SweepingOptions
  extends ProcessOptions, TrialOptions, BaselineOptions, LimitOptions {
  readonly caller?: readonly string[];
  readonly exhaustive?: true;
  readonly slots?: true;
}

const callerNames = callers.map(({ name }) => name);

export function addSweepingOptions(command: Command): Command {
  const sweeping = addProcessOptions(command, 'part', 'one caller of one table');
  addCallerOption(
    sweeping,
    `who calls: ${callerNames.join(', ')} (default: all); may be given again`,
    callerNames,
    (text, before: readonly string[] | undefined) => [
      ...(before ?? []),
      readChoice('--caller', text, callerNames),
    ],
  )
    .option('--exhaustive', 'execute an HVC with every immediate besides, and compare')
    .option('--slots', 'enter each of the 16 slots as well, by whatever exception it delivers');
  return addBaselineOptions(addLimitOptions(sweeping, 'caller'));
}

/** How all parts are done. Throws `bad-usage` when options exclude each other. */
export function readPool(
  options: ProcessOptions,
  { project }: Pick<Settings, 'project'>,
  { interruption }: Context,
): Omit<AnalysisOptions, 'tools'> {
  return { jobs: 1, ...readProcesses(options, 'part', project), interruption };
}

/** A result that lacks parts proves nothing: exit code 1. */
export function failOnMissingParts(
  failures: readonly { readonly part: string; readonly reason: string }[],
  { exitWith }: Context,
): void {
  if (failures.length > 0) {
    exitWith(exitCodes.failed);
  }
}
