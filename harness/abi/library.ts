import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Abi } from './abi.ts';
import { suggest } from './document/suggestion.ts';
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
    const folder = this.#folders.find((folder) => this.#holds(folder, name));
    return folder === undefined ? undefined : this.load(join(folder, name));
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

  /** Every name that `find` knows. */
  names(): string[] {
    return this.#folders.flatMap((folder) =>
      existsSync(folder) ? readdirSync(folder).filter((name) => this.#holds(folder, name)) : [],
    );
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
      note: suggest(name, library.names()) ?? `looked into: ${folders.join(', ')}`,
    });
  }
  return abi;
}
