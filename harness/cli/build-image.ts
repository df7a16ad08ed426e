import { given } from '../collections/given.ts';
import { resolve } from 'node:path';
import type { Abi } from '../abi/abi.ts';
import type { Patches } from '../abi/patches.ts';
import type { ObjectFile } from '../assembler/object.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { renderDiagnostic } from '../diagnostics/render.ts';
import type { Image } from '../image/image.ts';
import type { WrittenVectors } from '../run/written-vectors.ts';
import type { Context } from './context.ts';
import type { Settings } from './settings.ts';

/** What an image is made of. */
export interface ImageParts {
  /** Sources, relocatable ELF files, or one linked image. */
  readonly files: readonly string[];
  /** How it assembles its sources. */
  readonly abi: Abi | undefined;
  /** Where sources and objects begin; 0 if left out. A linked image cannot be moved by it. */
  readonly base?: bigint;
  /** Where the lowest byte is loaded, whatever the files are; 0, or where an image is linked, if left out. */
  readonly load?: bigint;
  readonly patches?: Patches;
  /** What may stand before each symbol. */
  readonly symbolPrefix?: string;
}

export interface BuiltImage {
  readonly image: Image;
  /** Symbols that the files leave to others, and the addresses that stand in for theirs. */
  readonly undefinedSymbols: ReadonlyMap<string, bigint>;
}

/** Code that is looked at and not run. */
export interface BuiltCode extends BuiltImage {
  readonly name: string;
  /** The symbols of the vector tables in it; empty for files that follow no ABI. */
  readonly tables: readonly string[];
}

/** Bytes between the addresses that undefined symbols get. */
const externalSize = 16n;

/**
 * The code that a user names: files as one image, of an ABI one for each of its tables. Throws what `findVectors` throws, and an
 * HcallError with every mistake in the files.
 */
export async function buildCode(
  written: WrittenVectors,
  settings: Settings,
  context: Context,
): Promise<BuiltCode[]> {
  const { findCode } = await import('../run/written-vectors.ts');
  const { name, abi, files } = findCode(written);
  const { load, symbolPrefix } = written;
  const options = given({ load, symbolPrefix, patches: written });
  if (abi === undefined) {
    const image = await buildImage({ files, abi, ...options }, settings, context);
    return [{ name, tables: [], ...image }];
  }
  const { findVectors } = await import('../run/find-vectors.ts');
  const { tables } = await findVectors(written, { ...settings, seed: 0 });
  const [first] = tables;
  const parts =
    files.length > 0 && first !== undefined
      ? [{ name, vectors: first.vectors, tables: tables.map(({ vectors }) => vectors.table) }]
      : tables.map(({ vectors, name: own }) => ({
          name: `${abi.name}/${own}`,
          vectors,
          tables: [vectors.table],
        }));
  const built: BuiltCode[] = [];
  for (const { name: own, vectors, tables: ownTables } of parts) {
    const { files: ownFiles, symbolPrefix: prefix } = vectors;
    const parts: ImageParts = {
      files: ownFiles,
      abi,
      ...options,
      patches: vectors,
      ...given({ symbolPrefix: prefix }),
    };
    built.push({ name: own, tables: ownTables, ...(await buildImage(parts, settings, context)) });
  }
  return built;
}

/**
 * The image of some files: sources are assembled, and linked with relocatable ELF files; a linked one is taken as it is. Warnings go
 * to stderr. Throws an HcallError with every mistake in the files.
 */
export async function buildImage(
  { files, abi, base, load, patches = {}, symbolPrefix }: ImageParts,
  settings: Settings,
  context: Context,
): Promise<BuiltImage> {
  const { shortestPath } = await import('../run/paths.ts');
  const { linkedFile } = await import('../run/linked-image.ts');
  const paths = files.map((file) => shortestPath(resolve(context.cwd, file)));
  const linked = linkedFile(paths);
  if (linked !== undefined && base !== undefined) {
    throw problem('bad-usage', `'${linked}' is linked: --base cannot move it`);
  }
  const built =
    linked === undefined
      ? await linkAlone(await readObjects(paths, abi, settings, context), base ?? load)
      : { image: await readLinked(linked, load), undefinedSymbols: new Map<string, bigint>() };
  const { withoutPrefix } = await import('../image/prefix.ts');
  const image = withoutPrefix(built.image, symbolPrefix);
  if (patches.alternatives === undefined && patches.callbacks === undefined) {
    return { ...built, image };
  }
  const { applyAlternatives } = await import('../image/alternatives.ts');
  const { appliedPatches } = await import('../run/capabilities.ts');
  const applied = appliedPatches(patches, [...settings.includes, ...(abi?.includes ?? [])]);
  return { ...built, image: applyAlternatives(image, applied) };
}

async function readLinked(path: string, load: bigint | undefined): Promise<Image> {
  const { readImageFile } = await import('../image/elf/read-image.ts');
  return readImageFile(path, load === undefined ? {} : { load });
}

async function readObjects(
  paths: readonly string[],
  abi: Abi | undefined,
  { cacheFolder, ...settings }: Settings,
  { stderr }: Context,
): Promise<ObjectFile[]> {
  const { createAssembler } = await import('../assembler/assemble.ts');
  const { Objects } = await import('../run/objects.ts');
  const assembler = await createAssembler(cacheFolder === undefined ? {} : { cacheFolder });
  const objects = new Objects(assembler, settings, (warning) => {
    const { colour } = stderr;
    stderr.write(`${renderDiagnostic(warning, { colour })}\n`);
  });
  return paths.map((path) => objects.object(path, abi));
}

async function linkAlone(objects: readonly ObjectFile[], base = 0n): Promise<BuiltImage> {
  const { link } = await import('../image/link.ts');
  const { largestSize } = await import('../image/layout.ts');
  const undefinedSymbols = placeUndefined(objects, base, largestSize(objects));
  return { image: link(objects, { base, externals: undefinedSymbols }), undefinedSymbols };
}

/** Addresses behind all sections, near enough for a branch, for symbols that the files leave to others. */
function placeUndefined(
  objects: readonly ObjectFile[],
  base: bigint,
  size: bigint,
): Map<string, bigint> {
  const start = ((base + size) | 0xfffn) + 1n;
  const symbols = objects.flatMap((object) => object.symbols);
  const defined = new Set(
    symbols
      .filter(({ binding, section }) => binding !== 'local' && section !== 'undefined')
      .map(({ name }) => name),
  );
  const names = new Set(
    symbols
      .filter(({ name, section }) => section === 'undefined' && name !== '' && !defined.has(name))
      .map(({ name }) => name),
  );
  return new Map([...names].map((name, index) => [name, start + externalSize * BigInt(index)]));
}
