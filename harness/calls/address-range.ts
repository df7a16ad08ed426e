/** Addresses from `from` up to, not including, `to`. */
export interface AddressRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** The same addresses in order, in as few ranges as can be. */
export function joinedRanges(ranges: Iterable<AddressRange>): AddressRange[] {
  const joined: { from: bigint; to: bigint }[] = [];
  const sorted = [...ranges].toSorted((one, other) => (one.from < other.from ? -1 : 1));
  for (const { from, to } of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to) {
      last.to = to > last.to ? to : last.to;
    } else if (from < to) {
      joined.push({ from, to });
    }
  }
  return joined;
}
