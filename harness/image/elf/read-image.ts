import { ascending } from '../../collections/order.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import type { Image, ImageLine, ImageSection, ImageSymbol } from '../image.ts';
import { readImageLines } from './debug-lines.ts';
import { applyDynamicRelocations } from './dynamic-relocations.ts';
import type { ElfBytes } from './elf-bytes.ts';
import { withElfBytes } from './elf-bytes.ts';
import type { ElfHeader } from './elf-header.ts';
import { programHeaderSize, readElfHeader, view } from './elf-header.ts';
import { malformed } from './malformed.ts';
import { checkSizes } from './read-object.ts';
import { sectionFlags, SectionTable } from './section-table.ts';
import { readSymbols } from './symbol-table.ts';
import { SymbolUnits } from './symbol-units.ts';

export interface ImageOptions {
  /** The physical address of the lowest byte, which was linked to be at `lowest`; there, if left out. */
  readonly load?: bigint | ((lowest: bigint) => bigint);
  /**
   * Which link addresses need their source line, if not all: a kernel's line table has millions of rows, most of
   * which are not needed. `bare`: the image where it was linked to be, without lines.
   */
  readonly wantsLine?: (bare: Image) => (address: bigint) => boolean;
}

/** Bytes in memory at once. */
const largestImage = 1n << 29n;

/**
 * Reads a linked ELF image (vmlinux, u-boot, a hypervisor): its allocated sections, or its segments when it has no section
 * headers, at their load addresses, with symbols and lines.
 *
 * @throws HcallError object-unreadable; elf-malformed; elf-unsupported, for a relocatable object too
 */
export function readImageFile(path: string, options: ImageOptions = {}): Image {
  return withElfBytes(path, (bytes) => readImage(bytes, options));
}

export function readImage(bytes: ElfBytes, options: ImageOptions): Image {
  const { path } = bytes;
  const header = readElfHeader(bytes);
  if (header.kind !== 'image') {
    throw problem(
      'elf-unsupported',
      `'${path}' cannot be used here: it is not linked, expected an image`,
    );
  }
  const table = new SectionTable(bytes, header);
  const pieces = table.sections.length > 0 ? sectionsOf(table) : segmentsOf(bytes, header);
  const lowest = pieces.reduce<bigint | undefined>(
    (low, { address }) => (low === undefined || address < low ? address : low),
    undefined,
  );
  if (lowest === undefined) {
    throw malformed(path, 'nothing of it is loaded');
  }
  const symbols = symbolsOf(table);
  const wantsLine = options.wantsLine?.({ sections: pieces, symbols, lines: [] });
  // Load address minus link address.
  const { load = lowest } = options;
  const distance = (typeof load === 'bigint' ? load : load(lowest)) - lowest;
  return {
    sections: pieces.map((piece) => ({
      ...piece,
      address: BigInt.asUintN(64, piece.address + distance),
    })),
    symbols:
      distance === 0n
        ? symbols
        : symbols.map((symbol) => ({
            ...symbol,
            address:
              symbol.kind === 'absolute'
                ? symbol.address
                : BigInt.asUintN(64, symbol.address + distance),
          })),
    lines: linesOf(table, pieces, distance, wantsLine ?? (() => true)),
  };
}

function sectionsOf(table: SectionTable): ImageSection[] {
  const loaded = table.sections.filter(
    ({ flags, size }) => (flags & sectionFlags.alloc) !== 0n && size > 0n,
  );
  checkSizes(table.bytes, loaded);
  checkRanges(
    table.bytes.path,
    loaded.map(({ address, size }) => ({ address, size })),
  );
  const sections = loaded.map((section): ImageSection => {
    const bytes = new Uint8Array(Number(section.size));
    bytes.set(table.contents(section));
    return {
      name: section.name,
      address: section.address,
      bytes,
      flags: {
        alloc: true,
        write: (section.flags & sectionFlags.write) !== 0n,
        execute: (section.flags & sectionFlags.execute) !== 0n,
      },
    };
  });
  applyDynamicRelocations(table, sections);
  return sections;
}

