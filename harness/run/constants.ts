import type { Image } from '../image/image.ts';

/** SUBS (immediate) with the zero register as its destination: CMP (Arm ARM, C6.2 "SUBS (immediate)"). */
const compareMask = 0x7f80_001f;
const compareImmediate = 0x7100_001f;
/** MOVZ, either width. */
const moveMask = 0x7f80_0000;
const moveWide = 0x5280_0000;

/** More constants than this are data, not numbers of calls. */
const mostConstants = 16;

/** The constants that the code of an image compares with or builds, ascending: an input might be tested for them. */
export function constantsIn(image: Image): bigint[] {
  const constants = new Set<bigint>();
  for (const { bytes, flags } of image.sections) {
    if (flags.execute) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let offset = 0; offset + 4 <= bytes.byteLength; offset += 4) {
        const constant = constantOf(view.getUint32(offset, true));
        if (constant !== undefined) {
          constants.add(constant);
        }
      }
    }
  }
  return [...constants].toSorted((a, b) => (a < b ? -1 : 1)).slice(0, mostConstants);
}

function constantOf(word: number): bigint | undefined {
  if ((word & compareMask) >>> 0 === compareImmediate) {
    const shift = (word >>> 22) & 1 ? 12n : 0n;
    return BigInt((word >>> 10) & 0xfff) << shift;
  }
  if ((word & moveMask) >>> 0 === moveWide) {
    return BigInt((word >>> 5) & 0xffff) << BigInt(16 * ((word >>> 21) & 3));
  }
  return undefined;
}
