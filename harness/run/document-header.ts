import type { ProcessorName } from '../architecture/processor-model.ts';
import { processorFor } from '../architecture/processor-model.ts';
import { given } from '../collections/given.ts';
import type { Plain } from '../collections/plain.ts';
import type { SchemaName } from '../diagnostics/schemas.ts';
import { schemas } from '../diagnostics/schemas.ts';
import { packageVersion } from '../installation.ts';
import type { EngineVersions } from '../machine/engine-version.ts';
import type { lookedShape, ranShape } from './document-shape.ts';
import type { RunEvent } from './event.ts';
import type { ToolSetting } from './tool-setting.ts';

/** What a document says first, of code that ran. */
export type RanHeader<Name extends SchemaName> = {
  readonly schema: (typeof schemas)[Name];
} & Plain<typeof ranShape>;

/** What a document says first, of code that was only looked at. */
export type LookedHeader<Name extends SchemaName> = {
  readonly schema: (typeof schemas)[Name];
} & Plain<typeof lookedShape>;

/** The header of what was found out by running code. `abis`: of all that ran. */
export function ranHeader<Name extends SchemaName>(
  name: Name,
  engines: EngineVersions | undefined,
  { seed, cpu }: Pick<ToolSetting, 'seed' | 'cpu'>,
  abis: Iterable<WithProcessor>,
): RanHeader<Name> {
  return {
    schema: schemas[name],
    hcall: packageVersion(),
    ...enginesIn(engines),
    cpu: processorsOf(abis, cpu),
    seed,
  };
}

/** The header of what was found out by looking at code. */
export function lookedHeader<Name extends SchemaName>(name: Name): LookedHeader<Name> {
  return { schema: schemas[name], hcall: packageVersion(), engine: null, cpu: null, seed: null };
}

/** The header of what a run found out, which its events say. */
export class RunHeader {
  #start: RunStart | undefined;
  #end: RunEnd | undefined;

  handle(event: RunEvent): void {
    if (event.type === 'run-start') {
      this.#start = event;
    } else if (event.type === 'run-end') {
      this.#end = event;
    }
  }

  /** A run that is older than this version of hcall may not say what it ran on. */
  of<Name extends SchemaName>(name: Name): RanHeader<Name> {
    const { hcall = packageVersion(), cpu = [], seed = 0 } = this.#start ?? {};
    const { engines } = this.#end ?? {};
    return {
      schema: schemas[name],
      hcall,
      ...enginesIn(engines),
      cpu,
      seed,
    };
  }
}

type RunStart = Extract<RunEvent, { type: 'run-start' }>;
type RunEnd = Extract<RunEvent, { type: 'run-end' }>;

function enginesIn(
  engines: EngineVersions | undefined,
): Pick<RanHeader<SchemaName>, 'engine' | 'secondEngine'> {
  return { engine: engines?.engine ?? null, ...given({ secondEngine: engines?.secondEngine }) };
}

interface WithProcessor {
  readonly cpu?: ProcessorName;
}

/** The processors that code of these ABIs runs on, each once, in the order of their names. */
export function processorsOf(
  abis: Iterable<WithProcessor>,
  chosen: ProcessorName | undefined,
): ProcessorName[] {
  const all = [...abis].map(({ cpu }) => processorFor(cpu, chosen));
  return [...new Set(all)].toSorted();
}
