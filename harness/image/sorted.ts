/** Of rows sorted by address, the last one at or below an address. */
export function lastAtOrBelow<T extends { readonly address: bigint }>(
  sorted: readonly T[],
  address: bigint,
): T | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = sorted[middle];
    if (entry !== undefined && entry.address <= address) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return sorted[low - 1];
}
