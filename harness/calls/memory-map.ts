import type { MemoryRegion } from '../machine/machine.ts';

/** Bytes: memory is mapped by whole pages. */
export const pageSize = 0x1000n;

/** The physical address that the code starts at, unless a user places it elsewhere. */
export const codeBase = 0x1_4000_0000n;

/** A place for code that must lie below 4 GiB: far from all other regions. */
export const lowCodeBase = 0x4800_0000n;

/**
 * What a kern_hyp_va with 39 bits of virtual address leaves of a kernel address: where EL2 has the kernel. Everything
 * lies within.
 */
export const hypAddressMask = 0x7f_ffff_ffffn;

/** Bytes from one stub to the next. */
export const stubSize = 0x10;

/** The regions that go where the code goes: BL reaches 128 MiB (Arm ARM, C6.2 "BL"). */
export interface CodeRegions {
  /** The image: vectors, routines, code of fixtures. */
  readonly image: MemoryRegion;
  /** Functions that vectors call and the places where calls end, `stubSize` bytes each; then variables. */
  readonly stubs: MemoryRegion;
  /** Call sites of routines, which call with BL. */
  readonly routineCallers: MemoryRegion;
  /** Addresses of what is not there. No memory is mapped. */
  readonly absent: MemoryRegion;
}

/** Bytes of all stubs, and of all call sites of routines. */
const stubsSize = 0x1_0000;

/** Bytes of addresses without memory. */
const absentSize = 0xe_0000;

/** Bytes that `codeRegions` takes from `companions` on. */
export const companionsSize = 2 * stubsSize + absentSize;

/** The regions of code whose image has `size` bytes from `base` on. `companions`: where its stubs and callers begin. */
export function codeRegions(base: bigint, size: number, companions: bigint): CodeRegions {
  const callers = companions + BigInt(stubsSize);
  return {
    image: { name: 'image', address: base, size },
    stubs: { name: 'stubs', address: companions, size: stubsSize },
    routineCallers: { name: 'routine-callers', address: callers, size: stubsSize },
    absent: { name: 'absent', address: callers + BigInt(stubsSize), size: absentSize },
  };
}

/** What stays where it is wherever the code goes. */
const fixed = {
  /** Call sites: one instruction that calls, and where it returns to. */
  callers: { name: 'callers', address: 0x1_5000_0000n, size: 0x10_0000 },
  /** The vcpu that TPIDR_EL2 points to. */
  vcpu: { name: 'vcpu', address: 0x1_5040_0000n, size: 0x1_0000 },
  /** EL1's vector table; arriving there ends a call, so that it needs no code. */
  el1Vectors: { name: 'el1-vectors', address: 0x1_5050_0000n, size: 0x1000 },
  /** SP_EL0, at EL0 and for code of EL1 and EL2 that selects it. */
  el0Stack: { name: 'el0-stack', address: 0x1_5058_0000n, size: 0x4000 },
  el1Stack: { name: 'el1-stack', address: 0x1_5060_0000n, size: 0x4000 },
  /** What a stack overflow would overwrite. */
  el2StackGuard: { name: 'el2-stack-guard', address: 0x1_506f_f000n, size: 0x1000 },
  el2Stack: { name: 'el2-stack', address: 0x1_5070_0000n, size: 0x4000 },
  /** For `regions:` whose pointers nobody gives a value. */
  regions: { name: 'regions', address: 0x1_5100_0000n, size: 0x10_0000 },
  /** Free for fixtures. */
  data: { name: 'data', address: 0x4030_0000n, size: 0x1_0000 },
  /** Call sites in AArch32 state. */
  aarch32Callers: { name: 'aarch32-callers', address: 0x4040_0000n, size: 0x10_0000 },
  /** The regions again, where a caller in AArch32 state can have pointers to. */
  aarch32Regions: { name: 'aarch32-regions', address: 0x4050_0000n, size: 0x10_0000 },
} as const satisfies Record<string, MemoryRegion>;

export const fixedRegions: readonly MemoryRegion[] = Object.values(fixed);

/**
 * Where everything is, by default: the one table of addresses. All physical.
 *
 * What code holds pointers to lies above 4 GiB, so that code which keeps only the low half of one does not find it: no
 * low half of an address is another region's. It fits into one block of 1 GiB, and the data are within the 4 GiB that
 * ADRP reaches from the image. An AArch32 caller has 32 bits of PC, and of pointers.
 */
export const memoryMap = { ...codeRegions(codeBase, 0x1_0000, 0x1_4001_0000n), ...fixed };

/** Memory for data, which may hold anything before a call. */
export const dataRegions: readonly MemoryRegion[] = [
  memoryMap.regions,
  memoryMap.aarch32Regions,
  memoryMap.vcpu,
  memoryMap.data,
  memoryMap.el0Stack,
  memoryMap.el1Stack,
  memoryMap.el2Stack,
];

/** Regions that hold call sites. */
export type CallSiteRegion = 'callers' | 'routineCallers' | 'aarch32Callers';

/** Bytes above SP_EL2 at the start of a call: the live frame of whoever ran before, which must stay as it is. */
export const liveFrame = 0x100n;

/** The kernel's view of a physical address, for functions that callers pass: the top bits of a 39-bit kernel address. */
const kernelBase = 0xffff_ff80_0000_0000n;

/** The same of a kernel with up to 48 bits of virtual addresses: what is left of it is the physical address, whatever it masks by. */
const wideKernelBase = 0xffff_0000_0000_0000n;

/** The top bits of kernel addresses, for code that is linked at these. */
export function kernelBaseOf(links: Iterable<bigint>): bigint {
  for (const link of links) {
    if (link >= wideKernelBase && link < kernelBase) {
      return wideKernelBase;
    }
  }
  return kernelBase;
}

/** VTTBR_EL2 of a guest: VMID 1 (bits 63:48) and the base of its stage 2 tables. */
export const guestTranslation = 0x0001_0000_4080_0000n;

/** Every region with memory, in address order, with the code there. */
export function regionsWith(code: CodeRegions): readonly MemoryRegion[] {
  const { image, stubs, routineCallers } = code;
  return [...fixedRegions, image, stubs, routineCallers].toSorted((a, b) =>
    a.address < b.address ? -1 : 1,
  );
}

/** Every region, in address order, by default. */
export const regions = regionsWith(memoryMap);

/** The region that holds an address. */
export function regionAt(
  address: bigint,
  among: readonly MemoryRegion[],
): MemoryRegion | undefined {
  return overlapping(address, 1, among);
}

/** A region that some of these bytes lie in. */
export function overlapping(
  address: bigint,
  size: number,
  among: readonly MemoryRegion[],
): MemoryRegion | undefined {
  return among.find(
    (region) =>
      address < region.address + BigInt(region.size) && region.address < address + BigInt(size),
  );
}

/** The pages that sections outside of all these regions need, neighbours joined. */
export function extraRegions(
  sections: readonly { readonly address: bigint; readonly bytes: Uint8Array }[],
  among: readonly MemoryRegion[],
): MemoryRegion[] {
  const ranges = sections
    .filter(
      ({ address, bytes }) =>
        bytes.length > 0 && overlapping(address, bytes.length, among) === undefined,
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
