import { given } from '../collections/given.ts';
import { createAssembler } from '../assembler/assemble.ts';
import { createDisassembler } from '../disassembler/disassembler.ts';
import { SessionBuilder } from './build.ts';
import type { ExecuteSetting } from './execute.ts';
import type { SourceSetting } from './objects.ts';

/** Instructions of one trial: far more than any vector needs, few enough that an endless loop is over at once. */
export const defaultBudget = 10_000;

/** What the result of a test depends on besides its fixture and sources. Plain data. */
export interface ToolSetting extends SourceSetting {
  /** For the sentinels: 32 bits, unsigned. */
  readonly seed: number;
  /** Instructions; `defaultBudget` if left out. */
  readonly budget?: number;
  /** Where assembled objects are kept from run to run; nowhere if left out. */
  readonly cacheFolder?: string;
}

/** The part of some options that is a tool setting, fit to be sent to another process. */
export function toolSettingOf({
  seed,
  budget,
  includes,
  defines,
  forcedIncludes,
  noStandardIncludes,
  cacheFolder,
}: ToolSetting): ToolSetting {
  return {
    seed,
    includes,
    defines,
    ...given({ budget, forcedIncludes, noStandardIncludes, cacheFolder }),
  };
}

/** What runs tests: loaded once, closed at the end. */
export interface Tools {
  readonly builder: SessionBuilder;
  readonly execute: ExecuteSetting;
}

/** Loads the engines. Throws an HcallError when one is missing. */
export async function openTools({
  seed,
  budget = defaultBudget,
  includes,
  defines,
  forcedIncludes = [],
  noStandardIncludes = false,
  cacheFolder,
}: ToolSetting): Promise<Tools> {
  const [assembler, disassembler, { createMachine }] = await Promise.all([
    createAssembler(cacheFolder === undefined ? {} : { cacheFolder }),
    createDisassembler(),
    import('../machine/unicorn/unicorn-machine.ts'),
  ]);
  return {
    builder: new SessionBuilder({
      assembler,
      createMachine,
      includes,
      defines,
      forcedIncludes,
      noStandardIncludes,
    }),
    execute: { seed, budget, disassembler },
  };
}
