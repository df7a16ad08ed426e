import type { Key } from './a64/pointer-authentication.ts';
import { sctlrBits } from './control-bits.ts';
import { currentLevel } from './pstate.ts';
import { wordOf } from './registers.ts';
import type { State } from './state.ts';

const enables: Readonly<Record<Exclude<Key, 'GA'>, number>> = {
  IA: Number(sctlrBits.enia),
  IB: Number(sctlrBits.enib),
  DA: Number(sctlrBits.enda),
  DB: Number(sctlrBits.endb),
};

const sctlr1 = wordOf('sctlr_el1') * 2;
const sctlr2 = wordOf('sctlr_el2') * 2;

/**
 * Whether instructions use the key at the state's level: SCTLR_ELx.EnIA and its kin; else they leave the pointer as it is. PACGA,
 * with the generic key, always does. HCR_EL2.E2H is 0 (Arm ARM, AddPACIA and its kin).
 */
export function isKeyEnabled(key: Key, state: State): boolean {
  if (key === 'GA') {
    return true;
  }
  const half = currentLevel(state) === 2 ? sctlr2 : sctlr1;
  return ((state.halves[half] as number) & enables[key]) !== 0;
}
