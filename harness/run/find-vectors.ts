import { suggest } from '../abi/document/suggestion.ts';
import { HcallError, problem } from '../diagnostics/diagnostic.ts';
import { readImageFile } from '../image/elf/read-image.ts';
import type { CodeSymbols, SessionBuilder } from './build.ts';
import { linkedFile } from './linked-image.ts';
import type { ToolSetting } from './tools.ts';
import { openTools } from './tools.ts';
import type { VectorSet, VectorTable } from './vectors.ts';
import { resolveVectors } from './vectors.ts';
import type { WrittenVectors } from './written-vectors.ts';

/**
 * The tables that a user means, of files those that they have. Throws what `resolveVectors` throws, `unused-stub` for a stub that
 * none of them has a use for, and what is wrong with sources that must be looked into.
 */
export async function findVectors(
  written: WrittenVectors,
  setting: ToolSetting,
): Promise<VectorSet> {
  const set = resolveVectors(written);
  const { stubs = [] } = written;
  if (!set.isGuess && stubs.length === 0) {
    return set;
  }
  const { builder } = await openTools(setting);
  try {
    const found = new Map(set.tables.map((table) => [table, symbolsOf(table, builder)]));
    const present = set.tables.filter((table) => found.get(table) !== 'no table');
    if (present.length === 0) {
      // The error of the first one says which symbols there are.
      return { ...set, tables: set.tables.slice(0, 1) };
    }
    requireStubs(stubs, [...found.values()]);
    return { ...set, tables: present };
  } finally {
    builder.close();
  }
}

/** Undefined for a linked image, which need not have kept what it refers to. */
function symbolsOf(
  { abi, vectors }: VectorTable,
  builder: Pick<SessionBuilder, 'symbolsOf'>,
): CodeSymbols | 'no table' | undefined {
  const image = linkedFile(vectors.files);
  if (image !== undefined) {
    const { symbols } = readImageFile(image, { wantsLine: () => false });
    return symbols.some(({ name }) => name === vectors.table) ? undefined : 'no table';
  }
  try {
    return builder.symbolsOf({ abi, vectors, code: [] });
  } catch (error) {
    if (error instanceof HcallError && error.diagnostics[0]?.code === 'table-not-in-vectors') {
      return 'no table';
    }
    throw error;
  }
}

function requireStubs(
  stubs: readonly string[],
  found: readonly (CodeSymbols | 'no table' | undefined)[],
): void {
  const symbols = found.filter((one) => one !== 'no table');
  const unused = stubs.find((name) =>
    symbols.every((own) => own !== undefined && !own.referred.has(name) && !own.defined.has(name)),
  );
  if (unused !== undefined) {
    const known = symbols.flatMap((own) => [...(own?.referred ?? [])]);
    throw problem('unused-stub', `nothing needs the stub '${unused}'`, {
      note: suggest(unused, known) ?? 'the vector code neither refers to it nor defines it',
    });
  }
}
