import type { ObjectFile, ObjectLine, ObjectSection } from '../../assembler/object.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import { readObjectLines } from './debug-lines.ts';
import type { ElfBytes } from './elf-bytes.ts';
import { withElfBytes } from './elf-bytes.ts';
import { readElfHeader } from './elf-header.ts';
import { malformed } from './malformed.ts';
import { readRelocations } from './relocation-table.ts';
import type { ElfSection } from './section-table.ts';
import { sectionFlags, SectionTable, sectionTypes } from './section-table.ts';
import { readSymbols } from './symbol-table.ts';

/** Bytes of sections without bytes in the file, together: more than a kernel's .bss. */
const largestNobits = 1n << 26n;

/** Bytes. */
const largestAlignment = 1n << 30n;

/**
 * Reads a relocatable ELF file, as the assembler gives one: the allocated sections, all symbols, their relocations, and the lines
 * of its debug information.
 *
 * @throws HcallError object-unreadable; elf-malformed; elf-unsupported, for a linked image too
 */
export function readObjectFile(path: string): ObjectFile {
  return withElfBytes(path, readObject);
}

export function readObject(bytes: ElfBytes): ObjectFile {
  const { path } = bytes;
  const header = readElfHeader(bytes);
  if (header.kind !== 'object') {
    throw problem(
      'elf-unsupported',
      `'${path}' cannot be used here: it is linked, expected a relocatable object`,
    );
  }
  const table = new SectionTable(bytes, header);
  const kept = table.sections.filter(({ flags }) => (flags & sectionFlags.alloc) !== 0n);
  checkSizes(bytes, kept);
  /** The file's section number -> the object's. */
  const numbers = new Map(kept.map(({ index }, number) => [index, number]));
  const symbols = readSymbols(table);
  return {
    name: path,
    attributed: true,
    sections: kept.map((section) => toObjectSection(table, section)),
    symbols: symbols.map((symbol) => {
      if (typeof symbol.section !== 'number') {
        return symbol;
      }
      // What is in a section that is not loaded has no address.
      return { ...symbol, section: numbers.get(symbol.section) ?? 'undefined' };
    }),
    relocations: kept.flatMap(({ index }, number) =>
      readRelocations(table, index, symbols.length).map((relocation) => ({
        ...relocation,
        section: number,
      })),
    ),
    lines: readObjectLines(table, symbols)
      .flatMap(({ section, address, place }): ObjectLine[] => {
        const number = numbers.get(section);
        const size = table.sections[section]?.size ?? 0n;
        return number === undefined || address >= size
          ? []
          : [{ section: number, offset: Number(address), place }];
      })
      .toSorted((a, b) => a.section - b.section || a.offset - b.offset),
  };
}

/** Sections do not share bytes, so that together they are no larger than the file. */
export function checkSizes(bytes: ElfBytes, sections: readonly ElfSection[]): void {
  let stored = 0n;
  let zeros = 0n;
  for (const { name, type, size, alignment } of sections) {
    if (type === sectionTypes.nobits) {
      zeros += size;
    } else {
      stored += size;
    }
    if (alignment > largestAlignment || (alignment & (alignment - 1n)) !== 0n) {
      throw malformed(
        bytes.path,
        `the alignment of section '${name}' is 0x${alignment.toString(16)}`,
      );
    }
  }
  if (stored > BigInt(bytes.size)) {
    throw malformed(bytes.path, 'its sections are larger than the file');
  }
  if (zeros > largestNobits) {
    throw malformed(bytes.path, `its sections without bytes take 0x${zeros.toString(16)} bytes`);
  }
}

function toObjectSection(table: SectionTable, section: ElfSection): ObjectSection {
  const { name, type, flags, size, alignment } = section;
  return {
    name,
    alignment: Math.max(1, Number(alignment)),
    flags: {
      alloc: true,
      write: (flags & sectionFlags.write) !== 0n,
      execute: (flags & sectionFlags.execute) !== 0n,
      ...((flags & sectionFlags.threadLocal) === 0n ? {} : { threadLocal: true }),
    },
    type: typeNames[type] ?? 'other',
    bytes: table.contents(section),
    size: Number(size),
  };
}

const typeNames: Readonly<Record<number, ObjectSection['type']>> = {
  [sectionTypes.progbits]: 'progbits',
  [sectionTypes.nobits]: 'nobits',
  [sectionTypes.note]: 'note',
};
