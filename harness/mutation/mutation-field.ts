/** Bits of an instruction: `width` of them from `low` up. */
export interface Field {
  readonly low: number;
  readonly width: number;
}

/** Register fields of A64 (Arm ARM, C4.1). */
export const rd: Field = { low: 0, width: 5 };
export const rn: Field = { low: 5, width: 5 };
export const rt2: Field = { low: 10, width: 5 };
export const rm: Field = { low: 16, width: 5 };

export function fieldOf(word: number, { low, width }: Field): number {
  return (word >>> low) & (2 ** width - 1);
}

/** The word with other bits in a field; a value that does not fit is cut. */
export function withField(word: number, { low, width }: Field, value: number): number {
  const mask = (2 ** width - 1) * 2 ** low;
  return ((word & ~mask) | ((value * 2 ** low) & mask)) >>> 0;
}

export function matches(word: number, mask: number, value: number): boolean {
  return (word & mask) >>> 0 === value;
}
