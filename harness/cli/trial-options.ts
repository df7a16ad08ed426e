import type { Command } from 'commander';
import { processorNames } from '../architecture/processor-model.ts';
import type { ProcessorName } from '../architecture/processor-model.ts';
import type { ToolSetting } from '../run/tool-setting.ts';
import { defaultBudget } from '../run/tool-setting.ts';
import { given } from '../collections/given.ts';
import { addOptionGroup } from './option-group.ts';
import { readChoice, readNumber } from './option-values.ts';
import type { Settings } from './settings.ts';
import type { Surroundings } from './surroundings.ts';

/** How calls are made, on the command line. */
export interface TrialOptions {
  readonly seed?: number | 'random';
  readonly budget?: number;
  readonly cpu?: ProcessorName;
}

/** The same for every run, so that two runs of the same code print the same, and results can be compared. */
export const defaultSeed = 1;

export function addTrialOptions(command: Command): Command {
  return addOptionGroup(command, 'calls', addCallOptions);
}

function addCallOptions(command: Command): void {
  command
    .option(
      '--seed <number>',
      `what the values that registers hold before a call are made from: a number, or random (default: ${defaultSeed})`,
      (text) => (text === 'random' ? text : readNumber('--seed', text, 0, 0xffff_ffff)),
    )
    .option(
      '--budget <instructions>',
      `the most instructions that a call may execute (default: ${defaultBudget})`,
      (text) => readNumber('--budget', text, 1, 1_000_000_000),
    )
    .option(
      '--cpu <name>',
      `the processor, whatever an abi.yaml says: ${processorNames.join(' or ')}`,
      (text) => readChoice('--cpu', text, processorNames),
    );
}

/** What calls depend on besides their vectors. */
export function readTools(
  settings: Settings,
  { seed = defaultSeed, budget, cpu }: TrialOptions,
  surroundings: Pick<Surroundings, 'randomSeed'>,
): Settings & ToolSetting {
  return { ...settings, seed: readSeed({ seed }, surroundings), ...given({ budget, cpu }) };
}

export function readSeed(
  { seed = defaultSeed }: TrialOptions,
  { randomSeed }: Pick<Surroundings, 'randomSeed'>,
): number {
  return seed === 'random' ? randomSeed() : seed;
}
