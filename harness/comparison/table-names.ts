import { tableReference } from '../abi/reference.ts';
import type { Comparison, Side, UnconvertedCall } from './comparison.ts';

/** The side that is not this one. */
export function otherSide(side: Side): Side {
  return side === 'a' ? 'b' : 'a';
}

/** The name of the table that a table of one side is compared with; undefined where it is with none. */
export function counterpartName(
  { differences }: Pick<Comparison, 'differences'>,
  side: Side,
  table: string,
): string | undefined {
  const pair = differences.find(({ tables: [a, b] }) => table === (side === 'a' ? a : b));
  const [a, b] = pair?.tables ?? [];
  return side === 'a' ? b : a;
}

/** A table as a user names it: `xen/guest`, be the side called `xen` or `xen/guest`. */
export function fullTableName(comparison: Comparison, side: Side, table: string): string {
  return tableReference(comparison[side].vectors, table);
}

/** The name of the table that a call ends up on where nobody converts it. */
export function targetName(
  comparison: Pick<Comparison, 'differences'>,
  { on, from, table }: UnconvertedCall,
): string {
  return on ?? counterpartName(comparison, from, table) ?? table;
}
