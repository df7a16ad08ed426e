import { join, resolve } from 'node:path';
import type { ProofResult, Statement } from '../proof/result.ts';
import { readSourceIfThere } from '../files/regular-file.ts';
import type { Context } from './context.ts';
import { makeFolder } from './make-folder.ts';

/**
 * Writes a fixture of each counterexample into a folder, and says so. A file that holds the same already stays; one that
 * holds something else is no place for it. Throws `output-not-writable`.
 */
export async function saveCounterexamples(
  { statements }: ProofResult,
  folder: string,
  { cwd, outputs, stderr }: Pick<Context, 'cwd' | 'outputs' | 'stderr'>,
): Promise<void> {
  const used = new Set<string>();
  for (const statement of statements) {
    const fixture = statement.counterexample?.fixture;
    if (fixture === undefined) {
      continue;
    }
    makeFolder(resolve(cwd, folder), folder);
    const file = join(folder, `${freeName(fileName(statement), used)}.yaml`);
    if (readSourceIfThere(resolve(cwd, file)) === fixture) {
      stderr.write(`note: ${file} is as it was\n`);
    } else {
      await outputs.write(fixture, file, true);
      stderr.write(`note: wrote ${file}\n`);
    }
  }
}

/** Only what every file system and shell takes as it is: `immediate-kvm-HVC_SET_VECTORS-guest-results`. */
function fileName({ abi, table, way, caller, clause }: Statement): string {
  return [abi, table, way, caller, clause]
    .map((part) => part.replaceAll(/[^\w]+/g, '_').slice(0, 60))
    .join('-');
}

/** The name, with a number where another statement has it, in any case of letters. */
function freeName(name: string, used: Set<string>): string {
  let free = name;
  for (let number = 2; used.has(free.toLowerCase()); number += 1) {
    free = `${name}-${number}`;
  }
  used.add(free.toLowerCase());
  return free;
}
