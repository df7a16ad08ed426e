/**
 * Fault status codes, IFSC and DFSC (Arm ARM, D13.2.37 "ISS encoding for an exception from a Data Abort"). Those of a
 * translation are of level 0: the level is added.
 */
export const faultStatus = {
  /** Of level 0, too, where nothing is translated and the address is beyond the physical address space. */
  addressSize: 0x00,
  translation: 0x04,
  accessFlag: 0x08,
  permission: 0x0c,
  /** Synchronous External abort: nothing answers at the address, or it refuses the write. */
  external: 0x10,
  /** The same of a descriptor. */
  externalOnWalk: 0x14,
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
