import type { MemoryRegion } from '../machine/machine.ts';

/**
 * Where everything is, by default: the one table of addresses. All physical, below 2^39, so that a kern_hyp_va with
 * 39 bits of virtual address or more maps a kernel address to the same memory.
 */
export const memoryMap = {
  /** Call sites: one instruction that calls, and where it returns to. */
  callers: { name: 'callers', address: 0x4000_0000n, size: 0x10_0000 },
  /** The image: vectors, routines, code of fixtures. */
  image: { name: 'image', address: 0x4010_0000n, size: 0x10_0000 },
  /** Functions that vectors call and the places where calls end, 16 bytes each. */
  stubs: { name: 'stubs', address: 0x4020_0000n, size: 0x1_0000 },
  /** Free for fixtures. */
  data: { name: 'data', address: 0x4030_0000n, size: 0x1_0000 },
  /** The vcpu that TPIDR_EL2 points to. */
  vcpu: { name: 'vcpu', address: 0x4040_0000n, size: 0x1_0000 },
  /** EL1's vector table; arriving there ends a call, so that it needs no code. */
  el1Vectors: { name: 'el1-vectors', address: 0x4050_0000n, size: 0x1000 },
  el1Stack: { name: 'el1-stack', address: 0x4060_0000n, size: 0x4000 },
  /** What a stack overflow would overwrite. */
  el2StackGuard: { name: 'el2-stack-guard', address: 0x406f_f000n, size: 0x1000 },
  el2Stack: { name: 'el2-stack', address: 0x4070_0000n, size: 0x4000 },
} as const satisfies Record<string, MemoryRegion>;

/** Bytes above SP_EL2 at the start of a call: the live frame of whoever ran before, which must stay as it is. */
export const liveFrame = 0x100n;

/** The kernel's view of a physical address, for functions that callers pass: the top bits of a 39-bit kernel address. */
export const kernelBase = 0xffff_ff80_0000_0000n;

/** VTTBR_EL2 of a guest: VMID 1 (bits 63:48) and the base of its stage 2 tables. */
export const guestTranslation = 0x0001_0000_4080_0000n;

/** Every region, in address order. */
export const regions: readonly MemoryRegion[] = Object.values(memoryMap).toSorted((a, b) =>
  a.address < b.address ? -1 : 1,
);

/** The region that holds an address. */
export function regionAt(address: bigint): MemoryRegion | undefined {
  return regions.find(
    (region) => address >= region.address && address < region.address + BigInt(region.size),
  );
}

/** A region that some of these bytes lie in. */
export function overlapping(address: bigint, size: number): MemoryRegion | undefined {
  return regions.find(
    (region) =>
      address < region.address + BigInt(region.size) && region.address < address + BigInt(size),
  );
}

/** Bytes: memory is mapped by whole pages. */
const pageSize = 0x1000n;

/** The pages that sections outside of every region need, neighbours joined. */
export function extraRegions(
  sections: readonly { readonly address: bigint; readonly bytes: Uint8Array }[],
): MemoryRegion[] {
  const ranges = sections
    .filter(
      ({ address, bytes }) => bytes.length > 0 && overlapping(address, bytes.length) === undefined,
    )
    .map(({ address, bytes }) => ({
      low: address - (address % pageSize),
      high: ((address + BigInt(bytes.length) - 1n) / pageSize + 1n) * pageSize,
    }))
    .toSorted((a, b) => (a.low < b.low ? -1 : 1));
  const joined: { low: bigint; high: bigint }[] = [];
  for (const { low, high } of ranges) {
    const last = joined.at(-1);
    if (last !== undefined && low <= last.high) {
      last.high = high > last.high ? high : last.high;
    } else {
      joined.push({ low, high });
    }
  }
  return joined.map(({ low, high }, index) => ({
    name: `image-${index + 1}`,
    address: low,
    size: Number(high - low),
  }));
}

/**
 * The bits of a kernel address that a kern_hyp_va with 39 bits of virtual address leaves: where EL2 has the kernel.
 */
export const hypAddressMask = 0x7f_ffff_ffffn;
