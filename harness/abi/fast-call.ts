/** Bit 31 of a function identifier: a fast call (Arm DEN 0028, "Function Identifiers"). */
const fastCall = 1n << 31n;

/**
 * Whether a number in a register is the function identifier of a fast call of the SMC Calling Convention: 32 bits, which
 * are passed in a W register. The identifiers of its yielding calls cannot be told from numbers of any other ABI.
 */
export function isFastCall(number: bigint): boolean {
  return number >> 32n === 0n && (number & fastCall) !== 0n;
}
