import type { ProcessorName } from '../architecture/processor-model.ts';
import { given } from '../collections/given.ts';
import type { ExplorationLimits } from '../flow/exploration-limits.ts';
import type { SourceSetting } from './objects.ts';

/** Instructions of one trial: far more than any vector needs, few enough that an endless loop is over at once. */
export const defaultBudget = 10_000;

/** Engines that judge the one that runs tests. */
export const secondEngines = ['qemu'] as const;
export type SecondEngineName = (typeof secondEngines)[number];

/** What the result of a test depends on besides its fixture and sources. Plain data. */
export interface ToolSetting extends SourceSetting {
  /** For the sentinels: 32 bits, unsigned. */
  readonly seed: number;
  /** Instructions; `defaultBudget` if left out. */
  readonly budget?: number;
  /** The processor of every machine, whatever an ABI says; the ABI's if left out. */
  readonly cpu?: ProcessorName;
  /** Of what looks for all ways; `defaultLimits` if left out. */
  readonly limits?: ExplorationLimits;
  /** A second engine, which each test's first call also runs on. */
  readonly checkWith?: SecondEngineName;
  /** Where assembled objects are kept from run to run; nowhere if left out. */
  readonly cacheFolder?: string;
}

/** The part of some options that is a tool setting, fit to be sent to another process. */
export function toolSettingOf({
  seed,
  budget,
  cpu,
  limits,
  includes,
  defines,
  undefines,
  forcedIncludes,
  noStandardIncludes,
  march,
  revisions,
  checkWith,
  cacheFolder,
}: ToolSetting): ToolSetting {
  return {
    seed,
    includes,
    defines,
    ...given({ budget, cpu, limits, undefines, forcedIncludes, noStandardIncludes }),
    ...given({ march, revisions, checkWith, cacheFolder }),
  };
}
