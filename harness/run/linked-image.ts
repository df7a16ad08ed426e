import { ascending } from '../collections/order.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { elfKind } from '../image/elf/elf-kind.ts';
import { readImageFile } from '../image/elf/read-image.ts';
import type { Image, ImageSymbol } from '../image/image.ts';
import { ImageLookup } from '../image/lookup.ts';
import { replacedSymbol } from '../image/replaced.ts';
import { withoutPrefix } from '../image/prefix.ts';
import type { MemoryRegion } from '../machine/machine.ts';
import { extraRegions, hypAddressMask, overlapping } from '../calls/memory-map.ts';

/** The linked image among some files, which nothing can be added to; undefined where there is none. Throws `linked-vectors`. */
export function linkedFile(files: readonly string[]): string | undefined {
  const linked = files.find((file) => elfKind(file) === 'image');
  const other = linked === undefined ? undefined : files.find((file) => file !== linked);
  if (linked !== undefined && other !== undefined) {
    throw problem('linked-vectors', `'${linked}' is linked already: '${other}' cannot be added`);
  }
  return linked;
}

/** How a linked image is read. */
interface LinkedUse {
  readonly table: string;
  readonly symbolPrefix: string | undefined;
  /** Physical; where EL2 has the image, if left out. */
  readonly load: bigint | undefined;
}

/** Linked images, each read once for all who use it in the same way. Only the last ones are kept: a kernel is large. */
export class LinkedImages {
  readonly #known = new Map<string, Image>();

  /**
   * A linked image (vmlinux, a hypervisor), its symbols as fixtures name them; source lines only of the section with the vector
   * table. Throws an HcallError for a file that is no such image.
   */
  read(path: string, use: LinkedUse): Image {
    const key = JSON.stringify([path, use.table, use.symbolPrefix, use.load?.toString()]);
    const image = this.#known.get(key) ?? readLinkedImage(path, use);
    this.#known.delete(key);
    this.#known.set(key, image);
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostImages && oldest !== undefined) {
      this.#known.delete(oldest);
    }
    return image;
  }
}

const mostImages = 2;

function readLinkedImage(path: string, { table, symbolPrefix, load }: LinkedUse): Image {
  const image = readImageFile(path, {
    load: (lowest) => load ?? lowest & hypAddressMask,
    wantsLine: (bare) => inSectionOf(table, withoutPrefix(bare, symbolPrefix)),
  });
  return withoutPrefix(image, symbolPrefix);
}

/** Whether a link address is in the section of a symbol. */
function inSectionOf(table: string, { sections, symbols }: Image): (address: bigint) => boolean {
  const symbol = new ImageLookup({ sections, symbols, lines: [] }).find(table);
  const section = sections.find(
    ({ address, bytes }) =>
      symbol !== undefined &&
      symbol.address >= address &&
      symbol.address < address + BigInt(bytes.length),
  );
  return (address) =>
    section !== undefined &&
    address >= section.address &&
    address < section.address + BigInt(section.bytes.length);
}

/** The image with other names for what something takes the place of: global symbols, or where there is none local ones. */
export function withReplaced(image: Image, names: ReadonlySet<string>): Image {
  if (names.size === 0) {
    return image;
  }
  const isGlobal = new Set(
    image.symbols.flatMap(({ name, local }) => (names.has(name) && local !== true ? [name] : [])),
  );
  return {
    ...image,
    symbols: image.symbols.map((symbol) =>
      names.has(symbol.name) && (symbol.local !== true || !isGlobal.has(symbol.name))
        ? replacedSymbol(symbol)
        : symbol,
    ),
  };
}

/** Two images as one; their addresses do not overlap. */
export function mergeImages(one: Image, other: Image): Image {
  return {
    sections: [...one.sections, ...other.sections],
    symbols: [...one.symbols, ...other.symbols],
    lines: [...one.lines, ...other.lines].toSorted((a, b) => ascending(a.address, b.address)),
  };
}

/** Where EL2 has a symbol of a kernel: at its linked address without the sign extension. */
export function hypAddress({ address, link }: Pick<ImageSymbol, 'address' | 'link'>): bigint {
  return link === address ? address : link & hypAddressMask;
}

/**
 * The memory of a linked image once more, at its hyp addresses, when it is loaded elsewhere: a function that the kernel
 * names by its own pointer is then where EL2 looks for it. `among`: every other region. Throws 'image-does-not-fit'.
 */
export function hypMirrors(image: Image, among: readonly MemoryRegion[]): MemoryRegion[] {
  const symbol = image.symbols.find(({ address, link }) => address !== link);
  const distance = symbol === undefined ? 0n : hypAddress(symbol) - symbol.address;
  if (distance === 0n) {
    return [];
  }
  const extra = extraRegions(image.sections, among);
  return extra.map((region) => {
    const address = region.address + distance;
    const other =
      overlapping(address, region.size, among) ??
      extra.find(
        (each) =>
          address < each.address + BigInt(each.size) &&
          each.address < address + BigInt(region.size),
      );
    if (other !== undefined) {
      const at = `0x${address.toString(16)}`;
      throw problem('image-does-not-fit', `the hyp address ${at} is taken by '${other.name}'`, {
        note: 'load the image elsewhere, or leave the address out: it is then loaded at its hyp address',
      });
    }
    return { ...region, name: `${region.name}-hyp`, address, mirrors: region.address };
  });
}
