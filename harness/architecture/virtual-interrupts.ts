import { hcrBits } from './control-bits.ts';
import { currentLevel, pstateBits, pstateNumber } from './pstate.ts';
import { wordOf } from './registers.ts';
import type { State } from './state.ts';

const hcrWord = wordOf('hcr_el2');

/** What HCR_EL2 pends and routes, and the bit that masks it in PSTATE and shows it in ISR_EL1; the first one is taken. */
const interrupts = [
  { kind: 'serror', bits: hcrBits.vse | hcrBits.amo, mask: pstateBits.a },
  { kind: 'fiq', bits: hcrBits.vf | hcrBits.fmo, mask: pstateBits.f },
  { kind: 'irq', bits: hcrBits.vi | hcrBits.imo, mask: pstateBits.i },
] as const;

export type InterruptKind = (typeof interrupts)[number]['kind'];

const pendingBits = Number(hcrBits.vse | hcrBits.vf | hcrBits.vi);

/** Whether HCR_EL2 pends any, wherever it would be taken. */
export function hasVirtualInterrupt(state: State): boolean {
  return ((state.halves[hcrWord * 2] as number) & pendingBits) !== 0;
}

/** Those that are pending at the current level: EL1 or EL0, and not while HCR_EL2.TGE is set (Arm ARM, D1.14.2). */
function pending(state: State): readonly (typeof interrupts)[number][] {
  const hcr = state.words[hcrWord] as bigint;
  if (currentLevel(state) >= 2 || (hcr & hcrBits.tge) !== 0n) {
    return [];
  }
  return interrupts.filter(({ bits }) => (hcr & bits) === bits);
}

/** The virtual interrupt that is taken before the next instruction; undefined where there is none, or it is masked. */
export function takenVirtualInterrupt(state: State): InterruptKind | undefined {
  const pstate = BigInt(pstateNumber(state));
  return pending(state).find(({ mask }) => (pstate & mask) === 0n)?.kind;
}

/** ISR_EL1 (Arm ARM, D13.2.59): no physical interrupt is ever pending. */
export function interruptStatus(state: State): bigint {
  return pending(state).reduce((sum, { mask }) => sum | mask, 0n);
}

/** Taking a virtual SError clears HCR_EL2.VSE (Arm ARM, ClearPendingVirtualSError). */
export function clearVirtualError(state: State): void {
  state.words[hcrWord] = (state.words[hcrWord] as bigint) & ~hcrBits.vse;
}
