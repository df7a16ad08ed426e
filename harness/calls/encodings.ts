/** HVC #immediate (Arm ARM, C6.2 "HVC"). */
export function hvc64(immediate: number): number {
  return (0xd400_0002 | (immediate << 5)) >>> 0;
}

/** HVC #immediate in A32, always executed (Arm ARM, F5.1 "HVC"). */
export function hvc32(immediate: number): number {
  return (0xe140_0070 | ((immediate >> 4) << 8) | (immediate & 0xf)) >>> 0;
}

/** BL from `address` to `target` (Arm ARM, C6.2 "BL"). Throws a RangeError beyond 128 MiB. */
export function branchWithLink(address: bigint, target: bigint): number {
  const words = (target - address) >> 2n;
  if (words < -(1n << 25n) || words >= 1n << 25n) {
    throw new RangeError(
      `0x${target.toString(16)} is too far from 0x${address.toString(16)} for BL`,
    );
  }
  return Number(0x9400_0000n | (words & 0x3ff_ffffn));
}

export const nop64 = 0xd503_201f;

/** NOP in A32. */
export const nop32 = 0xe320_f000;
