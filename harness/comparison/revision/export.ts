import * as fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Abi } from '../../abi/abi.ts';
import { SourceText } from '../../abi/document/source.ts';
import { findAbi } from '../../abi/library.ts';
import { abiFileName, readAbi } from '../../abi/load.ts';
import { scanIncludes } from '../../assembler/includes.ts';
import { makeFolders } from '../../files/make-folders.ts';
import { pathBelow } from '../../files/path-below.ts';
import { readSourceText, statOf } from '../../files/regular-file.ts';
import { elfKind } from '../../image/elf/elf-kind.ts';
import type { ExportedRevision } from '../../run/exported-revision.ts';
import { movedTo } from '../../run/exported-revision.ts';
import type { SourceSetting } from '../../run/objects.ts';
import type { WrittenVectors } from '../../run/written-vectors.ts';
import type { Git } from './git.ts';
import type { RevisionTree } from './tree.ts';

/** What is exported, and what else the sources that are compared may include. */
export interface ExportOptions {
  /** From the work tree's highest folder on. */
  readonly path: string;
  readonly written: Pick<WrittenVectors, 'abi' | 'abiFolders'>;
  readonly sources: SourceSetting;
}

/**
 * Writes a file or an ABI of a revision to a folder, with all that its sources may include. What git does not track, as generated
 * headers, is in no revision: it is taken as it is today.
 */
export class Export {
  readonly #git: Git;
  readonly #tree: RevisionTree;
  readonly #exported: ExportedRevision;
  readonly #options: ExportOptions;
  readonly #done = new Set<string>();

  constructor(git: Git, tree: RevisionTree, folder: string, options: ExportOptions) {
    this.#git = git;
    this.#tree = tree;
    this.#exported = { top: git.top, folder };
    this.#options = options;
  }

  /** Throws `unreadable-revision`, `unknown-abi`, and what is wrong with an abi.yaml. */
  async run(): Promise<void> {
    const { path, written } = this.#options;
    const folders = this.#abiFolders();
    await this.#write([
      ...(this.#tree.hasFile(path) ? [path] : []),
      ...folders.flatMap((folder) => this.#tree.filesBelow(folder)),
    ]);
    const [folder] = folders;
    const abi =
      folder === undefined
        ? written.abi === undefined
          ? undefined
          : findAbi(written.abi, written.abiFolders)
        : await this.#ownAbi(folder);
    const own = folder === undefined ? [] : this.#filesOf(abi);
    await this.#follow(
      [...new Set([path, ...own])].filter((file) => this.#done.has(file)),
      abi,
    );
  }

  /** The folder of the ABI that is compared, where the revision has it. */
  #abiFolders(): string[] {
    const { path, written } = this.#options;
    const own = this.#tree.hasFolder(path) ? path : dirname(path).replace(/^\.$/, '');
    const { abi: name } = written;
    const folders =
      name === undefined
        ? [own]
        : written.abiFolders.flatMap((folder) => {
            const below = pathBelow(this.#git.top, join(folder, name));
            return below === undefined ? [] : [below];
          });
    return folders.filter((folder) => this.#tree.hasFile(join(folder, abiFileName))).slice(0, 1);
  }

  /** An ABI of the revision, for which all is written that it names. */
  async #ownAbi(folder: string): Promise<Abi> {
    const directory = join(this.#exported.folder, folder);
    const abi = readAbi(SourceText.read(join(directory, abiFileName)), directory, (path) => {
      const below = this.#pathOf(path);
      return below === undefined
        ? fs.existsSync(path)
        : this.#tree.hasFile(below) || this.#tree.hasFolder(below);
    });
    for (const include of abi.includes) {
      makeFolders(include);
    }
    await this.#write(this.#filesOf(abi));
    return abi;
  }

  /** Writes what sources include, and what that includes. */
  async #follow(sources: readonly string[], abi: Abi | undefined): Promise<void> {
    for (let more = sources; more.length > 0;) {
      const missing = new Set(sources.flatMap((source) => this.#missingFrom(source, abi)));
      more = [...missing].filter((path) => !this.#done.has(path));
      const inRevision = more.filter((path) => this.#tree.hasFile(path));
      await this.#write(inRevision);
      const untracked = await this.#untracked(more.filter((path) => !inRevision.includes(path)));
      this.#copy(untracked);
      more = [...inRevision, ...untracked];
    }
  }

  /** Where files are looked for that are not written yet. */
  #missingFrom(source: string, abi: Abi | undefined): string[] {
    const path = join(this.#exported.folder, source);
    if (elfKind(path) !== undefined) {
      return [];
    }
    const { includes, forcedIncludes = [], defines } = this.#options.sources;
    const moved = (place: string): string => movedTo(this.#exported, place);
    const forced = forcedIncludes.map(moved);
    const { absent } = scanIncludes(
      { path, text: readSourceText(path) },
      {
        includePaths: [...includes, ...(abi?.includes ?? []), process.cwd()].map(moved),
        forcedIncludes: forced.filter((file) => fs.existsSync(file)),
        defines: [...(abi?.defines ?? []), ...defines],
      },
    );
    return [...absent, ...forced].flatMap((place) => this.#pathOf(resolve(place)) ?? []);
  }

  /** Of these, what is in the work tree and git does not track. */
  async #untracked(paths: readonly string[]): Promise<string[]> {
    const there = paths.filter((path) => statOf(join(this.#git.top, path))?.isFile() === true);
    if (there.length === 0) {
      return [];
    }
    const listing = await this.#git.read(['ls-files', '-z', '--', ...there]);
    const tracked = new Set(listing.toString().split('\0'));
    return there.filter((path) => !tracked.has(path));
  }

  #copy(paths: readonly string[]): void {
    for (const path of paths) {
      const target = this.#place(path);
      fs.copyFileSync(join(this.#git.top, path), target);
      this.#done.add(path);
    }
  }

  async #write(paths: readonly string[]): Promise<void> {
    const fresh = [...new Set(paths)].filter((path) => !this.#done.has(path));
    const contents = await this.#tree.contents(fresh);
    for (const [index, path] of fresh.entries()) {
      fs.writeFileSync(this.#place(path), contents[index] ?? '', { flag: 'wx' });
      this.#done.add(path);
    }
  }

  /** Where a file is written; its folder is there. */
  #place(path: string): string {
    const target = join(this.#exported.folder, path);
    makeFolders(dirname(target));
    return target;
  }

  /** The sources of an ABI that are in the revision: its vectors and what comes with them. */
  #filesOf(abi: Abi | undefined): string[] {
    return [...(abi?.vectors.values() ?? []), ...(abi?.routines.values() ?? [])]
      .flatMap(({ files }) => files)
      .flatMap((file) => this.#pathOf(file) ?? []);
  }

  #pathOf(place: string): string | undefined {
    return pathBelow(this.#exported.folder, place);
  }
}
