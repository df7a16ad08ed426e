import { createAssembler } from '../assembler/assemble.ts';
import { given } from '../collections/given.ts';
import { createDisassembler } from '../disassembler/disassembler.ts';
import type { EngineVersions } from '../machine/engine-version.ts';
import type { SecondEngine } from '../machine/qemu/second-engine.ts';
import { SessionBuilder } from './build.ts';
import type { ExecuteSetting } from './execute.ts';
import type { ToolSetting } from './tool-setting.ts';
import { defaultBudget } from './tool-setting.ts';

/** What runs tests: loaded once, closed at the end. */
export interface Tools {
  readonly builder: SessionBuilder;
  readonly execute: ExecuteSetting;
  readonly engines: EngineVersions;
  /** Ends the second engine, if there is one. */
  readonly closeSecond?: () => void;
}

/**
 * Loads the engines. `mostSessions`: how many sessions the builder keeps open, for callers that keep none of them; all if left
 * out. Throws an HcallError when an engine is missing.
 */
export async function openTools({
  seed,
  budget = defaultBudget,
  cpu,
  includes,
  defines,
  undefines = [],
  forcedIncludes = [],
  noStandardIncludes = false,
  march,
  revisions = [],
  checkWith,
  cacheFolder,
  mostSessions = Infinity,
}: ToolSetting & { readonly mostSessions?: number }): Promise<Tools> {
  const second = checkWith === undefined ? undefined : await openSecond();
  const [assembler, disassembler, { createMachine, unicornVersion }] = await Promise.all([
    createAssembler(cacheFolder === undefined ? {} : { cacheFolder }),
    createDisassembler(),
    import('../machine/unicorn/unicorn-machine.ts'),
  ]);
  return {
    builder: new SessionBuilder({
      assembler,
      createMachine:
        second === undefined
          ? createMachine
          : (processor) => second.checked(createMachine(processor)),
      ...given({ cpu }),
      includes,
      defines,
      undefines,
      forcedIncludes,
      noStandardIncludes,
      ...given({ march }),
      revisions,
      mostSessions,
    }),
    engines: {
      engine: { name: 'unicorn', version: unicornVersion() },
      ...given({ secondEngine: second && { name: 'qemu' as const, version: second.version } }),
    },
    execute: { seed, budget, disassembler, ...given({ checker: second?.checker }) },
    ...(second === undefined ? {} : { closeSecond: () => second.close() }),
  };
}

async function openSecond(): Promise<SecondEngine> {
  const { SecondEngine: Engine } = await import('../machine/qemu/second-engine.ts');
  return new Engine();
}
