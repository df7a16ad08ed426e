import { bytesOfText } from '../collections/byte-text.ts';
import type { Section } from './section.ts';

/** What the first entry of a table of frames says of all: a CIE (DWARF 5, 6.4.1). */
export interface FrameHeader {
  /** Bytes of code in one unit of distance; 0 where it is not one of a byte. */
  readonly codeAlignment: number;
  readonly isAugmented: boolean;
}

/** Bytes of the size and the version of a CIE. */
const sizeLength = 4;
const idLength = 4;

/**
 * Reads the CIE that a table begins with, as far as its bytes belong to finished fragments; undefined where there is none that
 * says it (binutils 2.40, gas/ehopt.c, get_cie_info).
 */
export function codeAlignmentOf(section: Section): FrameHeader | undefined {
  const bytes = finishedBytes(section);
  const id = section.name.startsWith('.debug_frame') ? 0xff : 0;
  const version = sizeLength + idLength;
  const isHeader =
    bytes.length > version &&
    bytes.subarray(sizeLength, version).every((byte) => byte === id) &&
    bytes[version] === 1;
  const end = bytes.indexOf(0, version + 1);
  if (!isHeader || end < 0) {
    return undefined;
  }
  const augmentation = bytes.subarray(version + 1, end);
  const [first] = augmentation;
  const isAugmented = first === augmented;
  const alignment = bytes[end + 1];
  if (alignment === undefined || (first !== undefined && !isAugmented)) {
    return undefined;
  }
  return { codeAlignment: alignment < 0x80 ? alignment : 0, isAugmented };
}

const [augmented] = bytesOfText('z');

/** The fixed bytes of its first subsection, but for the fragment that is still written to. */
function finishedBytes(section: Section): Uint8Array {
  const [first] = section.ordered();
  const finished = first?.fragments.slice(0, -1) ?? [];
  return Uint8Array.from(
    finished.flatMap(({ start, length, subsection }) => [
      ...subsection.bytes.subarray(start, start + length),
    ]),
  );
}
