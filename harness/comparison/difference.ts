import type { Difference, DifferenceGroup } from './comparison.ts';
import type { ImmediateSweep, ImmediateRow } from '../sweep/immediate-sweep-result.ts';

/** Where two rows of one caller and selector value come from. */
interface Pair {
  readonly table: string;
  readonly first: ImmediateRow;
  readonly second: ImmediateRow;
}

/** Where two sweeps differ, table by table. Tables match by name; two single ones match in any case. */
export function sweepDifferences(a: ImmediateSweep, b: ImmediateSweep): DifferenceGroup[] {
  const pairs = a.rows.flatMap((first): Pair[] => {
    const table = counterpart(first.table, a, b);
    const second = b.rows.find((row) => row.table === table && isSamePlace(row, first));
    return second === undefined ? [] : [{ table: first.table, first, second }];
  });
  return grouped(pairs, a, b);
}

/** Where two tables of one sweep differ. */
export function tableDifferences(
  result: ImmediateSweep,
  [one, other]: readonly [string, string],
): DifferenceGroup[] {
  const pairs = result.rows.flatMap((first): Pair[] => {
    const second = result.rows.find((row) => row.table === other && isSamePlace(row, first));
    return first.table === one && second !== undefined ? [{ table: '', first, second }] : [];
  });
  return grouped(pairs, result, result);
}

/** The table of the other side that a table is compared with. */
export function counterpart(
  table: string,
  a: ImmediateSweep,
  b: ImmediateSweep,
): string | undefined {
  const [ours, theirs] = [a, b].map(({ rows }) => new Set(rows.map((row) => row.table)));
  if (theirs?.has(table) === true) {
    return table;
  }
  return ours?.size === 1 && theirs?.size === 1 ? [...theirs][0] : undefined;
}

function isSamePlace(one: ImmediateRow, other: ImmediateRow): boolean {
  return (
    one.caller === other.caller &&
    one.slot === other.slot &&
    one.selector.register === other.selector.register &&
    one.selector.value === other.selector.value
  );
}

function grouped(pairs: readonly Pair[], a: ImmediateSweep, b: ImmediateSweep): DifferenceGroup[] {
  const groups = new Map<
    string,
    { table: string; rows: { caller: string; selector: string }[]; differences: Difference[] }
  >();
  for (const { table, first, second } of pairs) {
    const differences = rowDifferences(first, second, a, b);
    if (differences.length === 0) {
      continue;
    }
    const key = JSON.stringify([table, differences]);
    const group = groups.get(key) ?? { table, rows: [], differences };
    groups.set(key, group);
    group.rows.push({ caller: first.slot ?? first.caller, selector: selectorText(first) });
  }
  return [...groups.values()];
}

/** What scratch registers hold makes no difference here: clobbers are compared operation by operation. */
function rowDifferences(
  first: ImmediateRow,
  second: ImmediateRow,
  a: ImmediateSweep,
  b: ImmediateSweep,
): Difference[] {
  const differences: Difference[] = [];
  let other = 0;
  for (const [from, to, index] of first.runs) {
    const one = a.behaviours[index];
    for (; other < second.runs.length; other += 1) {
      const [start, end, otherIndex] = second.runs[other] as ImmediateRow['runs'][number];
      const two = b.behaviours[otherIndex];
      const low = Math.max(from, start);
      const high = Math.min(to, end);
      if (one !== undefined && two !== undefined && low <= high && !isSameEffect(one, two)) {
        differences.push({ from: low, to: high, first: one.effect, second: two.effect });
      }
      if (end > to) {
        break;
      }
    }
  }
  return joined(differences);
}

function isSameEffect(
  one: ImmediateSweep['behaviours'][number],
  two: ImmediateSweep['behaviours'][number],
): boolean {
  return one.effect === two.effect && one.stores.join() === two.stores.join();
}

function joined(differences: readonly Difference[]): Difference[] {
  const result: Difference[] = [];
  for (const difference of differences) {
    const last = result.at(-1);
    const continues =
      last !== undefined &&
      last.to + 1 === difference.from &&
      last.first === difference.first &&
      last.second === difference.second;
    if (continues) {
      result[result.length - 1] = { ...last, to: difference.to };
    } else {
      result.push(difference);
    }
  }
  return result;
}

/** `x0 random`, `x0 = 0x0`. */
export function selectorText({ selector }: Pick<ImmediateRow, 'selector'>): string {
  const { name, register, value } = selector;
  return value === undefined ? `${register} ${name}` : `${register} = ${name}`;
}
