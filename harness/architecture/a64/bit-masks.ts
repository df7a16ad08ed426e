/** The operands of DecodeBitMasks (Arm ARM, aarch64/instrs/integer/bitmasks). */
export interface BitMaskOperands {
  readonly N: number;
  readonly immr: number;
  readonly imms: number;
  /** 32 or 64 bits. */
  readonly width: number;
  /** Of a logical instruction, for which a mask of all ones does not exist. */
  readonly logical: boolean;
}

export interface BitMasks {
  readonly wmask: bigint;
  readonly tmask: bigint;
}

const ones = (count: number): bigint => (1n << BigInt(count)) - 1n;

/** The masks of a logical (immediate) or a bitfield instruction; undefined where they are unallocated. */
export function decodeBitMasks({
  N,
  immr,
  imms,
  width,
  logical,
}: BitMaskOperands): BitMasks | undefined {
  const combined = (N << 6) | (~imms & 0x3f);
  const length = 31 - Math.clz32(combined);
  const size = 1 << length;
  if (combined === 0 || length < 1 || size > width) {
    return undefined;
  }
  const levels = size - 1;
  const s = imms & levels;
  const r = immr & levels;
  if (logical && s === levels) {
    return undefined;
  }
  const element = ones(s + 1);
  const rotated = ((element >> BigInt(r)) | (element << BigInt(size - r))) & ones(size);
  const top = ones(((s - r) & levels) + 1);
  const replicate = (value: bigint): bigint => {
    let result = 0n;
    for (let at = 0; at < width; at += size) {
      result |= value << BigInt(at);
    }
    return result;
  };
  return { wmask: replicate(rotated), tmask: replicate(top) };
}

/** The fields of a logical instruction with this immediate, an unsigned number of 32 or 64 bits; undefined for one that has none. */
export function encodeBitMask(
  value: bigint,
  width: number,
): { readonly N: number; readonly immr: number; readonly imms: number } | undefined {
  if (value === 0n || value === ones(width)) {
    return undefined;
  }
  // The smallest element that all of it repeats.
  let size = width;
  while (size > 2) {
    const half = size / 2;
    const [low, high] = [value & ones(half), (value >> BigInt(half)) & ones(half)];
    if (low !== high) {
      break;
    }
    size = half;
  }
  const element = value & ones(size);
  const rotatedRight = (by: number): bigint =>
    ((element >> BigInt(by)) | (element << BigInt(size - by))) & ones(size);
  for (let right = 0; right < size; right += 1) {
    const run = rotatedRight(right);
    // A run of ones from bit 0 on.
    if ((run & (run + 1n)) === 0n && (run & 1n) === 1n) {
      const count = run.toString(2).length;
      const sizeBits = (~(size * 2 - 1) & 0x3f) | (count - 1);
      return { N: size === 64 ? 1 : 0, immr: (size - right) % size, imms: sizeBits };
    }
  }
  return undefined;
}
