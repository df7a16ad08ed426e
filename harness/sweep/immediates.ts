/** HVC immediates: 16 bits. */
export const immediateCount = 0x1_0000;

/** Immediates that are no ABI's number and no value that code leaves in a register. */
export const plainImmediates: readonly number[] = [0xa5c3, 0x5e97, 0x1d2b];
