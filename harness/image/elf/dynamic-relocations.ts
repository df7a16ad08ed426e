import type { ImageSection } from '../image.ts';
import { lastAtOrBelow } from '../sorted.ts';
import { view } from './elf-header.ts';
import type { SectionTable } from './section-table.ts';
import { sectionFlags, sectionTypes } from './section-table.ts';

/** R_AARCH64_RELATIVE: the pointer is the addend, moved by as much as the image is (AAELF64 5.7.8). */
const relative = 1027;

const entrySize = 24;

/**
 * Does for an image at its link address what its start-up code would (a relocatable kernel's relocate_kernel, a PIE's loader):
 * stores the pointers that only .rela.dyn has. The sections are still at their link addresses. Entries for bytes that are not
 * loaded, and those that need a dynamic linker, change nothing.
 */
export function applyDynamicRelocations(
  table: SectionTable,
  sections: readonly ImageSection[],
): void {
  const relocations = table.sections.filter(
    ({ type, flags }) => type === sectionTypes.relocations && (flags & sectionFlags.alloc) !== 0n,
  );
  const sorted = sections.toSorted((a, b) => (a.address < b.address ? -1 : 1));
  for (const section of relocations) {
    const bytes = view(table.contents(section));
    for (let at = 0; at + entrySize <= bytes.byteLength; at += entrySize) {
      if (bytes.getUint32(at + 8, true) !== relative) {
        continue;
      }
      store(sorted, bytes.getBigUint64(at, true), bytes.getBigInt64(at + 16, true));
    }
  }
}

function store(sorted: readonly ImageSection[], address: bigint, value: bigint): void {
  const section = lastAtOrBelow(sorted, address);
  if (section !== undefined && address + 8n <= section.address + BigInt(section.bytes.length)) {
    view(section.bytes).setBigInt64(Number(address - section.address), value, true);
  }
}
