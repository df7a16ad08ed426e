import type { MemoryAttributes } from './result.ts';

/** Outer Shareable, as Device memory and Normal Non-cacheable memory are (Arm ARM, D8.5.2). */
const outerShareable = 2;
const nonCacheable = 0x44;

export const deviceMemory: MemoryAttributes = {
  device: true,
  attributes: 0,
  shareability: outerShareable,
};

/** Of instructions while nothing is translated, by SCTLR_ELx.I (Arm ARM, AArch64.S1DisabledOutput). */
export const untranslatedCode = (cached: boolean): MemoryAttributes => ({
  device: false,
  attributes: cached ? 0xaa : nonCacheable,
  shareability: outerShareable,
});

/** Of everything at stage 1 with HCR_EL2.DC: Write-Back, Non-shareable. */
export const defaultCacheable: MemoryAttributes = {
  device: false,
  attributes: 0xff,
  shareability: 0,
};

/** The attributes of a byte of MAIR_ELx; undefined where it is UNPREDICTABLE (Arm ARM, D13.2.97). */
export function memoryOf(attributes: number, shareability: number): MemoryAttributes | undefined {
  const device = attributes >> 4 === 0;
  if (device ? (attributes & 0b11) !== 0 : (attributes & 0xf) === 0) {
    return undefined;
  }
  const fixed = device || attributes === nonCacheable;
  return { device, attributes, shareability: fixed ? outerShareable : shareability };
}

/** Cacheability of half an attribute: 1 Non-cacheable, 2 Write-Through, 3 Write-Back, as MemAttr of stage 2 has it. */
function cacheability(nibble: number): number {
  if (nibble === 4) {
    return 1;
  }
  // 0b00RW is Write-Through and 0b01RW Write-Back, both transient.
  return nibble >= 12 || nibble >> 2 === 1 ? 3 : 2;
}

function combinedHalf(first: number, second: number): number {
  const weakest = Math.min(cacheability(first), second);
  if (weakest === 1) {
    return 4;
  }
  // The allocation hints are those of stage 1.
  return (weakest === 2 ? 0b1000 : 0b1100) | (first & 0b11);
}

/**
 * Both stages together (Arm ARM, D8.5.6). `memAttr` is MemAttr of the stage 2 descriptor, 4 bits; undefined where that
 * is reserved. `uncached` is HCR_EL2.CD or ID.
 */
export function combined(
  first: MemoryAttributes,
  memAttr: number,
  shareability: number,
  uncached: boolean,
): MemoryAttributes | undefined {
  const outer = memAttr >> 2;
  const inner = memAttr & 0b11;
  if (outer !== 0 && inner === 0) {
    return undefined;
  }
  if (first.device || outer === 0) {
    // nGnRnE, nGnRE, nGRE and GRE, in both encodings the order of what they allow.
    const kinds = [first.device ? first.attributes >> 2 : 3, outer === 0 ? inner : 3];
    return { device: true, attributes: Math.min(...kinds) << 2, shareability: outerShareable };
  }
  const second = uncached ? { outer: 1, inner: 1 } : { outer, inner };
  const attributes =
    (combinedHalf(first.attributes >> 4, second.outer) << 4) |
    combinedHalf(first.attributes & 0xf, second.inner);
  // The wider of the two: outer, inner, none.
  const both = new Set([first.shareability, shareability]);
  const wider = both.has(2) ? 2 : both.has(3) ? 3 : 0;
  return {
    device: false,
    attributes,
    shareability: attributes === nonCacheable ? outerShareable : wider,
  };
}
