import { groupBy } from '../../collections/group-by.ts';
import { inflateSync } from 'node:zlib';
import type { ElfBytes } from './elf-bytes.ts';
import type { ElfHeader } from './elf-header.ts';
import { sectionHeaderSize, view } from './elf-header.ts';
import { malformed } from './malformed.ts';
import { StringTable } from './string-table.ts';

/** sh_type (ELF gABI). */
export const sectionTypes = {
  progbits: 1,
  symbols: 2,
  strings: 3,
  relocations: 4,
  note: 7,
  nobits: 8,
};

/** sh_flags (ELF gABI). */
export const sectionFlags = {
  write: 1n,
  alloc: 2n,
  execute: 4n,
  threadLocal: 0x400n,
  compressed: 0x800n,
};

/** A section header (ELF gABI, Elf64_Shdr). */
export interface ElfSection {
  readonly index: number;
  readonly name: string;
  readonly type: number;
  readonly flags: bigint;
  readonly address: bigint;
  readonly offset: bigint;
  /** Bytes. */
  readonly size: bigint;
  readonly link: number;
  readonly info: number;
  readonly alignment: bigint;
  readonly entrySize: bigint;
}

/** Beyond this, compressed debug information is not looked at. */
const largestInflated = 1n << 28n;

/** The sections of a file; contents are read when they are asked for. */
export class SectionTable {
  readonly bytes: ElfBytes;
  readonly sections: readonly ElfSection[];
  readonly #strings = new Map<number, StringTable>();
  #relocations: ReadonlyMap<number, readonly ElfSection[]> | undefined;

  constructor(bytes: ElfBytes, header: ElfHeader) {
    this.bytes = bytes;
    this.sections = this.#readHeaders(header);
  }

  /** The sections with relocations of a section, by its number. */
  relocationsOf(target: number): readonly ElfSection[] {
    this.#relocations ??= groupBy(
      this.sections.filter(({ type }) => type === sectionTypes.relocations),
      ({ info }) => info,
    );
    return this.#relocations.get(target) ?? [];
  }

  named(name: string): ElfSection | undefined {
    return this.sections.find((section) => section.name === name);
  }

  /** The section's bytes; for one without bytes in the file, none. @throws HcallError elf-malformed */
  contents(section: ElfSection): Uint8Array {
    if (section.type === sectionTypes.nobits) {
      return new Uint8Array();
    }
    return this.bytes.read(section.offset, section.size, `section '${section.name}'`);
  }

  /** As {@link contents}, inflated when it is compressed (SHF_COMPRESSED, ELF gABI Elf64_Chdr); undefined when it cannot be. */
  inflated(section: ElfSection): Uint8Array | undefined {
    const contents = this.contents(section);
    if ((section.flags & sectionFlags.compressed) === 0n) {
      return contents;
    }
    if (contents.length < 24) {
      return undefined;
    }
    const header = view(contents);
    const size = header.getBigUint64(8, true);
    const zlib = header.getUint32(0, true) === 1;
    if (!zlib || size > largestInflated) {
      return undefined;
    }
    try {
      return inflateSync(contents.subarray(24), { maxOutputLength: Number(size) });
    } catch {
      return undefined;
    }
  }

  /** The string table in a section. @throws HcallError elf-malformed */
  strings(index: number): StringTable {
    const known = this.#strings.get(index);
    if (known !== undefined) {
      return known;
    }
    const section = this.sections[index];
    if (section === undefined || section.type !== sectionTypes.strings) {
      throw malformed(this.bytes.path, `section ${index} is not a string table`);
    }
    const table = new StringTable(this.bytes.path, this.contents(section));
    this.#strings.set(index, table);
    return table;
  }

  #readHeaders({ sectionHeaders }: ElfHeader): ElfSection[] {
    const { offset } = sectionHeaders;
    if (offset === 0n) {
      return [];
    }
    const size = BigInt(sectionHeaderSize);
    // Section 0 has the numbers that do not fit in the file header (ELF gABI, e_shnum and e_shstrndx).
    const first = parseHeader(view(this.bytes.read(offset, size, 'section header 0')), 0);
    const count = sectionHeaders.count === 0 ? first.size : BigInt(sectionHeaders.count);
    const names = sectionHeaders.names === 0xffff ? first.link : sectionHeaders.names;
    const table = this.bytes.read(offset, count * size, 'the table of section headers');
    const raw = Array.from({ length: Number(count) }, (_, index) =>
      parseHeader(view(table.subarray(index * sectionHeaderSize)), index),
    );
    const nameSection = raw[names];
    if (nameSection === undefined || nameSection.type !== sectionTypes.strings) {
      throw malformed(
        this.bytes.path,
        `section ${names}, which should have the names, is not there`,
      );
    }
    const strings = new StringTable(
      this.bytes.path,
      this.contents({ ...nameSection, name: '.shstrtab' }),
    );
    return raw.map(({ nameOffset, ...section }) => ({ ...section, name: strings.at(nameOffset) }));
  }
}

type RawSection = Omit<ElfSection, 'name'> & { readonly nameOffset: number };

function parseHeader(header: DataView, index: number): RawSection {
  return {
    index,
    nameOffset: header.getUint32(0, true),
    type: header.getUint32(4, true),
    flags: header.getBigUint64(8, true),
    address: header.getBigUint64(16, true),
    offset: header.getBigUint64(24, true),
    size: header.getBigUint64(32, true),
    link: header.getUint32(40, true),
    info: header.getUint32(44, true),
    alignment: header.getBigUint64(48, true),
    entrySize: header.getBigUint64(56, true),
  };
}
