import type { Abi } from '../abi/abi.ts';
import type { Patches } from '../abi/patches.ts';
import type { AssembleOptions, Assembler } from '../assembler/assemble.ts';
import type { ObjectFile } from '../assembler/object.ts';
import type { AppliedPatches } from '../image/alternatives.ts';
import { given } from '../collections/given.ts';
import { elfKind } from '../image/elf/elf-kind.ts';
import { readObjectFile } from '../image/elf/read-object.ts';
import { appliedPatches } from './capabilities.ts';
import type { ExportedRevision } from './exported-revision.ts';
import { macroPrefixMaps, movedTo, revisionOf } from './exported-revision.ts';
import { shortestPath } from './paths.ts';

/** How sources are assembled, besides what their ABI says. */
export interface SourceSetting {
  /** Folders for #include, before the ABI's. */
  readonly includes: readonly string[];
  /** NAME or NAME=VALUE. */
  readonly defines: readonly string[];
  /** Names that are no macros, whatever defines them. */
  readonly undefines?: readonly string[];
  /** Files that every source includes first. */
  readonly forcedIncludes?: readonly string[];
  /** The architecture that instructions are checked against, whatever an ABI says. */
  readonly march?: string;
  /** Do not look for headers in the system's folders. */
  readonly noStandardIncludes?: boolean;
  /** Sources that were exported from a revision include its files, not those of the work tree. */
  readonly revisions?: readonly ExportedRevision[];
}

/** Object files, each assembled or read once. */
export class Objects {
  readonly #assembler: Assembler;
  readonly #setting: SourceSetting;
  readonly #onWarning: AssembleOptions['onWarning'];
  readonly #known = new Map<string, ObjectFile>();

  constructor(
    assembler: Assembler,
    setting: SourceSetting,
    onWarning?: AssembleOptions['onWarning'],
  ) {
    this.#assembler = assembler;
    this.#setting = setting;
    this.#onWarning = onWarning;
  }

  /**
   * The object of a source or of a relocatable ELF file. A source of an ABI is assembled as that ABI says. Throws an
   * HcallError with every mistake in it.
   */
  object(file: string, abi?: Pick<Abi, 'includes' | 'defines' | 'march'>): ObjectFile {
    const {
      includes,
      defines,
      undefines = [],
      forcedIncludes = [],
      noStandardIncludes = false,
      revisions = [],
      march = abi?.march,
    } = this.#setting;
    const revision = revisionOf(file, revisions);
    const moved = (path: string): string =>
      revision === undefined ? path : movedTo(revision, path);
    // The assembler looks into the current folder last: of a revision, into that of then.
    const last = revision === undefined ? [] : [process.cwd()];
    const includePaths = [...includes, ...(abi?.includes ?? []), ...last]
      .map(moved)
      .map(shortestPath);
    // Of two definitions the last counts: the user's.
    const allDefines = [...(abi?.defines ?? []), ...defines];
    const key = JSON.stringify([file, includePaths, allDefines, march]);
    const known = this.#known.get(key);
    if (known !== undefined) {
      return known;
    }
    const path = shortestPath(file);
    const object =
      elfKind(path) === 'object'
        ? readObjectFile(path)
        : this.#assembler.assemble(
            { path },
            {
              includePaths,
              forcedIncludes: forcedIncludes.map(moved),
              noStandardIncludes,
              ...(revision === undefined ? {} : { macroPrefixMaps: macroPrefixMaps(revision) }),
              defines: allDefines,
              undefines,
              ...given({ march }),
              ...(this.#onWarning === undefined ? {} : { onWarning: this.#onWarning }),
            },
          );
    this.#known.set(key, object);
    return object;
  }

  /** How an image is patched; names of capabilities are looked up where sources look for headers. Throws `capability-unknown`. */
  patches(patches: Patches, abi: Pick<Abi, 'includes'>): AppliedPatches {
    return appliedPatches(patches, [...this.#setting.includes, ...abi.includes]);
  }

  /** The object of a text that is no file. Throws an HcallError with every mistake in it. */
  text(text: string): ObjectFile {
    return this.#assembler.assemble({ path: 'instruction', text });
  }
}
