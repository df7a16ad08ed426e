import { HcallError } from '../diagnostics/diagnostic.ts';
import type { SessionBuilder } from './build.ts';
import type { CodeSymbols } from './code-images.ts';
import type { VectorTable } from './vectors.ts';

/** What is found out of a table in its files. Plain data. */
export type TableSymbols = CodeSymbols | 'no table';

/** Looks into a table's files. Throws an HcallError for sources with mistakes. */
export function symbolsOf(
  { abi, vectors }: VectorTable,
  builder: Pick<SessionBuilder, 'symbolsOf'>,
): TableSymbols {
  try {
    return builder.symbolsOf({ abi, vectors, code: [] });
  } catch (error) {
    if (error instanceof HcallError && error.diagnostics[0]?.code === 'table-not-in-vectors') {
      return 'no table';
    }
    throw error;
  }
}
