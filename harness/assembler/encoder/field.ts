/** The part of an instruction that a symbol's address goes into. `load-store` is the unsigned offset, scaled by `size` bytes. */
export type RelocatableField =
  | { readonly kind: 'jump26' | 'call26' | 'branch19' | 'test-branch14' | 'literal19' }
  | { readonly kind: 'adr' | 'adrp' | 'add12' | 'move-wide16' }
  | { readonly kind: 'load-store'; readonly size: 1 | 2 | 4 | 8 | 16 };

/** A class of instructions: the words with `(word & mask) === value` (Arm ARM C4.1, top-level A64 encodings). */
interface Row {
  readonly mask: number;
  readonly value: number;
  readonly kind: Exclude<RelocatableField['kind'], 'load-store'>;
}

const rows: readonly Row[] = [
  { mask: 0xfc000000, value: 0x14000000, kind: 'jump26' },
  { mask: 0xfc000000, value: 0x94000000, kind: 'call26' },
  // b.cond and, with bit 4 set, bc.cond
  { mask: 0xff000000, value: 0x54000000, kind: 'branch19' },
  { mask: 0x7e000000, value: 0x34000000, kind: 'branch19' },
  { mask: 0x7e000000, value: 0x36000000, kind: 'test-branch14' },
  { mask: 0x3b000000, value: 0x18000000, kind: 'literal19' },
  { mask: 0x9f000000, value: 0x10000000, kind: 'adr' },
  { mask: 0x9f000000, value: 0x90000000, kind: 'adrp' },
  // add (immediate) alone: :lo12: is never negative, so sub has no relocation
  { mask: 0x7f800000, value: 0x11000000, kind: 'add12' },
  { mask: 0x1f800000, value: 0x12800000, kind: 'move-wide16' },
];

/**
 * The field of an encoded instruction that may hold a symbol's address; the word is the one that a placeholder of 0 gave.
 * Undefined where the ELF for the Arm 64-bit architecture has no relocation for such an instruction.
 */
export function relocatableField(word: number): RelocatableField | undefined {
  const row = rows.find(({ mask, value }) => (word & mask) >>> 0 === value);
  if (row !== undefined) {
    return { kind: row.kind };
  }
  // Load/store register (unsigned immediate): size 31:30, V 26, opc 23:22.
  if ((word & 0x3b000000) >>> 0 !== 0x39000000) {
    return undefined;
  }
  const vector = (word & 0x04000000) !== 0;
  const quadword = vector && (word & 0x00800000) !== 0;
  return { kind: 'load-store', size: quadword ? 16 : (accessSizes[word >>> 30] ?? 1) };
}

const accessSizes = [1, 2, 4, 8] as const;
