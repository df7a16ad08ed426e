import { HcallError } from '../diagnostics/diagnostic.ts';
import { namesWith } from '../image/prefix.ts';
import { readImageFile } from '../image/elf/read-image.ts';
import type { CodeSymbols, SessionBuilder } from './build.ts';
import { linkedFile } from './linked-image.ts';
import type { VectorTable } from './vectors.ts';

/** What is found out of a table in its files; undefined where its symbols need not all have been kept. Plain data. */
export type TableSymbols = CodeSymbols | 'no table' | undefined;

/**
 * Looks into a table's files. Undefined for a linked image, which need not have kept what it refers to. Throws an
 * HcallError for sources with mistakes.
 */
export function symbolsOf(
  { abi, vectors }: VectorTable,
  builder: Pick<SessionBuilder, 'symbolsOf'>,
): TableSymbols {
  const image = linkedFile(vectors.files);
  if (image !== undefined) {
    const { symbols } = readImageFile(image, { wantsLine: () => () => false });
    const names = namesWith(vectors.symbolPrefix, vectors.table);
    return symbols.some(({ name }) => names.includes(name)) ? undefined : 'no table';
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
