import { problem } from '../diagnostics/diagnostic.ts';
import { readImageFile } from '../image/elf/read-image.ts';
import type { Image } from '../image/image.ts';
import { ImageLookup } from '../image/lookup.ts';
import { overlapping } from './memory-map.ts';

/**
 * The bits of a kernel address that a kern_hyp_va with 39 bits of virtual address leaves: where EL2 has the kernel. An
 * image that is loaded there is at its physical and at its hyp address at once.
 */
const hypAddressMask = 0x7f_ffff_ffffn;

/**
 * Reads a linked image (vmlinux, a hypervisor) at `load`, or at its hyp address; source lines only of the section with
 * the vector table. Throws an HcallError for a file that is no such image, or that does not fit into the memory map.
 */
export function readLinkedImage(path: string, table: string, load: bigint | undefined): Image {
  const bare = readImageFile(path, { wantsLine: () => false });
  const lowest = bare.symbols.length === 0 ? 0n : lowestAddress(bare);
  const at = load ?? lowest & hypAddressMask;
  const symbol = new ImageLookup(bare).find(table);
  const section = bare.sections.find(
    ({ address, bytes }) =>
      symbol !== undefined &&
      symbol.address >= address &&
      symbol.address < address + BigInt(bytes.length),
  );
  const image = readImageFile(path, {
    load: at,
    wantsLine: (address) =>
      section !== undefined &&
      address >= section.address &&
      address < section.address + BigInt(section.bytes.length),
  });
  for (const { name, address, bytes } of image.sections) {
    const region = overlapping(address, bytes.length);
    if (region !== undefined && region.name !== 'image') {
      throw problem(
        'image-does-not-fit',
        `section '${name}' of '${path}' would lie over the region '${region.name}' of the memory map`,
        { note: "load it elsewhere with 'load:' beside 'files:', or with --load" },
      );
    }
  }
  return image;
}

function lowestAddress({ sections }: Image): bigint {
  return sections
    .map(({ address }) => address)
    .reduce((low, address) => (address < low ? address : low));
}

/** Two images as one; their addresses do not overlap. */
export function mergeImages(one: Image, other: Image): Image {
  return {
    sections: [...one.sections, ...other.sections],
    symbols: [...one.symbols, ...other.symbols],
    lines: [...one.lines, ...other.lines].toSorted((a, b) =>
      a.address < b.address ? -1 : Number(a.address > b.address),
    ),
  };
}
