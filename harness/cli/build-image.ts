import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ObjectFile } from '../assembler/object.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { renderDiagnostic } from '../diagnostics/render.ts';
import type { Image } from '../image/image.ts';
import type { Context } from './context.ts';
import type { Settings, SourceOptions } from './settings.ts';
import { readSettings } from './settings.ts';

/** How a file becomes an image, on the command line. */
export interface ImageOptions extends SourceOptions {
  /** The address of the first section; 0 if left out. */
  readonly base?: bigint;
}

export interface BuiltImage {
  readonly image: Image;
  /** Symbols that the file leaves to others, and the addresses that stand in for theirs. */
  readonly undefinedSymbols: ReadonlyMap<string, bigint>;
}

/** Bytes between the addresses that undefined symbols get. */
const externalSize = 16n;

/**
 * The image of one file: a source is assembled and linked, a relocatable ELF file linked, a linked one taken as it is.
 * Warnings go to stderr. Throws an HcallError with every mistake in the file.
 */
export async function buildImage(
  file: string,
  options: ImageOptions,
  context: Context,
): Promise<BuiltImage> {
  const path = shownPath(file, context.cwd);
  const settings = await readSettings([file], options, context);
  const { elfKind } = await import('../image/elf/elf-kind.ts');
  switch (elfKind(path)) {
    case 'image':
      return { image: await readLinkedImage(path, options), undefinedSymbols: new Map() };
    case 'object': {
      const { readObjectFile } = await import('../image/elf/read-object.ts');
      return linkAlone(readObjectFile(path), options);
    }
    case undefined:
      return linkAlone(await assembleSource(path, settings, context), options);
  }
}

async function readLinkedImage(path: string, { base }: ImageOptions): Promise<Image> {
  if (base !== undefined) {
    throw problem('bad-usage', `'${path}' is linked: --base cannot move it`);
  }
  const { readImageFile } = await import('../image/elf/read-image.ts');
  return readImageFile(path);
}

async function linkAlone(object: ObjectFile, { base = 0n }: ImageOptions): Promise<BuiltImage> {
  const { link } = await import('../image/link.ts');
  const undefinedSymbols = placeUndefined(object, base);
  return { image: link([object], { base, externals: undefinedSymbols }), undefinedSymbols };
}

async function assembleSource(
  path: string,
  { includes, defines, forcedIncludes, noStandardIncludes, cacheFolder }: Settings,
  { stderr }: Context,
): Promise<ObjectFile> {
  const own = await abiSettings(dirname(resolve(path)));
  const { createAssembler } = await import('../assembler/assemble.ts');
  const assembler = await createAssembler(cacheFolder === undefined ? {} : { cacheFolder });
  return assembler.assemble(
    { path },
    {
      includePaths: [...includes, ...own.includes],
      defines: [...own.defines, ...defines],
      forcedIncludes,
      noStandardIncludes,
      onWarning: (warning) => {
        const { colour } = stderr;
        stderr.write(`${renderDiagnostic(warning, { colour })}\n`);
      },
    },
  );
}

/** A source in the folder of an ABI is assembled as that ABI assembles it. */
async function abiSettings(
  folder: string,
): Promise<{ readonly includes: readonly string[]; readonly defines: readonly string[] }> {
  if (!existsSync(join(folder, 'abi.yaml'))) {
    return { includes: [], defines: [] };
  }
  const { loadAbi } = await import('../abi/load.ts');
  return loadAbi(folder);
}

/** Addresses behind all sections, near enough for a branch, for symbols that the file leaves to others. */
function placeUndefined({ sections, symbols }: ObjectFile, base: bigint): Map<string, bigint> {
  const size = sections.reduce(
    (sum, { size, alignment }) => sum + BigInt(size) + BigInt(alignment),
    0n,
  );
  const start = ((base + size) | 0xfffn) + 1n;
  return new Map(
    symbols
      .filter(({ name, section }) => section === 'undefined' && name !== '')
      .map(({ name }, index) => [name, start + externalSize * BigInt(index)]),
  );
}

/** As the user wrote it, when the assembler would find the same file by it. */
function shownPath(file: string, cwd: string): string {
  const absolute = resolve(cwd, file);
  return resolve(file) === absolute ? file : absolute;
}
