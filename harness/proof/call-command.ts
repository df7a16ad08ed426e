import { abiReference, tableReference } from '../abi/reference.ts';
import { hasFiles } from '../run/written-vectors.ts';
import type { WrittenVectors } from '../run/written-vectors.ts';
import { shellLine } from '../run/shell.ts';
import type { VectorTable } from '../run/vectors.ts';

/**
 * A command that makes a call on one table, to paste into a shell where the proof was started. `call`: the options that say
 * which call. `repeat`: those that change what code runs, and how.
 */
export function callCommand(
  { name, abi }: VectorTable,
  written: WrittenVectors,
  call: readonly string[],
  repeat: readonly string[],
): string {
  const { names, cwd, abiFolders, contract } = written;
  const isNamed = names.length > 0 && !hasFiles({ ...written, files: [] });
  const vectors = isNamed
    ? [tableReference(abiReference(abi, cwd, abiFolders), name)]
    : [...names, ...(contract === undefined ? ['--contract', name] : [])];
  return shellLine(['hcall', 'call', ...vectors, ...call, ...repeat]);
}
