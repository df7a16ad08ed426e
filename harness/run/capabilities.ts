import { join } from 'node:path';
import type { Patches } from '../abi/patches.ts';
import type { AppliedPatches } from '../image/alternatives.ts';
import { suggest } from '../abi/document/suggestion.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { fileLimits, readRegularText } from '../files/regular-file.ts';
import { shortestPath } from './paths.ts';

/**
 * Where a kernel says the numbers of its capabilities, from a folder of headers on: made by the build since 5.13 (arch/arm64/tools/
 * gen-cpucaps.awk), as cpucap-defs.h since 6.7, written by hand before.
 */
const headers = [
  'asm/cpucap-defs.h',
  'asm/cpucaps.h',
  'generated/asm/cpucap-defs.h',
  'generated/asm/cpucaps.h',
];

/** How code is patched; a name of a capability is looked up in these folders of headers. Throws `capability-unknown`. */
export function appliedPatches(
  { alternatives = [], callbacks = [] }: Patches,
  folders: readonly string[],
): AppliedPatches {
  return { numbers: capabilityNumbers(alternatives, folders), callbacks };
}

/** Numbers of capabilities; a name has that of the first of these folders that says it. Throws `capability-unknown`. */
function capabilityNumbers(
  capabilities: readonly (number | string)[],
  folders: readonly string[],
): ReadonlySet<number> {
  const names = capabilities.filter((one) => typeof one === 'string');
  const found = names.length === 0 ? { numbers: new Map(), files: [] } : readHeaders(folders);
  return new Set(
    capabilities.map((one) => {
      const number = typeof one === 'number' ? one : found.numbers.get(one);
      if (number === undefined) {
        throw problem('capability-unknown', `nothing says the number of '${one}'`, {
          note: noteOf(`${one}`, found),
        });
      }
      return number;
    }),
  );
}

interface Headers {
  readonly numbers: ReadonlyMap<string, number>;
  readonly files: readonly string[];
}

function noteOf(name: string, { numbers, files }: Headers): string {
  return files.length === 0
    ? "no folder of headers has an asm/cpucaps.h: give the kernel's with -I, or the number"
    : (suggest(name, numbers.keys()) ?? `looked into ${files.map(shortestPath).join(', ')}`);
}

function readHeaders(folders: readonly string[]): Headers {
  const numbers = new Map<string, number>();
  const files: string[] = [];
  for (const folder of folders) {
    for (const header of headers) {
      const file = join(folder, header);
      const text = textOf(file);
      if (text !== undefined) {
        files.push(file);
        for (const [, name = '', number = ''] of text.matchAll(definition)) {
          if (!numbers.has(name)) {
            numbers.set(name, Number(number));
          }
        }
      }
    }
  }
  return { numbers, files };
}

const definition = /^[ \t]*#[ \t]*define[ \t]+(ARM64_[A-Z0-9_]+)[ \t]+(\d+)\b/gm;

function textOf(file: string): string | undefined {
  try {
    return readRegularText(file, fileLimits.source);
  } catch {
    return undefined;
  }
}
