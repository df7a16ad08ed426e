import { createAssembler } from '../assembler/assemble.ts';
import { createDisassembler } from '../disassembler/disassembler.ts';
import { SessionBuilder } from './build.ts';
import type { ExecuteSetting } from './execute.ts';

/** Instructions of one trial: far more than any vector needs, few enough that an endless loop is over at once. */
export const defaultBudget = 10_000;

/** What the result of a test depends on beside its fixture and sources. Plain data. */
export interface ToolSetting {
  /** For the sentinels: 32 bits, unsigned. */
  readonly seed: number;
  /** Instructions; `defaultBudget` if left out. */
  readonly budget?: number;
  /** Folders for #include. */
  readonly includes: readonly string[];
  /** NAME or NAME=VALUE. */
  readonly defines: readonly string[];
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
}: ToolSetting): Promise<Tools> {
  const [assembler, disassembler] = await Promise.all([createAssembler(), createDisassembler()]);
  return {
    builder: new SessionBuilder({ assembler, includes, defines }),
    execute: { seed, budget, disassembler },
  };
}
