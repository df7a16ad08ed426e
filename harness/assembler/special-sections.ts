import type { ObjectSection } from './object.ts';

/** Bits of sh_flags (ELF gABI, "Section Attribute Flags"; the highest are GNU's). */
export const sectionFlag = {
  write: 0x1,
  alloc: 0x2,
  execute: 0x4,
  merge: 0x10,
  strings: 0x20,
  linkOrder: 0x80,
  group: 0x200,
  threadLocal: 0x400,
  retain: 0x20_0000,
  bind: 0x100_0000,
  exclude: 0x8000_0000,
} as const;

/** Bits that an operating system or a processor may give a meaning. */
export const reservedFlags = 0xfff0_0000;

/** sh_type (ELF gABI, "Section Types"). */
export const sectionType = {
  progbits: 1,
  note: 7,
  nobits: 8,
  init_array: 14,
  fini_array: 15,
  preinit_array: 16,
} as const;

/** What the rest of hcall distinguishes of a type. */
export function kindOfType(type: number): ObjectSection['type'] {
  switch (type) {
    case sectionType.progbits:
      return 'progbits';
    case sectionType.note:
      return 'note';
    case sectionType.nobits:
      return 'nobits';
    default:
      return 'other';
  }
}

/** What a name says of a section by itself. */
export interface SpecialSection {
  readonly name: string;
  /** 'exact' for that name alone, 'dotted' for names that go on with a dot too, 'any' for all that begin so. */
  readonly match: 'exact' | 'dotted' | 'any';
  readonly type: number;
  /** sh_flags */
  readonly flags: number;
}

const { write, alloc, execute, threadLocal, exclude } = sectionFlag;
const { progbits, note, nobits } = sectionType;
const code = alloc | execute;
const variables = alloc | write;

function row(
  name: string,
  match: SpecialSection['match'],
  type: number,
  flags: number,
): SpecialSection {
  return { name, match, type, flags };
}

/** ELF gABI, "Special Sections", as binutils 2.40 reads it (bfd/elf.c); of two that fit, the first counts. */
const rows: readonly SpecialSection[] = [
  row('.bss', 'dotted', nobits, variables),
  row('.comment', 'exact', progbits, 0),
  row('.ctf', 'exact', progbits, 0),
  row('.data', 'dotted', progbits, variables),
  row('.data1', 'exact', progbits, variables),
  row('.debug', 'exact', progbits, 0),
  row('.debug_line', 'exact', progbits, 0),
  row('.debug_info', 'exact', progbits, 0),
  row('.debug_abbrev', 'exact', progbits, 0),
  row('.debug_aranges', 'exact', progbits, 0),
  row('.dynamic', 'exact', 6, alloc),
  row('.dynstr', 'exact', 3, alloc),
  row('.dynsym', 'exact', 11, alloc),
  row('.fini', 'exact', progbits, code),
  row('.fini_array', 'dotted', sectionType.fini_array, variables),
  row('.gnu.linkonce.b', 'dotted', nobits, variables),
  row('.gnu.linkonce.n', 'dotted', nobits, variables),
  row('.gnu.linkonce.p', 'dotted', progbits, variables),
  row('.gnu.lto_', 'any', progbits, exclude),
  row('.got', 'exact', progbits, variables),
  row('.gnu.liblist', 'exact', 0x6fff_fff7, alloc),
  row('.gnu.conflict', 'exact', 4, alloc),
  row('.gnu.hash', 'exact', 0x6fff_fff6, alloc),
  row('.hash', 'exact', 5, alloc),
  row('.init', 'exact', progbits, code),
  row('.init_array', 'dotted', sectionType.init_array, variables),
  row('.interp', 'exact', progbits, 0),
  row('.line', 'exact', progbits, 0),
  row('.noinit', 'dotted', nobits, variables),
  row('.note.GNU-stack', 'exact', progbits, 0),
  row('.note', 'any', note, 0),
  row('.persistent.bss', 'exact', nobits, variables),
  row('.persistent', 'dotted', progbits, variables),
  row('.preinit_array', 'dotted', sectionType.preinit_array, variables),
  row('.plt', 'exact', progbits, code),
  row('.rodata', 'dotted', progbits, alloc),
  row('.rodata1', 'exact', progbits, alloc),
  row('.relr.dyn', 'exact', 19, alloc),
  row('.rela', 'any', 4, 0),
  row('.rel', 'any', 9, 0),
  row('.text', 'dotted', progbits, code),
  row('.tbss', 'dotted', nobits, variables | threadLocal),
  row('.tdata', 'dotted', progbits, variables | threadLocal),
];

/** What the name of a section says of it; undefined for a name without a meaning. */
export function specialSection(name: string): SpecialSection | undefined {
  return rows.find(
    (row) =>
      row.name === name ||
      (row.match === 'dotted' && name.startsWith(`${row.name}.`)) ||
      (row.match === 'any' && name.startsWith(row.name)),
  );
}
