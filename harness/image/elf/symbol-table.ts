import { view } from './elf-header.ts';
import { malformed } from './malformed.ts';
import type { ElfSection, SectionTable } from './section-table.ts';
import { sectionTypes } from './section-table.ts';
import type { ObjectSymbol } from '../../assembler/object.ts';

/** A symbol (ELF gABI, Elf64_Sym); `section` is the file's own number of the section. */
export type ElfSymbol = ObjectSymbol;

const symbolSize = 24n;

/** st_shndx (ELF gABI). */
const special = {
  undefined: 0,
  absolute: 0xfff1,
  common: 0xfff2,
  extended: 0xffff,
  reserved: 0xff00,
};

const bindings = ['local', 'global', 'weak'] as const;
const types = [
  'none',
  'object',
  'function',
  'section',
  'file',
  // What FORTRAN calls common is an object.
  'object',
  'thread-local',
] as const;
const visibilities = ['default', 'internal', 'hidden', 'protected'] as const;

/** STO_AARCH64_VARIANT_PCS (AAELF64), in st_other. */
const variantCall = 0x80;

/** Section numbers beyond 16 bits (SHT_SYMTAB_SHNDX). */
const extendedNumbers = 18;

/** Every symbol of the file's symbol table, the empty first one too; none when it is stripped. @throws HcallError elf-malformed */
export function readSymbols(table: SectionTable): readonly ElfSymbol[] {
  const section = table.sections.find(({ type }) => type === sectionTypes.symbols);
  if (section === undefined) {
    return [];
  }
  const { path } = table.bytes;
  if (section.size % symbolSize !== 0n || section.entrySize !== symbolSize) {
    throw malformed(path, 'the symbol table is not a whole number of symbols');
  }
  const bytes = view(table.contents(section));
  const strings = table.strings(section.link);
  const extended = extendedSections(table, section);
  const symbols: ElfSymbol[] = [];
  for (let at = 0; at < bytes.byteLength; at += Number(symbolSize)) {
    const info = bytes.getUint8(at + 4);
    const number = bytes.getUint16(at + 6, true);
    const wide =
      number === special.extended
        ? extended?.getUint32((at / Number(symbolSize)) * 4, true)
        : number;
    const other = bytes.getUint8(at + 5);
    symbols.push({
      name: strings.at(bytes.getUint32(at, true)),
      section: sectionOf(path, table, wide ?? number, number === special.extended),
      value: bytes.getBigUint64(at + 8, true),
      size: bytes.getBigUint64(at + 16, true),
      // GNU's unique symbols (10) are global ones.
      binding: bindings[info >> 4] ?? 'global',
      type: types[info & 15] ?? 'other',
      visibility: visibilities[other & 3] ?? 'default',
      ...((other & variantCall) === 0 ? {} : { variantCall: true }),
    });
  }
  return symbols;
}

function extendedSections(table: SectionTable, symbols: ElfSection): DataView | undefined {
  const section = table.sections.find(
    ({ type, link }) => type === extendedNumbers && link === symbols.index,
  );
  if (section === undefined) {
    return undefined;
  }
  if (section.size * 6n < symbols.size) {
    throw malformed(table.bytes.path, 'the table of wide section numbers is too short');
  }
  return view(table.contents(section));
}

function sectionOf(
  path: string,
  table: SectionTable,
  number: number,
  wide: boolean,
): ElfSymbol['section'] {
  if (number === special.undefined) {
    return 'undefined';
  }
  if (!wide && number === special.common) {
    return 'common';
  }
  // Processor and system reserved numbers do not occur on AArch64.
  if (!wide && number >= special.reserved) {
    return 'absolute';
  }
  if (number >= table.sections.length) {
    throw malformed(
      path,
      `a symbol is in section ${number}, but there are ${table.sections.length}`,
    );
  }
  return number;
}
