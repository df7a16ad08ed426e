import type { ExceptionCause } from './exception-cause.ts';
import { hcrBits, scrBits, sctlrBits } from './control-bits.ts';
import type { Instruction } from './instruction.ts';
import { currentLevel, exceptionLevel, pstateNumber } from './pstate.ts';
import type { ExceptionLevel } from './pstate.ts';
import type { RegisterName } from './registers.ts';
import { wordOf } from './registers.ts';
import type { State } from './state.ts';
import type { SystemEncoding } from './system-encoding.ts';
import type { TrapRow } from './trap-table.ts';
import { trapTable } from './trap-table.ts';

const words = {
  spEl0: wordOf('sp_el0'),
  hcr: wordOf('hcr_el2'),
  scr: wordOf('scr_el3'),
  sctlr1: wordOf('sctlr_el1'),
  sctlr2: wordOf('sctlr_el2'),
} as const;

/**
 * Whether HVC is UNDEFINED (Arm ARM, C6.2.90 "HVC"): at EL0; by SCR_EL3.HCE with EL3, else by HCR_EL2.HCD. `scr` and
 * `hcr` are the low 32 bits.
 */
export function isHvcUndefined(
  level: ExceptionLevel,
  hasEl3: boolean,
  scr: number,
  hcr: number,
): boolean {
  if (level === 0) {
    return true;
  }
  return hasEl3 ? (scr & hypervisorCallEnable) === 0 : (hcr & hypervisorCallDisable) !== 0;
}

const hypervisorCallEnable = Number(scrBits.hce);
const hypervisorCallDisable = Number(hcrBits.hcd);
const monitorCallDisable = Number(scrBits.smd);
const trapGeneral = Number(hcrBits.tge);

const halfWidth = 32n;

/** A row, ready to be held against a state. */
interface Control {
  readonly row: TrapRow;
  /** Index in `State.halves`, and its bits. */
  readonly half: number;
  readonly mask: number;
  readonly trapsWhileSet: boolean;
  /** Bit n: executed at ELn. */
  readonly levels: number;
}

const controls: readonly Control[] = trapTable.map((row) => ({
  row,
  half: wordOf(row.control) * 2 + (row.bits >> halfWidth === 0n ? 0 : 1),
  mask: Number(row.bits >> halfWidth === 0n ? row.bits : row.bits >> halfWidth) | 0,
  trapsWhileSet: row.trapsWhile === 'set',
  levels: row.from.reduce<number>((levels, level) => levels | (1 << level), 0),
}));

const controlsOf = new WeakMap<Instruction, readonly Control[]>();
const none: readonly Control[] = [];

/** The rows of an instruction, which are asked for again and again. */
function controlsFor(instruction: Instruction): readonly Control[] {
  const known = controlsOf.get(instruction);
  if (known !== undefined) {
    return known;
  }
  const found = controls.filter(({ row }) => row.covers(instruction));
  controlsOf.set(instruction, found.length === 0 ? none : found);
  return found;
}

/** Whether any control traps the instruction at some level. */
export function mayTrap(instruction: Instruction): boolean {
  return controlsFor(instruction).length > 0;
}

/**
 * The control that traps the instruction, in this state; undefined where none does. Rows of an extension that the processor does
 * not have are of instructions that it does not have either.
 */
export function trapRowOf(instruction: Instruction, state: State): TrapRow | undefined {
  const at = 1 << currentLevel(state);
  const { halves } = state;
  for (const { row, half, mask, trapsWhileSet, levels } of controlsFor(instruction)) {
    const traps =
      (levels & at) !== 0 && (((halves[half] as number) & mask) !== 0) === trapsWhileSet;
    if (traps && row.provided?.(instruction, state) !== false) {
      return row;
    }
  }
  return undefined;
}

/** Index in `State.words` of the stack pointer in use. */
function currentSpWord(state: State): number {
  return (pstateNumber(state) & 1) === 0 ? words.spEl0 : words.spEl0 + currentLevel(state);
}

/** The stack pointer in use, by its name. */
export function currentSpName(state: State): RegisterName {
  return stackPointerAt(BigInt(pstateNumber(state)));
}

/** The same by PSTATE alone, in SPSR layout. */
export function stackPointerAt(pstate: bigint): RegisterName {
  const level = exceptionLevel(pstate);
  if ((pstate & 1n) === 0n || level === 0 || level === 3) {
    return 'sp_el0';
  }
  return level === 1 ? 'sp_el1' : 'sp_el2';
}

/** The stack pointer in use. 64 bits. */
export function currentSp(state: State): bigint {
  return state.words[currentSpWord(state)] as bigint;
}

/** The low half of the current level's SCTLR; of EL1's, M is 0 while HCR_EL2.TGE is set (Arm ARM, D13.2.46 "TGE"). */
function sctlr(state: State, level: ExceptionLevel): number {
  if (level === 2) {
    return state.halves[words.sctlr2 * 2] as number;
  }
  const bits = state.halves[words.sctlr1 * 2] as number;
  const isHosted = ((state.halves[words.hcr * 2] as number) & trapGeneral) !== 0;
  return isHosted ? bits & ~sctlrNumbers.m : bits;
}

const sctlrNumbers = {
  m: Number(sctlrBits.m),
  a: Number(sctlrBits.a),
  sa: Number(sctlrBits.sa),
  sa0: Number(sctlrBits.sa0),
  e0e: Number(sctlrBits.e0e),
  ee: Number(sctlrBits.ee),
} as const;

