import type { VectorSet, VectorTable } from '../run/vectors.ts';
import type { Side } from './comparison.ts';
import { otherSide } from './table-names.ts';

/** A table of a side. */
export interface ComparedTable {
  readonly index: number;
  readonly side: Side;
  readonly table: VectorTable;
}

export type TablePair = readonly [ComparedTable, ComparedTable];

/** The tables of both sides, and which are compared with which. */
export class ComparedTables {
  readonly all: readonly ComparedTable[];
  /** One of each side. */
  readonly acrossSides: readonly TablePair[];
  /** Two of one side. */
  readonly within: Readonly<Record<Side, readonly TablePair[]>>;

  constructor({ a, b }: Readonly<Record<Side, VectorSet>>) {
    const tables = [
      ...a.tables.map((table) => ({ side: 'a', table }) as const),
      ...b.tables.map((table) => ({ side: 'b', table }) as const),
    ];
    this.all = tables.map((each, index) => ({ index, ...each }));
    this.acrossSides = this.of('a').flatMap((table): TablePair[] => {
      const other = this.counterpart(table);
      return other === undefined ? [] : [[table, other]];
    });
    this.within = { a: this.#pairsWithin('a'), b: this.#pairsWithin('b') };
  }

  get pairs(): readonly TablePair[] {
    return [...this.acrossSides, ...this.within.a, ...this.within.b];
  }

  /** Those that have no counterpart. */
  get unmatched(): readonly { readonly side: Side; readonly table: string }[] {
    return this.all
      .filter((table) => this.counterpart(table) === undefined)
      .map(({ side, table }) => ({ side, table: table.name }));
  }

  of(side: Side): readonly ComparedTable[] {
    return this.all.filter((table) => table.side === side);
  }

  /** The table of the other side of the same name; two single ones match in any case. */
  counterpart({ side, table: { name } }: ComparedTable): ComparedTable | undefined {
    const others = this.of(otherSide(side));
    const same = others.find(({ table }) => table.name === name);
    return same ?? (this.of(side).length === 1 && others.length === 1 ? others[0] : undefined);
  }

  /**
   * The tables on which a table's calls end up where nobody converts them: its counterpart, or each of the other side where
   * no table of either side has one.
   */
  targets(table: ComparedTable): readonly ComparedTable[] {
    const other = this.counterpart(table);
    if (other !== undefined) {
      return [other];
    }
    return this.acrossSides.length === 0 ? this.of(otherSide(table.side)) : [];
  }

  #pairsWithin(side: Side): TablePair[] {
    const own = this.of(side);
    return own.flatMap((one, index) =>
      own.slice(index + 1).map((other): TablePair => [one, other]),
    );
  }
}
