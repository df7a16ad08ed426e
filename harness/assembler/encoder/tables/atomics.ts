import type { Row } from '../pattern.ts';

/** Widths of an access: the mnemonic's ending, the register, size 31:30. */
const widths = [
  { ending: 'b', register: 'W', size: 0 },
  { ending: 'h', register: 'W', size: 1 },
  { ending: '', register: 'W', size: 2 },
  { ending: '', register: 'X', size: 3 },
] as const;

/** Acquire is bit 23, release bit 22 of an atomic memory operation. */
const orders = [
  { infix: '', acquire: 0, release: 0 },
  { infix: 'a', acquire: 1, release: 0 },
  { infix: 'l', acquire: 0, release: 1 },
  { infix: 'al', acquire: 1, release: 1 },
] as const;

/** In the order of opc 14:12. */
const operations = ['add', 'clr', 'eor', 'set', 'smax', 'smin', 'umax', 'umin'] as const;

/** FEAT_LSE: atomic memory operations, swap, compare and swap (Arm ARM C4.1.88). */
export const atomics: readonly Row[] = widths.flatMap(({ ending, register, size }) =>
  orders.flatMap(({ infix, acquire, release }): Row[] => {
    const bits = (size << 30) | (acquire << 23) | (release << 22);
    const registers = `${register}@16, ${register}@0, [XSP@5]`;
    const rows: Row[] = operations.map((operation, opc) => [
      0x38200000 | bits | (opc << 12),
      `ld${operation}${infix}${ending} ${registers}`,
    ]);
    if (acquire === 0) {
      // The store forms drop the value that was there.
      for (const [opc, operation] of operations.entries()) {
        const word = 0x3820001f | bits | (opc << 12);
        rows.push([word, `st${operation}${infix}${ending} ${register}@16, [XSP@5]`]);
      }
    }
    const compare = (size << 30) | (acquire << 22) | (release << 15);
    rows.push(
      [0x38208000 | bits, `swp${infix}${ending} ${registers}`],
      [0x08a07c00 | compare, `cas${infix}${ending} ${registers}`],
    );
    if (ending === '') {
      const pair = ((size - 2) << 30) | (acquire << 22) | (release << 15);
      const pairs = `${register}@16, ${register}+1, ${register}@0, ${register}+1, [XSP@5]`;
      rows.push([0x08207c00 | pair, `casp${infix} ${pairs}`]);
    }
    return rows;
  }),
);
