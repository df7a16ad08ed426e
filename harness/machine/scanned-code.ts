interface Interval {
  readonly begin: number;
  readonly end: number;
}

/** Bytes of memory that are code, or that were looked at as code. */
export class ScannedCode {
  /** Sorted, not touching. */
  #intervals: readonly Interval[] = [];
  /** Of all of them. */
  #begin = Infinity;
  #end = 0;

  /** Whether any of these bytes are scanned code. */
  overlaps(address: number, size: number): boolean {
    // Most stores are far from all code.
    if (address >= this.#end || address + size <= this.#begin) {
      return false;
    }
    for (const { begin, end } of this.#intervals) {
      if (address < end && address + size > begin) {
        return true;
      }
    }
    return false;
  }

  /** Whether any of these bytes are new. */
  add(address: number, size: number): boolean {
    let begin = address;
    let end = address + size;
    if (this.#intervals.some((each) => begin >= each.begin && end <= each.end)) {
      return false;
    }
    const apart = this.#intervals.filter((each) => {
      const touches = each.begin <= end && each.end >= begin;
      if (touches) {
        begin = Math.min(begin, each.begin);
        end = Math.max(end, each.end);
      }
      return !touches;
    });
    this.#intervals = [...apart, { begin, end }].toSorted((a, b) => a.begin - b.begin);
    this.#begin = Math.min(this.#begin, begin);
    this.#end = Math.max(this.#end, end);
    return true;
  }

  /** What of [begin, end) is scanned. */
  within(begin: number, end: number): readonly Interval[] {
    return this.#intervals
      .filter((each) => each.begin < end && each.end > begin)
      .map((each) => ({ begin: Math.max(begin, each.begin), end: Math.min(end, each.end) }));
  }

  /** What of [begin, end) is not scanned. */
  gaps(begin: number, end: number): readonly Interval[] {
    const gaps: Interval[] = [];
    let from = begin;
    const inside = this.#intervals.filter((each) => each.begin < end && each.end > begin);
    for (const each of [...inside, { begin: end, end }]) {
      if (each.begin > from) {
        gaps.push({ begin: from, end: each.begin });
      }
      from = each.end;
    }
    return gaps;
  }
}
