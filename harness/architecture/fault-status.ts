/** Fault status codes, IFSC and DFSC (Arm ARM, D13.2.37 "ISS encoding for an exception from a Data Abort"). */
export const faultStatus = {
  /** Address size fault, level 0: the address is beyond the physical address space. */
  addressSize: 0x00,
  /** Translation fault, level 0: where the level is not known. */
  translation: 0x04,
  /** Synchronous External abort: nothing answers at the address, or it refuses the write. */
  external: 0x10,
  alignment: 0x21,
} as const;

/** Of the Cortex-A72: ID_AA64MMFR0_EL1.PARange is 4. */
export const physicalAddressBits = 44;

/** Whether it is in the physical address space. */
export function isPhysical(address: bigint): boolean {
  return address >> BigInt(physicalAddressBits) === 0n;
}

/** The fault of an access that nothing answers, with the MMU off. */
export function untranslatedFault(address: bigint): number {
  return isPhysical(address) ? faultStatus.external : faultStatus.addressSize;
}
