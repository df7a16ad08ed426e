import type { ObjectFile, ObjectSection, ObjectSymbol } from '../assembler/object.ts';

/**
 * An object that defines the common symbols (.comm) which no object defines: each the largest size and alignment asked for
 * (ELF gABI, st_shndx SHN_COMMON: st_value is the alignment). Undefined when there are none.
 */
export function commonObject(objects: readonly ObjectFile[]): ObjectFile | undefined {
  const defined = new Set<string>();
  const wanted = new Map<string, { size: bigint; alignment: bigint }>();
  for (const { symbols } of objects) {
    for (const symbol of symbols) {
      if (symbol.binding === 'local') {
        continue;
      }
      if (symbol.section === 'common') {
        const known = wanted.get(symbol.name) ?? { size: 0n, alignment: 1n };
        wanted.set(symbol.name, {
          size: symbol.size > known.size ? symbol.size : known.size,
          alignment: symbol.value > known.alignment ? symbol.value : known.alignment,
        });
      } else if (symbol.section !== 'undefined') {
        defined.add(symbol.name);
      }
    }
  }
  const sections: ObjectSection[] = [];
  const symbols: ObjectSymbol[] = [];
  for (const [name, { size, alignment }] of wanted) {
    if (defined.has(name)) {
      continue;
    }
    symbols.push({
      name,
      section: sections.length,
      value: 0n,
      size,
      binding: 'global',
      type: 'object',
      visibility: 'default',
    });
    sections.push({
      name: 'COMMON',
      alignment: powerFrom(alignment),
      flags: { alloc: true, write: true, execute: false },
      type: 'nobits',
      bytes: new Uint8Array(),
      size: Number(size),
    });
  }
  if (sections.length === 0) {
    return undefined;
  }
  return { name: 'common', sections, symbols, relocations: [], lines: [] };
}

/** The least power of two that is no less: a linker has no other alignments. */
function powerFrom(alignment: bigint): number {
  return alignment <= 1n ? 1 : 2 ** (alignment - 1n).toString(2).length;
}
