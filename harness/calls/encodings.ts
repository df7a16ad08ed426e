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

/**
 * The call of a routine from `address`: BL, or where that does not reach, BLR of the link register, which the call writes in any
 * case. So no register that the routine sees has another value than after BL.
 */
export function callOf(address: bigint, target: bigint): readonly InstructionWord[] {
  if (reachesWithLink(address, target)) {
    const imm26 = Number((target - address) >> 2n);
    return [encodeForm('B/BL', { op: 1, imm26 })];
  }
  const halves = [0, 1, 2, 3].map((hw) =>
    encodeForm('MOVN/MOVZ/MOVK', {
      sf: 1,
      opc: hw === 0 ? 2 : 3,
      hw,
      imm16: Number((target >> BigInt(16 * hw)) & 0xffffn),
      Rd: linkRegister,
    }),
  );
  return [...halves, encodeForm('BR/BLR/RET', { opc: 1, Rn: linkRegister })];
}

const linkRegister = 30;

/** Whether BL at `address` reaches `target`: 128 MiB in both directions (Arm ARM, C6.2 "BL"). */
function reachesWithLink(address: bigint, target: bigint): boolean {
  const words = (target - address) >> 2n;
  return words >= -(1n << 25n) && words < 1n << 25n;
}
