import type { ObjectFile, ObjectSection } from '../assembler/object.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { commonObject } from './common.ts';

/** A section of an object at its addresses. */
export interface PlacedSection {
  readonly object: ObjectFile;
  /** Index into the object's sections. */
  readonly index: number;
  readonly section: ObjectSection;
  /** Where it is loaded. */
  readonly address: bigint;
  /** Its own copy, zeros for 'nobits'. */
  readonly bytes: Uint8Array;
}

/** Sections that the kernel's own linker script drops (include/asm-generic/vmlinux.lds.h, DISCARDS). */
const discarded = /^\.discard(\.|$)/;

/** The largest image: far more than vector code needs, far less than the memory of this machine. */
const largestImage = 256n * 1024n * 1024n;

/**
 * Puts the allocated sections one behind the other, each at its alignment. The section that `first` picks is the first; then code,
 * read-only data, data and what has no bytes in the file, in the order of the objects.
 */
export function layOut(
  objects: readonly ObjectFile[],
  base: bigint,
  first: (object: ObjectFile, section: number) => boolean,
): PlacedSection[] {
  const candidates = objects.flatMap((object) =>
    object.sections.flatMap((section, index) =>
      section.flags.alloc && section.size > 0 && !discarded.test(section.name)
        ? [{ object, index, section, rank: first(object, index) ? -1 : rank(section) }]
        : [],
    ),
  );
  let next = base;
  const placed: PlacedSection[] = [];
  for (const { object, index, section } of candidates.toSorted((a, b) => a.rank - b.rank)) {
    const alignment = BigInt(Math.max(1, section.alignment));
    const address = (next + alignment - 1n) & -alignment;
    next = address + BigInt(section.size);
    if (next > 1n << 64n || next - base > largestImage) {
      throw problem(
        'link-address',
        `section '${section.name}' of '${object.name}' (0x${section.size.toString(16)} bytes) does not fit at 0x${address.toString(16)}`,
      );
    }
    const bytes = new Uint8Array(section.size);
    bytes.set(section.bytes.subarray(0, section.size));
    placed.push({ object, index, section, address, bytes });
  }
  return placed;
}

/** Bytes that objects take at most, wherever the sections begin. */
export function largestSize(objects: readonly ObjectFile[]): bigint {
  const common = commonObject(objects);
  return [...objects, ...(common === undefined ? [] : [common])]
    .flatMap(({ sections }) => sections.filter(({ flags }) => flags.alloc))
    .reduce((sum, { size, alignment }) => sum + BigInt(size) + BigInt(alignment), 0n);
}

function rank({ type, flags }: ObjectSection): number {
  if (type === 'nobits') {
    return 3;
  }
  if (flags.execute) {
    return 0;
  }
  return flags.write ? 2 : 1;
}
