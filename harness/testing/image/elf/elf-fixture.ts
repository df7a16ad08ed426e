/** A section of a file for tests; offset, size and name are filled in. */
export interface SectionPlan {
  readonly name: string;
  readonly type: number;
  readonly flags?: number;
  readonly address?: bigint;
  readonly bytes: Uint8Array;
  /** For a section without bytes in the file. */
  readonly size?: bigint;
  readonly link?: number;
  readonly info?: number;
  readonly alignment?: bigint;
  readonly entrySize?: number;
}

/** The bytes of an ELF64 little-endian file for AArch64: header, contents, section headers; section 0 and .shstrtab are added. */
export function elfFile(type: 'object' | 'image', plans: readonly SectionPlan[]): Uint8Array {
  const all: SectionPlan[] = [{ name: '', type: 0, bytes: new Uint8Array() }, ...plans];
  const names = stringTable([...all.map(({ name }) => name), '.shstrtab']);
  all.push({ name: '.shstrtab', type: 3, bytes: names.bytes });
  const offsets: number[] = [];
  let next = 64;
  for (const { bytes } of all) {
    next = (next + 7) & ~7;
    offsets.push(next);
    next += bytes.length;
  }
  const headers = (next + 7) & ~7;
  const file = new Uint8Array(headers + all.length * 64);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, type === 'object' ? 1 : 2, true);
  view.setUint16(18, 183, true);
  view.setUint32(20, 1, true);
  view.setBigUint64(40, BigInt(headers), true);
  view.setUint16(52, 64, true);
  view.setUint16(58, 64, true);
  view.setUint16(60, all.length, true);
  view.setUint16(62, all.length - 1, true);
  for (const [index, plan] of all.entries()) {
    const at = headers + index * 64;
    file.set(plan.bytes, offsets[index] ?? 0);
    view.setUint32(at, names.offsets.get(plan.name) ?? 0, true);
    view.setUint32(at + 4, plan.type, true);
    view.setBigUint64(at + 8, BigInt(plan.flags ?? 0), true);
    view.setBigUint64(at + 16, plan.address ?? 0n, true);
    view.setBigUint64(at + 24, BigInt(offsets[index] ?? 0), true);
    view.setBigUint64(at + 32, plan.size ?? BigInt(plan.bytes.length), true);
    view.setUint32(at + 40, plan.link ?? 0, true);
    view.setUint32(at + 44, plan.info ?? 0, true);
    view.setBigUint64(at + 48, plan.alignment ?? 1n, true);
    view.setBigUint64(at + 56, BigInt(plan.entrySize ?? 0), true);
  }
  return file;
}

/** A symbol: name, st_info, st_shndx, value, size. */
type SymbolPlan = readonly [
  name: string,
  info: number,
  section: number,
  value: bigint,
  size?: bigint,
];

/** Contents of .symtab and .strtab; the empty first symbol is added. */
export function symbolTable(plans: readonly SymbolPlan[]): {
  symbols: Uint8Array;
  strings: Uint8Array;
} {
  const names = stringTable(plans.map(([name]) => name));
  const symbols = new Uint8Array((plans.length + 1) * 24);
  const view = new DataView(symbols.buffer);
  for (const [index, [name, info, section, value, size = 0n]] of plans.entries()) {
    const at = (index + 1) * 24;
    view.setUint32(at, names.offsets.get(name) ?? 0, true);
    view.setUint8(at + 4, info);
    view.setUint16(at + 6, section, true);
    view.setBigUint64(at + 8, value, true);
    view.setBigUint64(at + 16, size, true);
  }
  return { symbols, strings: names.bytes };
}

/** Contents of .rela.*: offset, type, symbol, addend. */
export function relocationTable(
  plans: readonly (readonly [offset: bigint, type: number, symbol: number, addend: bigint])[],
): Uint8Array {
  const bytes = new Uint8Array(plans.length * 24);
  const view = new DataView(bytes.buffer);
  for (const [index, [offset, type, symbol, addend]] of plans.entries()) {
    view.setBigUint64(index * 24, offset, true);
    view.setUint32(index * 24 + 8, type, true);
    view.setUint32(index * 24 + 12, symbol, true);
    view.setBigInt64(index * 24 + 16, addend, true);
  }
  return bytes;
}

function stringTable(names: readonly string[]): {
  bytes: Uint8Array;
  offsets: Map<string, number>;
} {
  const offsets = new Map([['', 0]]);
  let text = '\0';
  for (const name of names) {
    if (offsets.has(name)) {
      continue;
    }
    offsets.set(name, text.length);
    text += `${name}\0`;
  }
  return { bytes: new TextEncoder().encode(text), offsets };
}
