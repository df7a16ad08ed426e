import { hcrBits } from './control-bits.ts';
import { currentLevel, pstateBits } from './pstate.ts';
import type { State } from './state.ts';
import type { InterruptKind } from './virtual-interrupts.ts';

/** What routes a physical interrupt to EL2, and what masks it there. */
const controls = {
  irq: { text: 'an IRQ', routing: hcrBits.imo, control: 'HCR_EL2.IMO', mask: 'i' },
  fiq: { text: 'an FIQ', routing: hcrBits.fmo, control: 'HCR_EL2.FMO', mask: 'f' },
  serror: { text: 'an SError', routing: hcrBits.amo, control: 'HCR_EL2.AMO', mask: 'a' },
} as const;

/**
 * Why EL2 does not take a physical interrupt in this state; undefined where it does (Arm ARM, D1.14.1 "Asynchronous
 * exception routing", D1.14.2 "Asynchronous exception masking").
 */
export function whyNotTaken(kind: InterruptKind, state: State): string | undefined {
  const { text, routing, control, mask } = controls[kind];
  const isRouted = (state.get('hcr_el2') & (routing | hcrBits.tge)) !== 0n;
  const level = currentLevel(state);
  if (!isRouted) {
    return level === 2
      ? `EL2 does not take ${text} while ${control} is 0`
      : `${text} is taken to EL1 while ${control} is 0`;
  }
  // PSTATE masks nothing that goes to a higher level.
  return level === 2 && (state.get('pstate') & pstateBits[mask]) !== 0n
    ? `${text} is masked: PSTATE.${mask.toUpperCase()} is 1`
    : undefined;
}
