import { HcallError } from '../diagnostics/diagnostic.ts';
import type { SessionBuilder } from './build.ts';
import type { CodeSymbols } from './code-images.ts';
import { tableTest } from './table-test.ts';
import type { TakenSymbol } from './taken-symbol.ts';
import type { VectorTable } from './vectors.ts';

/** What is found out of a table in its files. Plain data. */
export type TableSymbols =
  | (CodeSymbols & {
      /** What '*' stands for. */
      readonly taken: readonly TakenSymbol[];
    })
  | 'no table';

/** Looks into a table's files. Throws an HcallError for sources with mistakes. */
export function symbolsOf(
  table: VectorTable,
  builder: Pick<SessionBuilder, 'symbolsOf' | 'takenBy'>,
): TableSymbols {
  const { abi, vectors, otherSymbols } = table;
  try {
    return {
      ...builder.symbolsOf({ abi, vectors, code: [] }),
      taken: otherSymbols === undefined ? [] : builder.takenBy(tableTest(table)),
    };
  } catch (error) {
    if (error instanceof HcallError && error.diagnostics[0]?.code === 'table-not-in-vectors') {
      return 'no table';
    }
    throw error;
  }
}
