import { encodeA32Hvc } from '../architecture/aarch32.ts';
import { encodeForm } from '../architecture/a64/instructions.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import { codeOf } from '../architecture/a64/word.ts';
import { pstateBits } from '../architecture/pstate.ts';
import type { State } from '../architecture/state.ts';
import type { MemoryContent } from '../machine/machine.ts';

/** HVC #immediate (Arm ARM, C6.2 "HVC"). */
export function hvc64(immediate: number): InstructionWord {
  return encodeForm('HVC', { imm16: immediate });
}

/** The code of an HVC where this state is about to execute, in its execution state. */
export function hvcIn(state: State, immediate: number): MemoryContent {
  const isNarrow = (state.get('pstate') & pstateBits.nRW) !== 0n;
  const word = isNarrow ? encodeA32Hvc(immediate) : hvc64(immediate);
  return { address: state.get('pc'), bytes: codeOf(word), execute: !isNarrow };
}

/** Whether BL at `address` reaches `target`: 128 MiB in both directions (Arm ARM, C6.2 "BL"). */
export function reachesWithLink(address: bigint, target: bigint): boolean {
  const words = (target - address) >> 2n;
  return words >= -(1n << 25n) && words < 1n << 25n;
}

/** BL from `address` to `target` (Arm ARM, C6.2 "BL"). Throws a RangeError beyond its reach. */
export function branchWithLink(address: bigint, target: bigint): InstructionWord {
  if (!reachesWithLink(address, target)) {
    throw new RangeError(
      `0x${target.toString(16)} is too far from 0x${address.toString(16)} for BL`,
    );
  }
  return encodeForm('B/BL', { op: 1, imm26: Number((target - address) >> 2n) });
}
