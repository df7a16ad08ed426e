import { encodeForm } from '../architecture/a64/instructions.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';

/** HVC #immediate (Arm ARM, C6.2 "HVC"). */
export function hvc64(immediate: number): InstructionWord {
  return encodeForm('HVC', { imm16: immediate });
}

/** BL from `address` to `target` (Arm ARM, C6.2 "BL"). Throws a RangeError beyond 128 MiB. */
export function branchWithLink(address: bigint, target: bigint): InstructionWord {
  const words = (target - address) >> 2n;
  if (words < -(1n << 25n) || words >= 1n << 25n) {
    throw new RangeError(
      `0x${target.toString(16)} is too far from 0x${address.toString(16)} for BL`,
    );
  }
  return encodeForm('B/BL', { op: 1, imm26: Number(words) });
}
