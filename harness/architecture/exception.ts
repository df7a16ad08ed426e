import { hcrBits, mdcrBits, sctlrBits } from './control-bits.ts';
import { encodeSyndrome, exceptionClasses } from './esr.ts';
import type { ExceptionCause } from './exception-cause.ts';
import { exceptionRegisters } from './exception-registers.ts';
import type { SyndromeValues } from './exception-registers.ts';
import {
  currentLevel,
  daifMask,
  laterPstateBits,
  modes,
  nzcvMask,
  pstateBits,
  pstateNumber,
} from './pstate.ts';
import type { ExceptionLevel } from './pstate.ts';
import { wordOf } from './registers.ts';
import { preferredReturn } from './return-address.ts';
import { slotOffset, slots, vectorGroups, vectorKinds } from './slot.ts';
import type { Slot, VectorGroup, VectorKind } from './slot.ts';
import type { State } from './state.ts';
import { clearVirtualError } from './virtual-interrupts.ts';
import { vectorBaseMask } from './system-register-rows.ts';

/** What taking an exception does. 64-bit values, unsigned. */
export interface ExceptionEntry extends SyndromeValues {
  readonly cause: ExceptionCause;
  readonly slot: Slot;
  /** The new PC. */
  readonly vector: bigint;
  /** The new PSTATE, in SPSR layout. */
  readonly pstate: bigint;
}

function wordsOf(level: 1 | 2): Record<keyof (typeof exceptionRegisters)[1], number> {
  const { vbar, esr, elr, spsr, far } = exceptionRegisters[level];
  return {
    vbar: wordOf(vbar),
    esr: wordOf(esr),
    elr: wordOf(elr),
    spsr: wordOf(spsr),
    far: wordOf(far),
  };
}

const words = {
  pc: wordOf('pc'),
  pstate: wordOf('pstate'),
  hcr: wordOf('hcr_el2'),
  mdcr: wordOf('mdcr_el2'),
  hpfar: wordOf('hpfar_el2'),
  sctlr1: wordOf('sctlr_el1'),
  1: wordsOf(1),
  2: wordsOf(2),
} as const;

const nzcvNumber = Number(nzcvMask);
const panNumber = Number(pstateBits.pan);
const spanNumber = Number(sctlrBits.span);
const newPstate = { 1: Number(daifMask | modes.el1h), 2: Number(daifMask | modes.el2h) } as const;

/** COND 0b1110 with CV set: the syndrome of an unconditional instruction (Arm ARM, D13.2.37). */
const unconditional = 0x1e0_0000;

type Abort = Extract<ExceptionCause, { kind: 'instruction-abort' | 'data-abort' }>;

function targetLevel(cause: ExceptionCause, state: State, level: ExceptionLevel): 1 | 2 {
  if (level === 2 || cause.kind === 'hvc') {
    return 2;
  }
  const hcr = state.words[words.hcr] as bigint;
  const tge = (hcr & hcrBits.tge) !== 0n;
  if ('virtual' in cause) {
    return 1;
  }
  switch (cause.kind) {
    case 'smc':
    case 'synchronous':
      return 2;
    case 'system-register':
    case 'fp-trap':
    case 'wfx-trap':
    case 'pac-trap':
      return tge ? 2 : cause.target;
    case 'irq':
      return tge || (hcr & hcrBits.imo) !== 0n ? 2 : 1;
    case 'fiq':
      return tge || (hcr & hcrBits.fmo) !== 0n ? 2 : 1;
    case 'serror':
      return tge || (hcr & hcrBits.amo) !== 0n ? 2 : 1;
    case 'brk':
      return tge || ((state.words[words.mdcr] as bigint) & mdcrBits.tde) !== 0n ? 2 : 1;
    case 'instruction-abort':
    case 'data-abort':
      return tge || cause.stage2 !== undefined ? 2 : 1;
    case 'svc':
    case 'undefined':
    case 'illegal-state':
    case 'pc-alignment':
    case 'sp-alignment':
      return tge ? 2 : 1;
  }
}

