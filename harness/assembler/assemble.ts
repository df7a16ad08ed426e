import type { InstructionWord } from '../architecture/a64/word.ts';
import { dirname, isAbsolute, join } from 'node:path';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { reasonOf } from '../diagnostics/reason.ts';
import { readRegularFile, readSourceText, UnfitFileError } from '../files/regular-file.ts';
import type { Surroundings } from './assembly.ts';
import { assembleText } from './assemble-text.ts';
import { checkIncludes, isFileLike } from './includes.ts';
import { createEncoder } from './encoder/create-encoder.ts';
import type { Encoder } from './encoder/encoder.ts';
import { Repertoire } from './encoder/repertoire.ts';
import { defaultLevel, readLevel } from './level/level.ts';
import { Locator } from './locator.ts';
import type { ObjectFile } from './object.ts';
import { ObjectCache } from './object-cache.ts';
import { preprocess, preprocessorIdentity } from './preprocess.ts';
import type { PreprocessOptions } from './preprocess.ts';
import { Problems } from './problems.ts';
import { SourceText } from './source.ts';

/** A source file, or a text that stands for one. */
export interface Source {
  /** Names it in messages; a name that ends in `.S` is preprocessed, unless `preprocessed` says that it was. */
  readonly path: string;
  /** Instead of the file's content. */
  readonly text?: string;
  readonly preprocessed?: boolean;
}

export interface AssembleOptions extends PreprocessOptions {
  /** Hears of warnings (.warning, truncated data); they do not stop the assembling. */
  readonly onWarning?: (warning: Diagnostic) => void;
  /** The architecture that instructions are checked against, as `.arch` has it: `armv8.2-a+crc`. Absent: any. */
  readonly march?: string;
}

export interface Assembler {
  /**
   * Source text -> object file: the bytes, symbols and relocations that GNU as 2.40 makes of it. Mapping symbols ($x, $d) are
   * left out; the line table says what is data.
   *
   * @throws HcallError with every error of the source, in its order
   */
  assemble(source: Source, options?: AssembleOptions): ObjectFile;
}

export interface AssemblerOptions {
  /** Keeps objects in this folder, so that an unchanged source costs no preprocessing and no encoding. Absent: nothing is kept. */
  readonly cacheFolder?: string;
}

/** Starts the encoder once; the assembler may then serve any number of sources. */
export async function createAssembler(options: AssemblerOptions = {}): Promise<Assembler> {
  const cache =
    options.cacheFolder === undefined ? undefined : new ObjectCache(options.cacheFolder);
  return new GnuAssembler(createEncoder(), cache);
}

class GnuAssembler implements Assembler {
  readonly #encoder: Encoder;
  readonly #cache: ObjectCache | undefined;
  readonly #repertoire = new Repertoire();
  readonly #placeholders = new Map<string, InstructionWord>();

  constructor(encoder: Encoder, cache: ObjectCache | undefined) {
    this.#encoder = encoder;
    this.#cache = cache;
  }

  assemble(source: Source, options: AssembleOptions = {}): ObjectFile {
    const { onWarning = () => {}, ...setting } = options;
    const text = source.text ?? readSource(source.path);
    const isRaw = source.path.endsWith('.S') && source.preprocessed !== true;
    const includePaths = options.includePaths ?? [];
    const request = {
      path: source.path,
      text,
      includePaths,
      setting: { ...setting, isRaw, tool: isRaw ? preprocessorIdentity() : '' },
    };
    const cached = this.#cache?.find(request);
    if (cached !== undefined) {
      for (const warning of cached.warnings) {
        onWarning(warning);
      }
      return cached.object;
    }
    if (isRaw) {
      checkIncludes({ path: source.path, text }, options);
    }
    const input = new SourceText(
      source.path,
      isRaw ? preprocess(source.path, text, options) : text,
    );
    const locator = new Locator((path) => (path === source.path ? text : tryRead(path)));
    const warnings: Diagnostic[] = [];
    const problems = new Problems(locator, (warning) => {
      warnings.push(warning);
      onWarning(warning);
    });
    const files = new Set(isRaw ? input.files() : []);
    const surroundings: Surroundings = {
      encoder: this.#encoder,
      repertoire: this.#repertoire,
      placeholders: this.#placeholders,
      open: (name, limit) => {
        const file = openFile(name, limit, source.path, includePaths);
        if (file !== undefined) {
          files.add(file.path);
        }
        return file;
      },
    };
    const given = isRaw ? new SourceText(source.path, text) : input;
    const level = options.march === undefined ? defaultLevel : readLevel(options.march);
    const assembled = assembleText(input, { surroundings, problems, locator, level });
    if (assembled.sections.every(({ size }) => size === 0)) {
      problems.warnOfSource(
        'empty-source',
        'the source gives no byte',
        source.path,
        isRaw
          ? 'does a condition around its code not hold? -D NAME=VALUE and -U NAME change macros'
          : 'does a condition around its code not hold?',
      );
    }
    const object: ObjectFile = given.isAttributed ? { ...assembled, attributed: true } : assembled;
    this.#cache?.store(request, files, { object, warnings });
    return object;
  }
}

function readSource(path: string): string {
  try {
    return readSourceText(path);
  } catch (error) {
    const code = error instanceof UnfitFileError ? 'unreadable-source' : 'source-not-found';
    throw problem(code, `source '${path}' cannot be read: ${reasonOf(error)}`);
  }
}

/** The text of a file, for excerpts. */
function tryRead(path: string): string | undefined {
  try {
    return readSourceText(path);
  } catch {
    return undefined;
  }
}

/**
 * What .include and .incbin name: beside the source, then along the include paths, then as it stands. Throws UnfitFileError
 * where that is no file, or a larger one.
 */
function openFile(
  name: string,
  limit: number,
  source: string,
  includePaths: readonly string[],
): { readonly path: string; readonly bytes: Uint8Array } | undefined {
  const candidates = isAbsolute(name)
    ? [name]
    : [dirname(source), ...includePaths, '.'].map((path) => join(path, name));
  for (const path of candidates) {
    if (isFileLike(path)) {
      return { path, bytes: readRegularFile(path, limit) };
    }
  }
  return undefined;
}
