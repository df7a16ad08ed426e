import type { Abi, Vectors } from '../abi/abi.ts';
import { problemAt } from '../abi/document/problem-at.ts';
import type { HcallError } from '../diagnostics/diagnostic.ts';

/** What is said of a table whose ABI leaves its code to others, where nobody gives it. */
export function vectorsMissing({ name: abi }: Abi, { name, tablePlace }: Vectors): HcallError {
  return problemAt(
    'vectors-missing',
    missingText(abi, name),
    tablePlace,
    `give them: --vectors FILE --abi ${abi} --contract ${name}`,
  );
}

export function missingText(abi: string, vectors: string): string {
  return `the ABI '${abi}' names no files for its vectors '${vectors}'`;
}