function vectorKind(cause: ExceptionCause): VectorKind {
  switch (cause.kind) {
    case 'irq':
    case 'fiq':
    case 'serror':
      return cause.kind;
    default:
      return 'sync';
  }
}

function vectorGroup(state: State, level: ExceptionLevel, target: 1 | 2): VectorGroup {
  const pstate = pstateNumber(state);
  if (level === target) {
    return (pstate & 1) === 0 ? 'current-sp0' : 'current-spx';
  }
  // The width that counts is that of the level just below the target, not of the level that was left.
  const narrow =
    target === 2 && level === 0
      ? ((state.words[words.hcr] as bigint) & hcrBits.rw) === 0n
      : (pstate & 0b10000) !== 0;
  return narrow ? 'lower-a32' : 'lower-a64';
}

const slotOf = Object.fromEntries(
  vectorGroups.map((group) => [
    group,
    Object.fromEntries(vectorKinds.map((kind): [VectorKind, Slot] => [kind, `${group}/${kind}`])),
  ]),
) as Record<VectorGroup, Record<VectorKind, Slot>>;

/** ISS of a trapped MSR, MRS or SYS (Arm ARM, D13.2.37, "ISS encoding for an exception from MSR, MRS"). */
function systemAccessIss({
  read,
  encoding: { op0, op1, crn, crm, op2 },
  rt,
}: Extract<ExceptionCause, { kind: 'system-register' }>): number {
  return (
    (op0 << 20) | (op2 << 17) | (op1 << 14) | (crn << 10) | (rt << 5) | (crm << 1) | (read ? 1 : 0)
  );
}

/** ISS of an abort (Arm ARM, D13.2.37, "ISS encoding for an exception from a Data Abort"). */
function abortIss({ kind, status, write, maintenance, stage2 }: Abort): number {
  const walk = stage2?.walk === true ? 1 << 7 : 0;
  if (kind === 'instruction-abort') {
    return status | walk;
  }
  const isWrite = write === true || maintenance === true ? 1 << 6 : 0;
  return status | walk | isWrite | (maintenance === true ? 1 << 8 : 0) | (stage2?.transfer ?? 0);
}

function encode(ec: number, iss: number): bigint {
  return encodeSyndrome({ ec, iss, il: true });
}

function syndrome(
  cause: ExceptionCause,
  from32: boolean,
  current: boolean,
  target: 1 | 2,
): bigint | undefined {
  switch (cause.kind) {
    case 'irq':
    case 'fiq':
      return undefined;
    case 'synchronous':
      return cause.esr;
    case 'hvc':
      return encode(from32 ? exceptionClasses.hvc32 : exceptionClasses.hvc64, cause.immediate);
    case 'svc':
      return encode(from32 ? exceptionClasses.svc32 : exceptionClasses.svc64, cause.immediate);
    case 'smc':
      return encode(
        from32 ? exceptionClasses.smc32 : exceptionClasses.smc64,
        from32 ? unconditional : cause.immediate,
      );
    case 'brk':
      return encode(from32 ? exceptionClasses.bkpt32 : exceptionClasses.brk64, cause.immediate);
    case 'undefined':
      return encode(exceptionClasses.unknown, 0);
    case 'illegal-state':
    case 'pc-alignment':
    case 'sp-alignment':
    case 'pac-trap':
      return encode(exceptionClasses[cause.kind], 0);
    case 'serror':
      return encode(exceptionClasses.serror, 0);
    case 'fp-trap':
      // What CPACR_EL1.FPEN traps has no class of its own at EL2 (Arm ARM, AArch64.AdvSIMDFPAccessTrap).
      return cause.target === target
        ? encode(exceptionClasses['fp-trap'], unconditional)
        : encode(exceptionClasses.unknown, 0);
    case 'wfx-trap':
      return encode(exceptionClasses['trapped-wfx'], unconditional | (cause.wfe ? 1 : 0));
    case 'system-register':
      return encode(exceptionClasses['trapped-system-register'], systemAccessIss(cause));
    case 'instruction-abort':
    case 'data-abort': {
      const origin = current ? 'current' : 'lower';
      return encode(exceptionClasses[`${cause.kind}-${origin}`], abortIss(cause));
    }
  }
}

