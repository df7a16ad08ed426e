import {
  currentLevel,
  daifMask,
  laterPstateBits,
  levelOfMode,
  nzcvMask,
  pstateBits,
  pstateNumber,
} from './pstate.ts';
import type { ProcessorModel } from './processor-model.ts';
import { wordOf } from './registers.ts';
import type { State } from './state.ts';
import { hcrBits } from './control-bits.ts';

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

// All that counts is in the low halves of the registers, which are numbers: no BigInt on the way of every call.
const nRW = Number(pstateBits.nRW);
const flagsAndMasks = Number(nzcvMask | daifMask);
const illegalState = Number(pstateBits.il);
const thumb = Number(pstateBits.t);
const softwareStep = Number(pstateBits.ss);
const el1IsAarch64 = Number(hcrBits.rw);
const trapGeneral = Number(hcrBits.tge);

/** The SPSR bits that AArch64 state has in Armv8.0, without software step, which hcall does not enable. */
const aarch64Bits = flagsAndMasks | illegalState | 0x1f;
/** All of CPSR but the reserved bits 23:21 (DIT, SSBS and PAN of later versions). */
const aarch32Bits = 0xff1f_ffff;

const pan = Number(pstateBits.pan);

/**
 * The bits of SPSR that a return takes into PSTATE, unsigned; an illegal one takes the flags, the masks and PAN alone (Arm ARM,
 * SetPSTATEFromPSR; UAO and BTYPE are then UNKNOWN, and stay).
 */
export function returnedBits(processor: ProcessorModel): ReturnedBits {
  const later = laterPstateBits(processor);
  return later === 0 ? returnedByArmv8 : withLater(later);
}

interface ReturnedBits {
  readonly aarch64: number;
  readonly aarch32: number;
  readonly illegal: number;
}

function withLater(later: number): ReturnedBits {
  return {
    aarch64: (aarch64Bits | later) >>> 0,
    aarch32: (aarch32Bits | (later & pan)) >>> 0,
    illegal: (flagsAndMasks | (later & pan)) >>> 0,
  };
}

const returnedByArmv8 = withLater(0);

function illegality(level: 1 | 2, spsr: number, hcr: number): IllegalReturn | undefined {
  const narrow = (spsr & nRW) !== 0;
  if (!narrow) {
    if ((spsr & 0b10) !== 0) {
      return 'reserved-mode';
    }
    if ((spsr & 0xf) === 1) {
      return 'el0-with-own-sp';
    }
  }
  const target = levelOfMode(spsr & 0x1f);
  if (target === undefined) {
    return 'reserved-mode';
  }
  if (target > level) {
    return 'level-above-current';
  }
  const wide = (hcr & el1IsAarch64) !== 0;
  if (narrow) {
    if (target === 2 || (target === 1 && (level === 1 || wide))) {
      return 'wrong-register-width';
    }
  } else if (target < 2 && !wide) {
    return 'wrong-register-width';
  }
  return target === 1 && (hcr & trapGeneral) !== 0 ? 'el1-with-tge' : undefined;
}

/** Whether the PSTATE is one that a return of EL2 could lead to, HCR_EL2.TGE aside. */
export function isPossibleState(state: State): boolean {
  const why = illegality(2, pstateNumber(state), state.halves[words.hcr * 2] as number);
  return why === undefined || why === 'el1-with-tge';
}

/** An unsigned 32-bit number as a PSTATE. */
function pstateOf(bits: number): bigint {
  return BigInt(bits >>> 0);
}

/**
 * What an ERET at EL1 or EL2 does to PC and PSTATE (Arm ARM, AArch64.ExceptionReturn, SetPSTATEFromPSR,
 * IllegalExceptionReturn). Throws a RangeError at EL0 and EL3.
 */
export function exceptionReturn(state: State): ExceptionReturn {
  const level = currentLevel(state);
  if (level === 0 || level === 3) {
    throw new RangeError(`no exception return at EL${level}`);
  }
  const pc = state.words[words.elr[level]] as bigint;
  const spsr = state.halves[words.spsr[level] * 2] as number;
  const illegal = illegality(level, spsr, state.halves[words.hcr * 2] as number);
  const taken = returnedBits(state.processor);
  if (illegal !== undefined) {
    const kept = pstateNumber(state) & ~(taken.illegal | softwareStep);
    return { illegal, pc, pstate: pstateOf(kept | (spsr & taken.illegal) | illegalState) };
  }
  if ((spsr & nRW) === 0) {
    return { illegal, pc, pstate: pstateOf(spsr & taken.aarch64) };
  }
  const alignment = (spsr & thumb) === 0 ? 3n : 1n;
  return { illegal, pc: pc & 0xffff_ffffn & ~alignment, pstate: pstateOf(spsr & taken.aarch32) };
}

/** Does it: writes PC and PSTATE. */
export function applyReturn(state: State, result: ExceptionReturn): void {
  state.words[words.pc] = result.pc;
  state.words[words.pstate] = result.pstate;
}
