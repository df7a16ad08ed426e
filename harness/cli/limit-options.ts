import type { Command } from 'commander';
import type { ExplorationLimits } from '../flow/exploration-limits.ts';
import { defaultLimits } from '../flow/exploration-limits.ts';
import { readNumber } from './option-values.ts';
import { readSeconds } from './process-options.ts';

/** How far ways are looked for, on the command line. */
export interface LimitOptions {
  readonly paths?: number;
  /** Seconds. */
  readonly solverTime?: number;
}

const milliseconds = 1000;

/** Adds the options of a command that looks for all ways of one `whose`. */
export function addLimitOptions(command: Command, whose: string): Command {
  const { paths, solverTime } = defaultLimits;
  return command
    .option(
      '--paths <number>',
      `ways through the vectors that one ${whose} may have (default: ${paths})`,
      (text) => readNumber('--paths', text, 1, 1_000_000),
    )
    .option(
      '--solver-time <seconds>',
      `what one question to a solver may take (default: ${solverTime / milliseconds})`,
      (text) => readSeconds('--solver-time', text),
    );
}

/** The limits that were given; the others are as they are by default. */
export function readLimits({ paths, solverTime }: LimitOptions): ExplorationLimits {
  return {
    paths: paths ?? defaultLimits.paths,
    solverTime: solverTime === undefined ? defaultLimits.solverTime : solverTime * milliseconds,
  };
}
