import { AbiLibrary } from '../abi/library.ts';
import type { Selected, Selection } from './select.ts';
import { select } from './select.ts';

export interface ListOptions extends Selection {
  readonly abiFolders: readonly string[];
}

/** The tests that a run with the same selection would run. Throws 'fixture-not-found' for a path that does not exist. */
export function list({
  abiFolders,
  ...selection
}: ListOptions): Pick<Selected, 'tests' | 'errors'> {
  return select(selection, new AbiLibrary(abiFolders));
}
