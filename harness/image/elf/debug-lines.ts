import type { LineRow } from '../dwarf/line-table.ts';
import { readLineTable } from '../dwarf/line-table.ts';
import { view } from './elf-header.ts';
import { readRelocations } from './relocation-table.ts';
import type { SectionTable } from './section-table.ts';
import type { ElfSymbol } from './symbol-table.ts';

/** A row of an object: its address is an offset in `section`. */
interface ObjectLineRow extends LineRow {
  readonly section: number;
}

/** The rows of a linked image; none without debug information. */
export function readImageLines(table: SectionTable, wanted: (row: LineRow) => boolean): LineRow[] {
  const section = table.named('.debug_line');
  const bytes = section === undefined ? undefined : table.inflated(section);
  return bytes === undefined ? [] : readLineTable(bytes, stringsOf(table), wanted);
}

/** The rows of an object, whose addresses and strings relocations say. */
export function readObjectLines(
  table: SectionTable,
  symbols: readonly ElfSymbol[],
): ObjectLineRow[] {
  const section = table.named('.debug_line');
  const bytes = section === undefined ? undefined : table.inflated(section);
  if (section === undefined || bytes === undefined) {
    return [];
  }
  const content = view(bytes);
  /** Offset of an address in .debug_line -> the section that it is in. */
  const sections = new Map<number, number>();
  for (const { offset, type, symbol, addend } of readRelocations(
    table,
    section.index,
    symbols.length,
  )) {
    const target = symbols[symbol];
    if (target === undefined || typeof target.section !== 'number') {
      continue;
    }
    const value = BigInt.asUintN(64, target.value + addend);
    const size = widths[type];
    if (size === undefined || offset + size > bytes.length) {
      continue;
    }
    if (size === 8) {
      content.setBigUint64(offset, value, true);
      sections.set(offset, target.section);
    } else {
      content.setUint32(offset, Number(BigInt.asUintN(32, value)), true);
    }
  }
  return readLineTable(bytes, stringsOf(table)).flatMap((row) => {
    const own = sections.get(row.origin);
    return own === undefined ? [] : [{ ...row, section: own }];
  });
}

/** R_AARCH64_ABS64 and R_AARCH64_ABS32 -> bytes. */
const widths: Readonly<Record<number, 4 | 8>> = { 257: 8, 258: 4 };

function stringsOf(table: SectionTable): {
  lineStrings: Uint8Array | undefined;
  strings: Uint8Array | undefined;
} {
  const contents = (name: string): Uint8Array | undefined => {
    const section = table.named(name);
    return section === undefined ? undefined : table.inflated(section);
  };
  return { lineStrings: contents('.debug_line_str'), strings: contents('.debug_str') };
}
