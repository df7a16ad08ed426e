import { printCallback } from '../abi/patches.ts';
import { defaultSeed } from './trial-options.ts';
import type { SourceOptions } from './settings.ts';
import type { VectorOptions } from './vector-options.ts';

interface RepeatedOptions extends SourceOptions, VectorOptions {
  readonly budget?: number;
  readonly cpu?: string;
}

/**
 * The options of a command line that change what code runs, and how, as words for another one: a command that a report
 * prints must run the same. `seed`: that of the run, even if it was random.
 */
export function repeatedOptions(options: RepeatedOptions, seed: number): readonly string[] {
  const { vectors, abi, contract, table, load, symbolPrefix, alternative, stub } = options;
  const { callback = [] } = options;
  return [
    ...each('--vectors', vectors),
    ...each('--abi', abi),
    ...each('--contract', contract),
    ...each('--table', table),
    ...(load === undefined ? [] : ['--load', `0x${load.toString(16)}`]),
    ...each('--symbol-prefix', symbolPrefix),
    ...each('--alternative', alternative),
    ...each('--callback', callback.map(printCallback)),
    ...each('--stub', stub),
    ...repeatedSetting(options, seed),
  ];
}

/** Those of them that do not say which vectors run. */
export function repeatedSetting(
  options: Omit<RepeatedOptions, keyof VectorOptions>,
  seed: number,
): readonly string[] {
  const { profile } = options;
  const { abiFolder, include, define, undefine, includeFile, nostdinc, budget, cpu } = options;
  return [
    ...each('--profile', profile),
    ...each('--abi-folder', abiFolder),
    ...each('-I', include),
    ...each('-D', define),
    ...each('-U', undefine),
    ...each('-include', includeFile),
    ...(nostdinc === undefined ? [] : ['-nostdinc']),
    ...(seed === defaultSeed ? [] : ['--seed', `${seed}`]),
    ...(budget === undefined ? [] : ['--budget', `${budget}`]),
    ...(cpu === undefined ? [] : ['--cpu', cpu]),
  ];
}

function each(option: string, values: string | readonly (string | number)[] = []): string[] {
  return [values].flat().flatMap((value) => [option, `${value}`]);
}
