import { relative } from 'node:path';
import type { Abi } from './abi.ts';
import { AbiLibrary } from './library.ts';

/**
 * An ABI as something in a folder names it: by its name where that finds it in the folders of ABIs, else by the path of its
 * folder, which has a `/`.
 */
export function abiReference(
  abi: Pick<Abi, 'name' | 'directory'>,
  folder: string,
  abiFolders: readonly string[],
): string {
  if (new AbiLibrary(abiFolders).knows(abi)) {
    return abi.name;
  }
  const path = relative(folder, abi.directory);
  if (path === '..') {
    return '../';
  }
  return path.startsWith('../') ? path : `./${path}`;
}

/** One table of vectors as a user names it: `xen/guest`, of `xen` as of `xen/guest`. */
export function tableReference(vectors: string, table: string): string {
  if (vectors.endsWith(`/${table}`)) {
    return vectors;
  }
  return vectors.endsWith('/') ? `${vectors}${table}` : `${vectors}/${table}`;
}