function faultAddress(cause: ExceptionCause, pc: bigint): bigint | undefined {
  switch (cause.kind) {
    case 'instruction-abort':
    case 'data-abort':
      return cause.address;
    case 'pc-alignment':
      return pc;
    case 'synchronous':
      return cause.far;
    default:
      return undefined;
  }
}

/** HPFAR_EL2.FIPA is bits 47:12 of the intermediate physical address, from bit 4 up. */
function stage2Address(cause: ExceptionCause): bigint | undefined {
  if (cause.kind === 'synchronous') {
    return cause.hpfar;
  }
  if (cause.kind !== 'instruction-abort' && cause.kind !== 'data-abort') {
    return undefined;
  }
  const ipa = cause.stage2?.ipa;
  return ipa === undefined ? undefined : ((ipa >> 12n) & 0xf_ffff_ffffn) << 4n;
}

/** Bytes from the start of the table, ready to be added to an address. */
const slotDistance = Object.fromEntries(
  slots.map((slot) => [slot, BigInt(slotOffset(slot))]),
) as Record<Slot, bigint>;

/**
 * PSTATE.PAN at the vector: set on the way to EL1 unless SCTLR_EL1.SPAN, and as before on the way to EL2, whose regime has no EL0
 * while HCR_EL2.E2H is 0 (Arm ARM, AArch64.TakeException). UAO and BTYPE are 0 there.
 */
function panAfter(state: State, target: 1 | 2): number {
  const pan = laterPstateBits(state.processor) & panNumber;
  if (pan === 0) {
    return 0;
  }
  const isSet = target === 1 && ((state.halves[words.sctlr1 * 2] as number) & spanNumber) === 0;
  return isSet ? pan : pstateNumber(state) & pan;
}

/**
 * What taking the exception does (Arm ARM, AArch64.TakeException): from the PC, PSTATE and controls of `state`, which
 * stays as it is. `slot` overrides the choice of vector, and then the target is EL2. An exception to an EL1 in
 * AArch32 state is shown as if EL1 were in AArch64 state. Throws a RangeError where PSTATE names no level.
 */
export function takeException(cause: ExceptionCause, state: State, slot?: Slot): ExceptionEntry {
  const pstate = pstateNumber(state);
  const pc = state.words[words.pc] as bigint;
  const level = currentLevel(state);
  const target = slot === undefined ? targetLevel(cause, state, level) : 2;
  const chosen = slot ?? slotOf[vectorGroup(state, level, target)][vectorKind(cause)];
  const base = (state.words[words[target].vbar] as bigint) & vectorBaseMask;
  return {
    cause,
    targetEl: target,
    slot: chosen,
    vector: base + slotDistance[chosen],
    pstate: BigInt(((pstate & nzcvNumber) | newPstate[target] | panAfter(state, target)) >>> 0),
    elr: preferredReturn(cause, pc, pstate),
    spsr: state.words[words.pstate] as bigint,
    esr: syndrome(cause, (pstate & 0b10000) !== 0, level === target, target),
    far: faultAddress(cause, pc),
    hpfar: target === 2 ? stage2Address(cause) : undefined,
  };
}

/** Does it: writes PC, PSTATE and the syndrome registers of the target level. */
export function applyEntry(state: State, entry: ExceptionEntry): void {
  const target = words[entry.targetEl];
  state.words[words.pc] = entry.vector;
  state.words[words.pstate] = entry.pstate;
  state.words[target.elr] = entry.elr;
  state.words[target.spsr] = entry.spsr;
  if (entry.esr !== undefined) {
    state.words[target.esr] = entry.esr;
  }
  if (entry.far !== undefined) {
    state.words[target.far] = entry.far;
  }
  if (entry.hpfar !== undefined) {
    state.words[words.hpfar] = entry.hpfar;
  }
  if (entry.cause.kind === 'serror' && entry.cause.virtual === true) {
    clearVirtualError(state);
  }
}
