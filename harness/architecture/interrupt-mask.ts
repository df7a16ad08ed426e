import { hcrBits } from './control-bits.ts';
import { currentLevel, pstateBits } from './pstate.ts';
import type { VectorKind } from './slot.ts';
import type { State } from './state.ts';

/** What masks an interrupt, and what routes it to EL2, by their names. */
const controls = {
  irq: { mask: pstateBits.i, maskName: 'PSTATE.I', route: hcrBits.imo, routeName: 'HCR_EL2.IMO' },
  fiq: { mask: pstateBits.f, maskName: 'PSTATE.F', route: hcrBits.fmo, routeName: 'HCR_EL2.FMO' },
  serror: {
    mask: pstateBits.a,
    maskName: 'PSTATE.A',
    route: hcrBits.amo,
    routeName: 'HCR_EL2.AMO',
  },
} as const;

/**
 * Why EL2 does not take such an exception while it runs itself; undefined where it does. One that is masked stays pending,
 * and so does one that is not routed to EL2: it waits for a lower level (Arm ARM, D1.13.4 "Prioritization and recognition
 * of interrupts", the table of targets with SCR_EL3 routing nothing). A synchronous exception is never masked.
 */
export function whyNotTaken(kind: VectorKind, pstate: bigint, hcr: bigint): string | undefined {
  if (kind === 'sync') {
    return undefined;
  }
  const { mask, maskName, route, routeName } = controls[kind];
  if ((pstate & mask) !== 0n) {
    return `${maskName} is 1`;
  }
  return (hcr & (route | hcrBits.tge)) === 0n ? `${routeName} and HCR_EL2.TGE are 0` : undefined;
}

/** The same of an exception that comes in this state, from a lower level, too: what goes to a higher one nothing masks. */
export function whyNotTakenAt(kind: VectorKind, state: State): string | undefined {
  const hcr = state.get('hcr_el2');
  if (currentLevel(state) === 2) {
    return whyNotTaken(kind, state.get('pstate'), hcr);
  }
  const reason = whyNotTaken(kind, 0n, hcr);
  return reason === undefined ? undefined : `${reason}, so that EL1 takes it`;
}
