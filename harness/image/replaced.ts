import type { Image, ImageSymbol } from './image.ts';

/** What a definition is called that something has taken the place of: no source can have such a name. */
export function replacedName(symbol: string): string {
  return `${symbol} (replaced)`;
}

/** The symbol that something takes the place of, by its new name. */
export function replacedSymbol(symbol: ImageSymbol): ImageSymbol {
  return { ...symbol, name: replacedName(symbol.name) };
}

/** The image with other bytes at a physical address, within one section. The image itself stays. */
export function withBytes(image: Image, address: bigint, bytes: Uint8Array): Image {
  const sections = image.sections.map((section) => {
    const offset = Number(address - section.address);
    if (offset < 0 || offset + bytes.length > section.bytes.length) {
      return section;
    }
    const patched = section.bytes.slice();
    patched.set(bytes, offset);
    return { ...section, bytes: patched };
  });
  return { ...image, sections };
}
