import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Abi } from './abi.ts';
import { suggest, suggestNear } from './document/suggestion.ts';
import { abiFileName, loadAbi } from './load.ts';

/** The ABIs in some folders, each loaded once: the folder `asm` holds the ABI `immediate` in `asm/immediate`. */
export class AbiLibrary {
  readonly #folders: readonly string[];
  readonly #loaded = new Map<string, Abi>();

  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /** The ABI of that name; undefined if no folder has it. Throws an HcallError when its abi.yaml has mistakes. */
  find(name: string): Abi | undefined {
    const directory = this.#directoryOf(name);
    return directory === undefined ? undefined : this.load(directory);
  }

  /** Whether `find` finds just this one by its name. */
  knows({ name, directory }: Pick<Abi, 'name' | 'directory'>): boolean {
    const found = this.#directoryOf(name);
    return found !== undefined && resolve(found) === resolve(directory);
  }

  /** The ABI in a folder; undefined if it has no abi.yaml. Throws an HcallError when that has mistakes. */
  load(directory: string): Abi | undefined {
    if (!existsSync(join(directory, abiFileName))) {
      return undefined;
    }
    const absolute = resolve(directory);
    const abi = this.#loaded.get(absolute) ?? loadAbi(directory);
    this.#loaded.set(absolute, abi);
    return abi;
  }

  /** What may be meant by a name that none of the folders has, and how an ABI of one's own is found. */
  note(name: string): string {
    const names = this.names();
    const own =
      "a folder with an abi.yaml is found by its path, such as './mine', or below --abi-folder or `abis:` of hcall.yaml";
    return suggestNear(name, names) ?? [suggest(name, names) ?? [], own].flat().join('; ');
  }

  /** Every name that `find` knows. */
  names(): string[] {
    return this.#folders.flatMap((folder) =>
      existsSync(folder) ? readdirSync(folder).filter((name) => this.#holds(folder, name)) : [],
    );
  }

  #directoryOf(name: string): string | undefined {
    const folder = this.#folders.find((folder) => this.#holds(folder, name));
    return folder === undefined ? undefined : join(folder, name);
  }

  #holds(folder: string, name: string): boolean {
    return /^[^/\\]+$/.test(name) && existsSync(join(folder, name, abiFileName));
  }
}

/** The ABI of that name in the first of the folders that has it. Throws `unknown-abi`, or its mistakes. */
export function findAbi(name: string, folders: readonly string[]): Abi {
  const library = new AbiLibrary(folders);
  const abi = library.find(name);
  if (abi === undefined) {
    throw problem('unknown-abi', `unknown ABI '${name}'`, {
      note: name.includes('/')
        ? `a name has no '/': write --abi-folder ${dirname(name)} --abi ${basename(name)}`
        : library.note(name),
    });
  }
  return abi;
}
