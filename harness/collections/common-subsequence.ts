/**
 * The longest pairing of two lists that keeps the order of both: indexes of `left` and `right`, ascending. Of several as long,
 * one that pairs early.
 */
export function commonSubsequence<Left, Right>(
  left: readonly Left[],
  right: readonly Right[],
  isSame: (one: Left, other: Right) => boolean,
): [number, number][] {
  const width = right.length + 1;
  // Pairs from (row, column) on.
  const lengths = new Uint32Array((left.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = left.length - 1; row >= 0; row -= 1) {
    for (let column = right.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] = isSame(left[row] as Left, right[column] as Right)
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let row = 0, column = 0; row < left.length && column < right.length;) {
    if (isSame(left[row] as Left, right[column] as Right)) {
      pairs.push([row, column]);
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) {
      row += 1;
    } else {
      column += 1;
    }
  }
  return pairs;
}
