import type { ObjectRelocation } from '../../assembler/object.ts';
import { view } from './elf-header.ts';
import { malformed } from './malformed.ts';
import type { SectionTable } from './section-table.ts';

const relocationSize = 24n;

/** The relocations of one section (ELF gABI, Elf64_Rela), section numbers being the file's. @throws HcallError elf-malformed */
export function readRelocations(
  table: SectionTable,
  target: number,
  symbols: number,
): ObjectRelocation[] {
  const relocations: ObjectRelocation[] = [];
  const { path } = table.bytes;
  for (const section of table.relocationsOf(target)) {
    if (section.size % relocationSize !== 0n) {
      throw malformed(path, `'${section.name}' is not a whole number of relocations`);
    }
    const bytes = view(table.contents(section));
    const size = table.sections[target]?.size ?? 0n;
    for (let at = 0; at < bytes.byteLength; at += Number(relocationSize)) {
      const offset = bytes.getBigUint64(at, true);
      const symbol = bytes.getUint32(at + 12, true);
      if (symbol >= symbols) {
        throw malformed(path, `'${section.name}' refers to a symbol that is not there`);
      }
      if (offset >= size) {
        throw malformed(path, `'${section.name}' changes bytes behind the end of its section`);
      }
      relocations.push({
        section: target,
        offset: Number(offset),
        type: bytes.getUint32(at + 8, true),
        symbol,
        addend: bytes.getBigInt64(at + 16, true),
      });
    }
  }
  return relocations;
}
