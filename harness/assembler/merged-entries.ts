import type { Section } from './section.ts';
import type { Statement } from './statement.ts';
import { alignTail } from './tail.ts';

/**
 * Fills the last entry of each part of a section whose entries a linker may merge: to the largest power of two that divides
 * their size (binutils 2.40, gas/write.c, subsegs_finish_section).
 */
export function fillEntries(sections: readonly Section[], last: Statement): void {
  for (const section of sections) {
    const { entrySize } = section.attributes;
    const alignment = entrySize & -entrySize;
    if (section.merge && alignment > 1) {
      const fill = section.flags.execute ? 'code' : Uint8Array.of(0);
      for (const subsection of section.ordered()) {
        subsection.close(alignTail(last, { alignment, fill, most: undefined }));
      }
    }
  }
}
