import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { problem } from '../diagnostics/diagnostic.ts';
import type { ForeignVectors } from '../run/build.ts';
import { gather, readNumber, readWord } from './option-values.ts';

/** Vectors in place of those of the fixtures, on the command line. */
export interface VectorOptions {
  readonly vectors?: readonly string[];
  readonly load?: bigint;
  readonly alternative?: readonly number[];
  readonly stub?: readonly string[];
}

/** The highest number of a capability in the kernel's struct alt_instr: 15 bits. */
const largestCapability = 0x7fff;

export function addVectorOptions(command: Command): Command {
  return command
    .option(
      '--vectors <file>',
      "a source, object or linked image to test in place of the fixtures' vectors; may be given again",
      gather,
    )
    .option('--load <address>', 'where to load a linked image, physically', (text) =>
      readWord('--load', text),
    )
    .option(
      '--alternative <number>',
      'apply the alternatives of this capability to --vectors, as the kernel does at boot; may be given again',
      (text, before: readonly number[] | undefined) => [
        ...(before ?? []),
        readNumber('--alternative', text, 0, largestCapability),
      ],
    )
    .option(
      '--stub <symbol>',
      'a symbol that --vectors refer to and nobody defines; may be given again',
      gather,
    );
}

/** Throws `path-not-found`, and `bad-usage` for options that need --vectors. */
export function readVectorOptions(
  { vectors, load, alternative, stub }: VectorOptions,
  cwd: string,
): { readonly vectors?: ForeignVectors } {
  if (vectors === undefined) {
    const options = Object.entries({ load, alternative, stub });
    const idle = options.find(([, value]) => value !== undefined)?.[0];
    if (idle !== undefined) {
      throw problem('bad-usage', `--${idle} says something about --vectors, which is not given`);
    }
    return {};
  }
  const missing = vectors.find((file) => !existsSync(resolve(cwd, file)));
  if (missing !== undefined) {
    throw problem('path-not-found', `no such file or folder: '${missing}'`);
  }
  return {
    vectors: {
      files: vectors.map((file) => resolve(cwd, file)),
      alternatives: alternative ?? [],
      stubs: stub ?? [],
      ...(load === undefined ? {} : { load }),
    },
  };
}
