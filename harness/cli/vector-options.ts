import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ForeignVectors, WrittenVectors } from '../run/written-vectors.ts';
import type { CallbackPatch } from '../abi/patches.ts';
import { isCapabilityName, largestCapability } from '../abi/patches.ts';
import { given } from '../collections/given.ts';
import { readCallbackOption } from './callback-option.ts';
import { addOptionGroup } from './option-group.ts';
import { gather, readNumber, readWord } from './option-values.ts';
import type { Settings } from './settings.ts';

/** Which vectors, on the command line, besides their names. */
export interface VectorOptions {
  readonly abi?: string;
  readonly contract?: string;
  readonly vectors?: readonly string[];
  readonly table?: string;
  readonly load?: bigint;
  readonly symbolPrefix?: string;
  readonly alternative?: readonly (number | string)[];
  readonly callback?: readonly CallbackPatch[];
  readonly stub?: readonly string[];
}

/** The names that a command takes as arguments. */
export const vectorsHelp =
  'an ABI by its name, or its folder; either with a table, as immediate/kvm or ./mine/kvm; or files of vectors: sources, objects, or a linked image';

/** `own`: options that the command has with a meaning of its own. */
export function addVectorOptions(
  command: Command,
  own: readonly ('abi' | 'table')[] = [],
): Command {
  return addOptionGroup(command, 'code', () => addCodeOptions(command, own));
}

function addCodeOptions(command: Command, own: readonly ('abi' | 'table')[]): void {
  command.option(
    '--vectors <file>',
    'a source, object or linked image in place of the vectors of the ABI or the fixtures; may be given again',
    gather,
  );
  if (!own.includes('abi')) {
    command.option(
      '--abi <name>',
      'the ABI that files of vectors follow (default: that of their folder; for fixtures, of each)',
    );
  }
  command.option(
    '--contract <name>',
    'the table of that ABI whose place the files take: they are judged by its contract',
  );
  if (!own.includes('table')) {
    command.option('--table <symbol>', "the symbol of the files' vector table");
  }
  command
    .option(
      '--load <address>',
      'where to load the code, physically (default: above 4 GiB; a linked image where EL2 has it mapped)',
      (text) => readWord('--load', text),
    )
    .option(
      '--symbol-prefix <prefix>',
      'what may stand before each symbol of the files, such as __kvm_nvhe_; names are looked up with it first',
    )
    .option(
      '--alternative <capability>',
      'apply the alternatives of this capability, by its number or its name (ARM64_HAS_PAN), as the kernel does at boot; may be given again',
      (text, before: readonly (number | string)[] | undefined) => [
        ...(before ?? []),
        isCapabilityName(text) ? text : readNumber('--alternative', text, 0, largestCapability),
      ],
    )
    .option(
      '--callback <name=words>',
      'what an alternative callback makes: NAME=WORD,WORD..., kvm_update_va_mask=mask:MASK[,tag:TAG], or NAME=value:VALUE; may be given again',
      (text, before: readonly CallbackPatch[] | undefined) => [
        ...(before ?? []),
        readCallbackOption(text),
      ],
    )
    .option(
      '--stub <name[=what]>',
      "what stands for a symbol: NAME or NAME=stop (arriving ends the call), NAME=return (a function), NAME=data:BYTES (a variable), NAME=VALUE (a number); '*'=stop or '*'=return for all that is undefined; may be given again",
      gather,
    );
}

/** What a command line says of vectors. Nothing is looked at yet. */
export function writtenVectors(
  names: readonly string[],
  {
    vectors: files,
    alternative: alternatives,
    callback: callbacks,
    stub: stubs,
    ...options
  }: VectorOptions,
  { cwd, abiFolders, commonStandIns }: Pick<Settings, 'cwd' | 'abiFolders' | 'commonStandIns'>,
): WrittenVectors {
  const { abi, contract, table, load, symbolPrefix } = options;
  return {
    names,
    cwd,
    abiFolders,
    ...given({ files, abi, contract, table, load, symbolPrefix, alternatives, callbacks, stubs }),
    ...given({ commonStandIns }),
  };
}

/**
 * The vectors in place of those of fixtures. Throws `vectors-not-found`, and `bad-usage` for options that need --vectors.
 */
export async function readForeignVectors(
  options: VectorOptions,
  settings: Pick<Settings, 'cwd' | 'abiFolders'>,
): Promise<{ readonly vectors?: ForeignVectors }> {
  const { cwd, abiFolders } = settings;
  const own = writtenVectors([], options, { cwd, abiFolders });
  const { names: _, cwd: __, abiFolders: ___, ...written } = own;
  if (Object.keys(written).length === 0) {
    return {};
  }
  const { checkForeign } = await import('../run/written-vectors.ts');
  const { files = [] } = written;
  checkForeign({ ...written, files }, cwd);
  return { vectors: { ...written, files: files.map((file) => resolve(cwd, file)) } };
}