const loadSegment = 1;

/** p_flags (ELF gABI). */
const segmentFlags = { execute: 1, write: 2 };

function segmentsOf(bytes: ElfBytes, { programHeaders }: ElfHeader): ImageSection[] {
  const { offset, count } = programHeaders;
  const table = view(
    bytes.read(offset, BigInt(count * programHeaderSize), 'the table of program headers'),
  );
  const segments = Array.from({ length: count }, (_, index) => {
    const at = index * programHeaderSize;
    return {
      type: table.getUint32(at, true),
      flags: table.getUint32(at + 4, true),
      offset: table.getBigUint64(at + 8, true),
      address: table.getBigUint64(at + 16, true),
      stored: table.getBigUint64(at + 32, true),
      size: table.getBigUint64(at + 40, true),
    };
  }).filter(({ type, size }) => type === loadSegment && size > 0n);
  checkRanges(bytes.path, segments);
  return segments.map(({ flags, offset, address, stored, size }, index) => {
    if (stored > size) {
      throw malformed(bytes.path, `segment ${index} has more bytes than its size`);
    }
    const content = new Uint8Array(Number(size));
    content.set(bytes.read(offset, stored, `segment ${index}`));
    return {
      name: `segment${index}`,
      address,
      bytes: content,
      flags: {
        alloc: true,
        write: (flags & segmentFlags.write) !== 0,
        execute: (flags & segmentFlags.execute) !== 0,
      },
    };
  });
}

function checkRanges(path: string, ranges: readonly { address: bigint; size: bigint }[]): void {
  let total = 0n;
  for (const { address, size } of ranges) {
    total += size;
    if (address + size > 1n << 64n) {
      throw malformed(
        path,
        `0x${size.toString(16)} bytes at 0x${address.toString(16)} end beyond the address space`,
      );
    }
  }
  if (total > largestImage) {
    throw malformed(
      path,
      `it takes 0x${total.toString(16)} bytes of memory, expected at most 0x${largestImage.toString(16)}`,
    );
  }
}

/** Where they were linked to be. */
function symbolsOf(table: SectionTable): ImageSymbol[] {
  const symbols: ImageSymbol[] = [];
  const written = readSymbols(table);
  const units = new SymbolUnits(written);
  for (const [index, { name, section, value, size, binding, type }] of written.entries()) {
    if (name === '' || type === 'section' || type === 'file' || /^\$[xd](\.|$)/.test(name)) {
      continue;
    }
    if (section === 'undefined' || section === 'common') {
      continue;
    }
    const absolute = section === 'absolute';
    const unit = units.unitOf(index);
    symbols.push({
      name,
      address: value,
      link: value,
      size,
      kind: absolute ? 'absolute' : type === 'function' || type === 'object' ? type : 'label',
      ...(binding === 'local' ? { local: true } : {}),
      ...(unit === undefined ? {} : { unit }),
    });
  }
  return symbols;
}

function linesOf(
  table: SectionTable,
  pieces: readonly ImageSection[],
  distance: bigint,
  wantsLine: (address: bigint) => boolean,
): ImageLine[] {
  const code = pieces.filter(({ flags }) => flags.execute);
  const rows = readImageLines(
    table,
    ({ address, end }) =>
      wantsLine(address) &&
      code.some(
        (piece) => address >= piece.address && end <= piece.address + BigInt(piece.bytes.length),
      ),
  ).toSorted((a, b) => ascending(a.address, b.address));
  const lines: ImageLine[] = [];
  for (const [index, { address, end, place }] of rows.entries()) {
    // Rows of discarded functions can lie over those of others: the next one cuts.
    const next = rows[index + 1]?.address ?? end;
    const size = Number((next < end ? next : end) - address);
    if (size > 0) {
      const at = BigInt.asUintN(64, address + distance);
      lines.push({ address: at, size, place, holder: table.bytes.path, attributed: true });
    }
  }
  return lines;
}