/** Whether the stack pointer in use is a multiple of 16. */
export function isSpAligned(state: State): boolean {
  return ((state.halves[currentSpWord(state) * 2] as number) & 0xf) === 0;
}

/** Whether a load or store with base SP takes an SP alignment fault (Arm ARM, CheckSPAlignment). */
function isSpMisaligned(state: State): boolean {
  if (isSpAligned(state)) {
    return false;
  }
  const level = currentLevel(state);
  return (sctlr(state, level) & (level === 0 ? sctlrNumbers.sa0 : sctlrNumbers.sa)) !== 0;
}

const stage2 = Number(hcrBits.vm | hcrBits.dc);

/**
 * Whether a level's addresses are translated, by SCTLR_ELx.M, or at EL1 and EL0 by HCR_EL2.VM or DC; when not, they are physical
 * ones, and all data accesses are to little-endian Device memory. The current level is meant where none is given.
 */
export function isTranslated(state: State, level = currentLevel(state)): boolean {
  // A walk refuses big-endian data by name.
  const { m, ee, e0e } = sctlrNumbers;
  return (
    (sctlr(state, level) & (m | (level === 0 ? e0e : ee))) !== 0 ||
    (level < 2 && ((state.halves[words.hcr * 2] as number) & stage2) !== 0)
  );
}

const bigEndian = { 0: Number(sctlrBits.e0e), 1: Number(sctlrBits.ee), 2: Number(sctlrBits.ee) };

/** Whether the current level's data is big-endian: SCTLR_EL1.E0E at EL0, SCTLR_ELx.EE. */
export function isBigEndian(state: State): boolean {
  const level = currentLevel(state);
  return level < 3 && (sctlr(state, level) & bigEndian[level as 0 | 1 | 2]) !== 0;
}

/** Whether an address that is not aligned faults before it is translated: SCTLR_ELx.A. */
export function checksAlignment(state: State): boolean {
  return (sctlr(state, currentLevel(state)) & sctlrNumbers.a) !== 0;
}

/** MSR, MRS or SYS, as the syndrome has it. */
function accessTrap(
  instruction: Extract<Instruction, { readonly encoding: SystemEncoding }>,
  { target, asFloatingPoint }: TrapRow,
): ExceptionCause {
  if (asFloatingPoint === true) {
    return { kind: 'fp-trap', target };
  }
  const { kind, encoding, rt } = instruction;
  const read = kind === 'mrs' || kind === 'sysl';
  return { kind: 'system-register', read, encoding, rt, target };
}

/**
 * The exception that the instruction causes by what it is and by the controls; undefined where it runs.
 * Memory faults, and instructions that do not exist, are the engine's to find.
 */
export function instructionException(
  instruction: Instruction,
  state: State,
): ExceptionCause | undefined {
  const { feature } = instruction;
  if (feature === undefined) {
    return exceptionOf(instruction, state);
  }
  if (!state.processor.features.has(feature)) {
    return instruction.isHint === true ? undefined : { kind: 'undefined' };
  }
  const cause = exceptionOf(instruction, state);
  if (cause !== undefined || instruction.key === undefined) {
    return cause;
  }
  const row = trapRowOf(instruction, state);
  return row === undefined ? undefined : { kind: 'pac-trap', target: row.target };
}

function exceptionOf(instruction: Instruction, state: State): ExceptionCause | undefined {
  const level = currentLevel(state);
  switch (instruction.kind) {
    case 'hvc': {
      const scr = state.halves[words.scr * 2] as number;
      return isHvcUndefined(level, true, scr, state.halves[words.hcr * 2] as number)
        ? { kind: 'undefined' }
        : { kind: 'hvc', immediate: instruction.immediate };
    }
    case 'svc':
    case 'brk':
      return { kind: instruction.kind, immediate: instruction.immediate };
    case 'smc': {
      if (level === 0) {
        return { kind: 'undefined' };
      }
      if (trapRowOf(instruction, state) !== undefined) {
        return { kind: 'smc', immediate: instruction.immediate };
      }
      const scr = state.halves[words.scr * 2] as number;
      return (scr & monitorCallDisable) === 0 ? undefined : { kind: 'undefined' };
    }
    case 'hlt':
      return { kind: 'undefined' };
    case 'eret':
      return level === 0 ? { kind: 'undefined' } : undefined;
    case 'wfi':
    case 'wfe': {
      const row = trapRowOf(instruction, state);
      return row === undefined
        ? undefined
        : { kind: 'wfx-trap', wfe: instruction.kind === 'wfe', target: row.target };
    }
    case 'fp': {
      const row = trapRowOf(instruction, state);
      if (row !== undefined) {
        return { kind: 'fp-trap', target: row.target };
      }
      return instruction.spBase && isSpMisaligned(state) ? { kind: 'sp-alignment' } : undefined;
    }
    case 'load-store':
      if (!instruction.spBase || instruction.prefetch) {
        return undefined;
      }
      return isSpMisaligned(state) ? { kind: 'sp-alignment' } : undefined;
    case 'msr':
    case 'mrs':
    case 'msr-immediate':
    case 'tlbi':
    case 'ic':
    case 'dc':
    case 'at':
    case 'sys':
    case 'sysl': {
      const row = trapRowOf(instruction, state);
      return row === undefined ? undefined : accessTrap(instruction, row);
    }
    case 'sev':
    case 'sevl':
    case 'isb':
    case 'dsb':
    case 'dmb':
    case 'branch':
    case 'branch-register':
    case 'other':
      return undefined;
  }
}
