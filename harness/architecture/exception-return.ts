import { currentLevel, isAarch32, modeLevel, nzcvMask, daifMask, pstateBits } from './pstate.ts';
import { wordOf } from './registers.ts';
import type { State } from './state.ts';
import { hcrBits } from './traps.ts';

/** Why an exception return is illegal (Arm ARM, D1.11.4 "Illegal return events from AArch64 state"). */
export type IllegalReturn =
  | 'level-above-current'
  | 'reserved-mode'
  | 'el0-with-own-sp'
  | 'wrong-register-width'
  | 'el1-with-tge';

/** What ERET does. */
export interface ExceptionReturn {
  /** undefined for a legal return. */
  readonly illegal: IllegalReturn | undefined;
  readonly pc: bigint;
  /** The new PSTATE, in SPSR layout. */
  readonly pstate: bigint;
}

const words = {
  pc: wordOf('pc'),
  pstate: wordOf('pstate'),
  hcr: wordOf('hcr_el2'),
  elr: { 1: wordOf('elr_el1'), 2: wordOf('elr_el2') },
  spsr: { 1: wordOf('spsr_el1'), 2: wordOf('spsr_el2') },
} as const;

/** The SPSR bits that AArch64 state has in Armv8.0, without software step, which hcall does not enable. */
const aarch64Bits = nzcvMask | pstateBits.il | daifMask | 0x1fn;
/** All of CPSR but the reserved bits 23:21 (DIT, SSBS and PAN of later versions). */
const aarch32Bits = 0xff1f_ffffn;

function illegality(level: 1 | 2, spsr: bigint, hcr: bigint): IllegalReturn | undefined {
  if (!isAarch32(spsr)) {
    if ((spsr & 0b10n) !== 0n) return 'reserved-mode';
    if ((spsr & 0xfn) === 1n) return 'el0-with-own-sp';
  }
  const target = modeLevel(spsr);
  if (target === undefined) return 'reserved-mode';
  if (target > level) return 'level-above-current';
  const el1IsAarch64 = (hcr & hcrBits.rw) !== 0n;
  if (isAarch32(spsr)) {
    if (target === 2 || (target === 1 && (level === 1 || el1IsAarch64)))
      return 'wrong-register-width';
  } else if (target < 2 && !el1IsAarch64) {
    return 'wrong-register-width';
  }
  return target === 1 && (hcr & hcrBits.tge) !== 0n ? 'el1-with-tge' : undefined;
}

/**
 * What an ERET at EL1 or EL2 does to PC and PSTATE (Arm ARM, AArch64.ExceptionReturn, SetPSTATEFromPSR,
 * IllegalExceptionReturn). Throws a RangeError at EL0 and EL3.
 */
export function exceptionReturn(state: State): ExceptionReturn {
  const level = currentLevel(state);
  if (level === 0 || level === 3) throw new RangeError(`no exception return at EL${level}`);
  const pc = state.words[words.elr[level]] as bigint;
  const spsr = state.words[words.spsr[level]] as bigint;
  const illegal = illegality(level, spsr, state.words[words.hcr] as bigint);
  if (illegal !== undefined) {
    const kept = (state.words[words.pstate] as bigint) & ~(nzcvMask | daifMask | pstateBits.ss);
    return { illegal, pc, pstate: kept | (spsr & (nzcvMask | daifMask)) | pstateBits.il };
  }
  if (!isAarch32(spsr)) return { illegal, pc, pstate: spsr & aarch64Bits };
  const alignment = (spsr & pstateBits.t) === 0n ? 3n : 1n;
  return { illegal, pc: pc & 0xffff_ffffn & ~alignment, pstate: spsr & aarch32Bits };
}

/** Does it: writes PC and PSTATE. */
export function applyReturn(state: State, result: ExceptionReturn): void {
  state.words[words.pc] = result.pc;
  state.words[words.pstate] = result.pstate;
}
