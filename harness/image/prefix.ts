import type { Image } from './image.ts';

/** A name of the code without the prefix that it may have: `__kvm_nvhe_el1_sync` is what `el1_sync` is looked up as first. */
export function nameWithout(prefix: string | undefined, name: string): string {
  return prefix !== undefined && name.length > prefix.length && name.startsWith(prefix)
    ? name.slice(prefix.length)
    : name;
}

/** The names that may be meant by one, in the order in which they count. */
export function namesWith(prefix: string | undefined, name: string): readonly string[] {
  return prefix === undefined || prefix === '' ? [name] : [`${prefix}${name}`, name];
}

/** The image with the names of symbols as fixtures write them. What has no prefix keeps its name, and comes second. */
export function withoutPrefix(image: Image, prefix: string | undefined): Image {
  if (prefix === undefined || prefix === '') {
    return image;
  }
  const { openReferences } = image;
  return {
    ...image,
    symbols: image.symbols.map((symbol) => {
      const name = nameWithout(prefix, symbol.name);
      return name === symbol.name ? symbol : { ...symbol, name, prefixed: true };
    }),
    ...(openReferences === undefined
      ? {}
      : {
          openReferences: openReferences.map(({ address, name }) => ({
            address,
            name: nameWithout(prefix, name),
          })),
        }),
  };
}
