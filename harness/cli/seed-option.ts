import type { Command } from 'commander';
import { readNumber } from './option-values.ts';
import type { Surroundings } from './surroundings.ts';

/** The seed of the sentinels, on the command line. */
export interface SeedOption {
  readonly seed?: number | 'random';
}

/** The same for every run, so that two runs of the same code print the same. */
export const defaultSeed = 1;

export function addSeedOption(command: Command): Command {
  return command.option(
    '--seed <number>',
    `for the values of registers: a number, or random (default: ${defaultSeed})`,
    (text) => (text === 'random' ? text : readNumber('--seed', text, 0, 0xffff_ffff)),
  );
}

export function readSeed(
  { seed = defaultSeed }: SeedOption,
  { randomSeed }: Pick<Surroundings, 'randomSeed'>,
): number {
  return seed === 'random' ? randomSeed() : seed;
}
