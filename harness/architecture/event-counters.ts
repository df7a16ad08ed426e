import { currentLevel } from './pstate.ts';
import { wordOf } from './registers.ts';
import type { State } from './state.ts';

/** The event counters of a Cortex-A72: PMCR_EL0.N (Technical Reference Manual, 11.4.1). */
export const eventCounterCount = 6;

/** MDCR_EL2.HPMN, 5 bits: the first of the counters that are EL2's alone (Arm ARM, D13.3.17). */
const hpmn = 0x1fn;
const mdcr = wordOf('mdcr_el2');

/**
 * How many event counters the current level has. A HPMN of 0, or beyond the last counter, is CONSTRAINED UNPREDICTABLE:
 * then EL1 has them all.
 */
export function accessibleCounters(state: State): number {
  if (currentLevel(state) >= 2) {
    return eventCounterCount;
  }
  const first = Number((state.words[mdcr] as bigint) & hpmn);
  return first === 0 || first > eventCounterCount ? eventCounterCount : first;
}

/** The bits of PMCNTENSET_EL0 and its like: one for each event counter, and C, bit 31. */
export function counterMask(counters: number): bigint {
  return (1n << 31n) | ((1n << BigInt(counters)) - 1n);
}

/** Those that the current level has. */
export function counterBits(state: State): bigint {
  return counterMask(accessibleCounters(state));
}
